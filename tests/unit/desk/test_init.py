from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner, Result
from newsroom import lay
from sites.runner import bound_by_permissions

from generator import engine, frontmatter
from generator import settings as settings_room
from generator.cli import main
from generator.desk import init, schema
from generator.diagnostic import UserError
from generator.request import Options
from generator.settings import BRIEFING_KEYS

TODAY = date(2026, 2, 20)
AS_OF = datetime(2026, 2, 20, tzinfo=UTC)


def found(folder: Path, title: str = "Pit and Power", url: str = "", today: date = TODAY) -> init.Founded:
    return init.found(folder, title, url, today)


def jsonc(path: Path) -> Any:
    """JSON with comments, as Visual Studio Code reads it."""
    return json.loads(re.sub(r"^\s*//.*$", "", path.read_text(), flags=re.MULTILINE))


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def refusal(folder: Path, root: Path) -> list[tuple[str, str]]:
    """The findings, if nothing below a folder has changed."""
    before = {p: p.lstat().st_mtime_ns for p in root.rglob("*")}
    with pytest.raises(UserError) as refused:
        found(folder)
    assert {p: p.lstat().st_mtime_ns for p in root.rglob("*")} == before
    assert all(d.help for d in refused.value.diagnostics)
    return [(d.code, d.span.path) for d in refused.value.diagnostics]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "site"
    found(folder)
    return folder


# The site


def test_a_new_site_builds_at_once_without_a_warning(site: Path) -> None:
    options = Options(site=site, output=site / "public", as_of=AS_OF, jobs=1)
    result = engine.build(options)
    assert (result.briefings, result.diagnostics) == (2, ())


def test_the_menu_of_a_new_site_calls_each_page_as_it_calls_itself(site: Path, tmp_path: Path) -> None:
    engine.build(Options(site=site, output=tmp_path, as_of=AS_OF, jobs=1))
    menu = yaml.safe_load((site / "content/site.yaml").read_text())["navigation"]
    pages = [(tmp_path / link["url"].strip("/") / "index.html").read_text() for link in menu]
    headings = [re.findall(r"<h1[^>]*>([^<]+)</h1>", page) for page in pages]
    assert [heading[: len(link["title"])] for link, [heading] in zip(menu, headings, strict=True)] == [
        link["title"] for link in menu
    ]


def test_a_new_site_has_what_it_says(site: Path) -> None:
    written = found(site.parent / "another").written
    assert sorted(written) == sorted(tree(site.parent / "another"))
    assert {".gitignore", ".github/workflows/publish.yml", ".vscode/settings.json", "content/site.yaml"} < set(written)
    assert not re.findall("@[A-Z]+@", "".join(text.decode() for text in tree(site.parent / "another").values()))


def test_both_examples_say_that_they_are(site: Path) -> None:
    texts = [file.read_text() for file in sorted((site / "content/briefings").iterdir())]
    assert len(texts) == 2
    for text in texts:
        assert re.search(r'^title: "Example: ', text, re.MULTILINE)
        assert re.search(r"^summary: This is an example to be deleted\.", text, re.MULTILINE)
        assert "\n---\n\nThis is an example." in text
    assert all(re.search(rf"^{key}:", texts[0], re.MULTILINE) for key in ("sources", "tags", "companies", "related"))
    assert all(re.search(rf"^{key}:", texts[1], re.MULTILINE) for key in ("disclosure", "corrections"))


@pytest.mark.parametrize("title", ["Gold: a letter", "no", "#1", 'It\'s "so"', "中国"])
def test_the_title_is_what_was_asked_for(title: str, tmp_path: Path) -> None:
    found(tmp_path, title)
    settings, faults = settings_room.read((tmp_path / "content/site.yaml").read_text())
    assert faults == ()
    assert settings is not None
    assert settings.title == title


def test_an_address_makes_the_feeds_the_owner_s(tmp_path: Path) -> None:
    found(tmp_path, url="https://brief.example.org/daily")
    settings, _ = settings_room.read((tmp_path / "content/site.yaml").read_text())
    assert settings is not None
    assert settings.url == "https://brief.example.org/daily/"
    assert (settings.feed.authority, settings.feed.start) == ("brief.example.org", TODAY)


