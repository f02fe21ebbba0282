"""Plant faults in the engine, one by one, and see each caught by a test: `python tests/mutants/run.py [NAME…]`.

Each mutant replaces a text that stands once in a file; one that is not found fails loudly, so that the list grows old
with the code. With --check nothing is run but this. The exit status is 1 if a mutant survives or does not apply.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
EDITS = ("tests/sites/test_edits.py",)
UNDONE = (*EDITS, "-k", "undone")
CRASH = ("tests/sites/test_crash.py", "-k", "killed_before")
FOUND = ("tests/sites/test_found.py",)
SEARCH = ("tests/sites/test_search.py",)
SEARCHING_TEST = ("tests/unit/plan/test_searching.py",)
INGREDIENTS_TEST = ("tests/unit/plan/test_ingredients.py",)


@dataclass(frozen=True)
class Mutant:
    """A fault: in `file` the text `old` becomes `new`. `tests` are pytest's arguments for those that should see it."""

    name: str
    file: str
    old: str
    new: str
    tests: Sequence[str] = EDITS

    def applied(self, text: str) -> str:
        """The file's text with the fault. ValueError unless its place is found exactly once."""
        if text.count(self.old) != 1:
            raise ValueError(f"{self.name}: {self.file} has its text {text.count(self.old)} times, not once")
        return text.replace(self.old, self.new)


INGREDIENTS, PUBLISH, BUILD = "generator/plan/ingredients.py", "generator/publish.py", "generator/build.py"
SEARCHING = "generator/plan/searching.py"
TEMPLATES, PARTS = "generator/templates/__init__.py", "generator/templates/parts.py"
STORE, SIGNATURE = "generator/store.py", "generator/signature.py"
MUTANTS = (
    Mutant(
        "neighbours left out",
        INGREDIENTS,
        "[(near.briefing.title, near.path) if near else None for near in (older, newer)]",
        "[]",
    ),
    Mutant(
        "a neighbour's title left out",
        INGREDIENTS,
        "(near.briefing.title, near.path) if near",
        "(near.path,) if near",
    ),
    Mutant(
        "related left out",
        INGREDIENTS,
        "others = [cards[key] for key in found.keys(number)]",
        "others = found.keys(number)",
    ),
    Mutant(
        "recommended left out",
        INGREDIENTS,
        "return self.cards_of(self.cards.picks(briefing)) if",
        "return str(bool(self.cards.picks(briefing))) if",
    ),
    Mutant(
        "topics left out",
        INGREDIENTS,
        '"topics": self.cards.index.names[entry.briefing.path],',
        "",
    ),
    Mutant(
        "links left out",
        INGREDIENTS,
        "return fingerprint.of((prose.attributes, prose.figures, self.cards.picture(entry.briefing)))",
        "return fingerprint.of(prose.figures)",
    ),
    Mutant("charts left out", INGREDIENTS, "(prose.attributes, prose.figures, self", "(prose.attributes, self"),
    Mutant("a chart's data out of its key", "generator/charts/kept.py", "sorted(digests.items())", "sorted(digests)"),
    Mutant(
        "a story without its card",
        INGREDIENTS,
        "entry.text + self._cards[path] + self._links(entry)",
        "entry.text + self._links(entry)",
    ),
    Mutant(
        "settings left out of lists",
        INGREDIENTS,
        'return {"settings": self.settings, **{name',
        "return {**{name",
    ),
    Mutant("search without the text", SEARCHING, "(entry.path, entry.text) for", "entry.path for", SEARCH),
    Mutant(
        "search without topics", SEARCHING, "texts, self.ingredients.cards_of(entries)))[", "texts))[", INGREDIENTS_TEST
    ),
    Mutant(
        "search of a preview",
        SEARCHING,
        "(self.cards.index.entries) if not entry.status]",
        "(self.cards.index.entries)]",
        SEARCH,
    ),
    Mutant("search without companies", SEARCHING, "related_count=0,", "related_count=0, companies={},", SEARCHING_TEST),
    Mutant(
        "a card without the title",
        "generator/manuscript.py",
        '{"sources", "disclaimer",',
        '{"title", "sources", "disclaimer",',
    ),
    Mutant(
        "an import out of its closure",
        PARTS,
        "templates = tuple(meta.find_referenced_templates(tree))",
        "templates = tuple(t.template.value for t in tree.find_all((nodes.Extends, nodes.Include)))",
    ),
    Mutant(
        "an include out of its closure",
        PARTS,
        "templates = tuple(meta.find_referenced_templates(tree))",
        "templates = tuple(t.template.value for t in tree.find_all((nodes.Extends, nodes.Import)))",
    ),
    Mutant("an asset out of its closure", TEMPLATES, "for n in sorted(assets) if n in self.assets]", "for n in ()]"),
    Mutant(
        "what is included by a computed name out of its closure",
        TEMPLATES,
        "if part is not None else self._all_files()",
        "if part is not None else self.names()",
        FOUND,
    ),
    Mutant(
        "the record committed before the outputs are in place",
        BUILD,
        "        published = stage.publish(",
        "        store.note(_ingredients_name(options), manifest.encode(wanted))\n"
        "        store.commit()\n"
        "        published = stage.publish(",
        CRASH,
    ),
    Mutant(
        "another engine's cache believed",
        STORE,
        "!= (owner,):\n            raise _ForeignError",
        "== ():\n            pass",
    ),
    Mutant(
        "terms without a checksum",
        STORE,
        "if _sum(source, spelled, counts, mentioned, headline) == checksum",
        "if checksum",
        FOUND,
    ),
    Mutant(
        "a signature without times",
        SIGNATURE,
        "status.st_size, status.st_mtime_ns, status.st_ctime_ns,",
        "status.st_size, 1, 1,",
    ),
    Mutant(
        "a signature without the inode's time",
        SIGNATURE,
        "status.st_size, status.st_mtime_ns, status.st_ctime_ns,",
        "status.st_size, status.st_mtime_ns, 1,",
    ),
    Mutant(
        "every signature settled",
        SIGNATURE,
        "return signature if is_settled(signature, taken) else UNKNOWN",
        "return signature",
    ),
    Mutant(
        "a clock without the coarse tick", SIGNATURE, "if last % _SECOND else _COARSE_TICK", "if last else _COARSE_TICK"
    ),
    Mutant(
        "the instant until which a build holds ignored",
        "generator/manifest.py",
        "and (self.until is None or as_of < self.until)",
        "",
    ),
    Mutant(
        "the instant since which a build holds ignored",
        "generator/manifest.py",
        "and (self.since is None or self.since <= as_of)",
        "",
    ),
    Mutant("what was asked for ignored", "generator/manifest.py", "self.request == request", "True"),
    Mutant("the obsolete stays", PUBLISH, "removed = sorted(before - wanted)", "removed = sorted(before - before)"),
    Mutant(
        "the folder's record written at the end alone",
        PUBLISH,
        "            _record(self.folder, self._place, _record_of(before | wanted))\n",
        "",
        CRASH,
    ),
    Mutant(
        "a card's theme left out",
        "generator/placard/__init__.py",
        "library(), theme.digest, placard",
        "library(), placard",
        ("tests/sites/test_pictures.py", "-k", "colour"),
    ),
    Mutant(
        "a picture's width left out",
        "generator/pictures/making.py",
        "picture.kind, width, library()",
        "picture.kind, library()",
        ("tests/sites/test_pictures.py", "-k", "several_sizes"),
    ),
    Mutant(
        "whether a briefing has a card left out",
        INGREDIENTS,
        '"card": card,',
        '"card": "",',
        ("tests/sites/test_pictures.py", "-k", "own_may_have"),
    ),
    Mutant(
        "what a site calls as what ships goes first",
        TEMPLATES,
        "[PrefixLoader({PACKAGED: loaders[-1]}), *loaders]",
        "[*loaders, PrefixLoader({PACKAGED: loaders[-1]})]",
        (*EDITS, "-k", "called_as_what_ships"),
    ),
    Mutant(
        "a filter that is given to another left out",
        PARTS,
        "used.name in (HTML, MAP)",
        "used.name == HTML",
        (*EDITS, "-k", "filter_of_filters"),
    ),
    Mutant("layouts that change during a build ignored", BUILD, "    failures += site.changed_layouts()\n", "", UNDONE),
    Mutant(
        "what templates name in changing layouts believed",
        "generator/staleness.py",
        "    if meanwhile := tuple(changed()):\n",
        "    if meanwhile := ():\n",
        UNDONE,
    ),
    Mutant(
        "a file that changes while it is copied believed", BUILD, "staged.digest != output.view.digest", "False", UNDONE
    ),
    Mutant("a killed build's stage left", "generator/engine.py", " or not is_swept(options.output):", ":", FOUND),
)