@pytest.mark.parametrize("url", ["", "https://[::1]:8000/"])
def test_without_a_domain_the_feeds_authority_is_left_to_be_set(url: str, tmp_path: Path) -> None:
    found(tmp_path, url=url)
    text = (tmp_path / "content/site.yaml").read_text()
    settings, _ = settings_room.read(text)
    assert settings is not None
    assert settings.feed.authority == ""
    completed = re.sub(r"^# (feed:|  \w+:)", r"\1", text, flags=re.MULTILINE)
    settings, _ = settings_room.read(completed)
    assert settings is not None
    assert settings.feed.authority == "example.org"


# What is there


def test_a_second_time_names_every_file_in_the_way(site: Path) -> None:
    assert refusal(site, site) == [
        ("in-the-way", "content/briefings/2026-01-12-example-of-a-briefing.md"),
        ("in-the-way", "content/briefings/2026-01-15-example-of-a-sponsored-briefing.md"),
        ("in-the-way", "content/pages/about.md"),
        ("in-the-way", "content/site.yaml"),
    ]


def test_one_file_of_content_forbids_all(tmp_path: Path) -> None:
    lay(tmp_path, {"content/pages/about.md": "mine"})
    assert refusal(tmp_path, tmp_path) == [("in-the-way", "content/pages/about.md")]


def test_what_else_is_there_is_left_and_named(tmp_path: Path) -> None:
    mine = {".gitignore": "mine", ".vscode/settings.json": "mine", "README.md": "mine", "content/media/a.svg": "<svg/>"}
    founded = found(lay(tmp_path, mine))
    assert founded.left == (".gitignore", ".vscode/settings.json")
    assert {path: (tmp_path / path).read_text() for path in mine} == mine
    assert (tmp_path / "content/site.yaml").is_file()
    assert (tmp_path / ".vscode/tasks.json").is_file()


@pytest.mark.parametrize("link", ["content", "content/pages", "content/site.yaml"])
def test_a_link_is_never_followed(link: str, tmp_path: Path) -> None:
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "site"
    elsewhere.mkdir()
    (folder / link).parent.mkdir(parents=True, exist_ok=True)
    (folder / link).symlink_to(elsewhere)
    assert {code for code, _ in refusal(folder, tmp_path)} == {"in-the-way"}
    assert list(elsewhere.iterdir()) == []


def test_a_link_to_nothing_is_left_too(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").symlink_to(tmp_path / "nothing")
    assert found(tmp_path).left == (".gitignore",)
    assert not (tmp_path / "nothing").exists()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    assert refusal(file, tmp_path) == [("in-the-way", str(file))]
    assert refusal(file / "site", tmp_path) == [("in-the-way", str(file / "site"))]


@pytest.mark.parametrize("inner", ["sub", "content/briefings/sub", "public"])
def test_a_site_is_not_begun_inside_another(inner: str, site: Path) -> None:
    assert refusal(site / inner, site) == [("inside-a-site", str(site / inner))]


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, {"mine.txt": "mine"})
    opened, real = iter(range(100)), Path.open

    def full(self: Path, *arguments: Any, **options: Any) -> Any:
        if arguments == ("x",) and next(opened) == 6:
            raise OSError(28, "No space left on device", str(self))
        return real(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", full)
    with pytest.raises(UserError) as refused:
        found(tmp_path / "new")
    assert [(d.code, d.message.rpartition(": ")[2]) for d in refused.value.diagnostics] == [
        ("unwritable", "no space left on device")
    ]
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    command = [*bound_by_permissions(), sys.executable, "-m", "generator", "init", str(tmp_path / "new")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    tmp_path.chmod(0o755)
    assert (done.returncode, done.stdout) == (1, "")
    assert "error[unwritable]" in done.stderr
    assert list(tmp_path.iterdir()) == []


# The command


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["init", *map(str, arguments)])


def test_the_command_ends_with_what_to_type_next(tmp_path: Path) -> None:
    done = run(tmp_path / "pit and-power")
    assert (done.exit_code, done.stderr) == (0, "")
    first, _, *steps = done.stdout.splitlines()
    assert first == f"A site is in {tmp_path}/pit and-power: 15 files. What to type next:"
    assert [shlex.split(step)[0] for step in steps] == ["cd", "headframe", "headframe", "headframe"]
    assert shlex.split(steps[0])[1] == f"{tmp_path}/pit and-power"
    assert "\ntitle: Pit and power\n" in (tmp_path / "pit and-power/content/site.yaml").read_text()


def test_in_the_folder_itself_there_is_nowhere_to_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(".", "--title", "Gold: a letter")
    assert done.exit_code == 0
    assert "cd " not in done.stdout
    assert '\ntitle: "Gold: a letter"\n' in (tmp_path / "content/site.yaml").read_text()


def test_a_folder_whose_name_has_no_letters_gets_some_title(tmp_path: Path) -> None:
    run(tmp_path / "_")
    assert "\ntitle: A new site\n" in (tmp_path / "_/content/site.yaml").read_text()


def test_what_was_left_is_a_warning_with_advice(tmp_path: Path) -> None:
    done = run(lay(tmp_path, {".gitignore": "x", ".vscode/tasks.json": "{}"}))
    assert done.exit_code == 0
    assert ".gitignore: warning[left]: .gitignore was there, and is as it was" in done.stderr
    assert "help: see that it names /.headframe/ and /public/" in done.stderr
    assert ".vscode/tasks.json: warning[left]" in done.stderr
    assert "13 files" in done.stdout


def test_a_refusal_exits_with_1(site: Path) -> None:
    done = run(site)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.endswith("4 errors; nothing was written\n")


@pytest.mark.parametrize("url", ["example.org", "ftp://example.org/", "https://example.org/?a", "https://exämple.org/"])
def test_an_address_that_cannot_be_is_a_fault_of_usage(url: str, tmp_path: Path) -> None:
    done = run(tmp_path / "new", "--url", url)
    assert done.exit_code == 2
    assert not (tmp_path / "new").exists()


def test_an_address_that_settings_refuse_is_told(tmp_path: Path) -> None:
    done = run(tmp_path / "new", "--url", "https://example.org//a/../b")
    assert done.exit_code == 1
    assert "error[bad-url]" in done.stderr
    assert not (tmp_path / "new").exists()


# What the files beside content/ say


def starters() -> Iterator[Path]:
    yield from (path for path in init.STARTER.rglob("*") if path.is_file())


def test_every_command_in_them_exists() -> None:
    known = main.list_commands(click.Context(main))
    named = {word for path in starters() for word in re.findall(r"\bheadframe ([a-z]+)\b", path.read_text("utf-8"))}
    assert "build" in named
    assert named - set(known) == set()


def test_the_workflow_checks_builds_and_deploys(site: Path) -> None:
    workflow = yaml.safe_load((site / ".github/workflows/publish.yml").read_text())
    jobs = workflow["jobs"]
    steps = [step for job in jobs.values() for step in job["steps"]]
    used = [step["uses"].partition("@")[0] for step in steps if "uses" in step]
    assert used == [
        f"actions/{name}"
        for name in (
            "checkout",
            "setup-python",
            "configure-pages",
            "cache",
            "upload-pages-artifact",
            "deploy-pages",
        )
    ]
    assert workflow["permissions"] == {"contents": "read"}
    assert jobs["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert jobs["deploy"]["needs"] == "build"
    assert set(workflow[True]) == {"push", "schedule", "workflow_dispatch"}  # YAML 1.1's `on`
    cache = next(step["with"] for step in steps if step.get("uses", "").startswith("actions/cache@"))
    assert cache["path"] == engine.CACHE
    assert cache["key"].startswith(cache["restore-keys"])


def test_the_workflow_s_build_is_one_that_runs(site: Path, tmp_path: Path) -> None:
    workflow = yaml.safe_load((site / ".github/workflows/publish.yml").read_text())
    build = next(
        step for step in workflow["jobs"]["build"]["steps"] if step.get("run", "").startswith("headframe build")
    )
    address = build["env"]["ADDRESS"].replace("${{ steps.pages.outputs.base_url }}", "https://example.github.io/brief")
    _, *arguments = [word.replace("$ADDRESS", address) for word in shlex.split(build["run"])]
    done = CliRunner().invoke(main, [*arguments, "--site", str(site), "--output", str(tmp_path / "out")])
    assert (done.exit_code, done.stderr) == (0, "")
    assert "https://example.github.io/brief/" in (tmp_path / "out/index.html").read_text()


def test_git_ignores_what_can_be_made_anew(site: Path) -> None:
    lines = (site / ".gitignore").read_text().splitlines()
    assert {f"/{engine.CACHE}/", "/public/"} <= set(lines)


def test_the_schemas_are_those_that_the_command_prints(site: Path) -> None:
    associated = jsonc(site / ".vscode/settings.json")["yaml.schemas"]
    assert associated == {
        "./.vscode/headframe/site.json": "content/site.yaml",
        "./.vscode/headframe/briefing.json": "content/briefings/**/*.md",
        "./.vscode/headframe/page.json": "content/pages/**/*.md",
        "./.vscode/headframe/introduction.json": "content/terms/**/*.md",
    }
    for path in associated:
        printed = CliRunner().invoke(main, ["schema", Path(path).stem, "--site", str(site)])
        assert (site / path).read_text() == printed.stdout
    assert schema.write(site, settings_room.read((site / "content/site.yaml").read_text())[0]) == []  # type: ignore[arg-type]  # they are sound


def test_visual_studio_code_finds_what_the_task_reports(tmp_path: Path) -> None:
    found(tmp_path)
    lay(
        tmp_path,
        {
            "content/briefings/bad.md": "---\ntitle: Bad\ndate: 2026-02-30\nsouces: [x]\n---\n",
            "content/briefings/notes.txt": "x",
        },
    )
    task = jsonc(tmp_path / ".vscode/tasks.json")["tasks"][0]
    _, *arguments = task["command"].split()
    report = CliRunner().invoke(main, [*arguments, "--site", str(tmp_path)], env=task["options"]["env"]).stderr
    seen = []
    for matcher in task["problemMatcher"]:
        pattern = matcher["pattern"]
        for line in report.splitlines():
            if matched := re.search(pattern["regexp"], line):
                parts = ("file", "line", "column", "severity", "code")
                seen.append(tuple(matched[pattern[part]] for part in parts if part in pattern))
    assert seen == [
        ("content/briefings/bad.md", "3", "7", "error", "bad-date"),
        ("content/briefings/bad.md", "4", "1", "error", "unknown-field"),
        ("content/briefings/notes.txt", "warning", "file-ignored"),
    ]


def test_what_the_snippets_insert_is_good_front_matter(site: Path) -> None:
    snippets = jsonc(site / ".vscode/headframe.code-snippets")
    assert {snippet["prefix"] for snippet in snippets.values()} <= BRIEFING_KEYS
    settings, _ = settings_room.read((site / "content/site.yaml").read_text())
    assert settings is not None
    inserted = "\n".join(line for snippet in snippets.values() for line in snippet["body"])
    for variable, value in {"$CURRENT_YEAR": "2026", "$CURRENT_MONTH": "02", "$CURRENT_DATE": "20"}.items():
        inserted = inserted.replace(variable, value)
    inserted = re.sub(r"\$\{\d+:((?:\\.|[^}])*)\}", r"\1", inserted).replace("\\$", "$")
    inserted = inserted.replace('"https://"', '"https://a.example"')
    text = f"---\ntitle: T\ndate: 2026-02-20\n{inserted}\n---\n"
    matter = frontmatter.briefing("briefings/a.md", text, settings)
    assert matter.diagnostics == ()