def main(arguments: Sequence[str]) -> int:
    """Try the mutants that are named, or all; the exit status."""
    names = [name for name in arguments if not name.startswith("-")]
    chosen = [mutant for mutant in MUTANTS if not names or mutant.name in names]
    faults = list(unfit(chosen))
    sys.stdout.writelines(f"{fault}\n" for fault in faults)
    if faults or "--check" in arguments:
        return bool(faults)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        catchers = list(pool.map(caught, chosen))
    width = max(len(mutant.name) for mutant in chosen)
    for mutant, catcher in zip(chosen, catchers, strict=True):
        sys.stdout.write(f"{mutant.name:{width}}  {catcher or 'SURVIVES'}\n")
    return not all(catchers)


def unfit(mutants: Sequence[Mutant]) -> Sequence[str]:
    """Why mutants do not apply to the code as it is."""
    found: list[str] = []
    for mutant in mutants:
        try:
            mutant.applied((REPOSITORY / mutant.file).read_text("utf-8"))
        except (OSError, ValueError) as error:
            found.append(str(error))
    return found


def caught(mutant: Mutant) -> str:
    """The first test that fails on a copy of the repository with a fault; empty if none does."""
    with tempfile.TemporaryDirectory(prefix="headframe-mutant-") as folder:
        copy = Path(folder)
        for name in ("generator", "layouts", "tests"):
            shutil.copytree(REPOSITORY / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(REPOSITORY / "pyproject.toml", copy)
        file = copy / mutant.file
        file.write_text(mutant.applied(file.read_text("utf-8")), "utf-8")
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-x", "-q", "--tb=no", *mutant.tests]
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": folder}
        done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
        failed = [line for line in done.stdout.splitlines() if line.startswith("FAILED ")]
        if done.returncode == 1 and failed:
            return failed[0].removeprefix("FAILED ").partition(" - ")[0]
        if done.returncode:
            raise RuntimeError(f"{mutant.name}: pytest could not run\n{done.stdout}{done.stderr}")
        return ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
