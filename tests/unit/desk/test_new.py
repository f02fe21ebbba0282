from __future__ import annotations

import re
import secrets
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from newsroom import lay
from sites.runner import bound_by_permissions

from generator import engine
from generator.cli import main
from generator.desk import new
from generator.diagnostic import UserError
from generator.request import Options

NOON = datetime(2026, 2, 20, 12, tzinfo=UTC)
SETTINGS = "title: The Shaft\nurl: https://example.org/\ncards: false\n"


def site(tmp_path: Path, more: str = "", **briefings: str) -> Path:
    """A site with settings and briefings; their names have hyphens for underscores and begin after the first one."""
    files: dict[str, str | bytes] = {"content/site.yaml": SETTINGS + more}
    for name, lines in briefings.items():
        text = f"---\ntitle: T\ndate: 2026-01-01\nsources: [Reuters]\ndisclaimer: none\n{lines}\n---\n\nText.\n"
        files[f"content/briefings/{name.removeprefix('_').replace('_', '-')}.md"] = text
    return lay(tmp_path / "site", files)


def begin(folder: Path, title: str = "Gold rises", **options: Any) -> new.Begun:
    return new.begin(folder, title, **{"as_of": NOON, **options})


def text(folder: Path, title: str = "Gold rises", **options: Any) -> str:
    """What is written, with an X for each sign of the id."""
    return re.sub(
        r"^id: [a-z0-9]{8}$", "id: XXXXXXXX", begin(folder, title, **options).file.read_text(), flags=re.MULTILINE
    )


def warnings(folder: Path) -> list[tuple[str, str]]:
    """What a build with drafts tells; an error is an exception."""
    options = Options(site=folder, output=folder / "public", as_of=NOON, previewed=frozenset({"draft"}), jobs=1)
    return [(d.code, d.message) for d in engine.build(options).diagnostics]


def refusal(folder: Path, title: str = "Gold rises", **options: Any) -> str:
    before = sorted(folder.rglob("*"))
    with pytest.raises(UserError) as refused:
        begin(folder, title, **options)
    assert sorted(folder.rglob("*")) == before
    (found,) = refused.value.diagnostics
    assert found.help
    return f"{found.span.path}: {found.code}: {found.message}"


# The file


def test_a_new_briefing_has_all_that_can_be_known(tmp_path: Path) -> None:
    folder = site(tmp_path)
    assert text(folder) == (
        "---\ntitle: Gold rises\ndate: 2026-02-20\nid: XXXXXXXX\nsources: []\ndisclaimer:\ndraft: true\n---\n\n"
    )
    assert [p.name for p in (folder / "content/briefings").iterdir()] == ["2026-02-20-gold-rises.md"]


def test_the_blanks_are_what_a_build_with_drafts_warns_of(tmp_path: Path) -> None:
    folder = site(tmp_path, "require: [sources, disclaimer, summary, image, tags, author, extra]\n")
    blanks = begin(folder).blanks
    assert blanks == ("sources", "disclaimer", "summary", "image", "tags", "author", "extra")
    missing = [message.split()[0] for code, message in warnings(folder) if code == "missing-field"]
    assert sorted(missing) == sorted(blanks)


def test_what_the_settings_answer_is_no_blank(tmp_path: Path) -> None:
    more = "require: [sources, disclaimer, author, authors, slug, id, draft]\nauthors: {jane: Jane Example}\n"
    begun = begin(site(tmp_path, more + "disclaimers: {standard: No advice.}\n"))
    assert begun.blanks == ("sources",)
    written = begun.file.read_text()
    assert "\ndisclaimer: standard\nauthor: jane\nauthors: [jane]\nslug: gold-rises\ndraft: true\n" in written


def test_a_default_disclaimer_need_not_be_named(tmp_path: Path) -> None:
    more = "disclaimers: {standard: No advice., other: None.}\ndefault_disclaimer: standard\n"
    assert "disclaimer" not in text(site(tmp_path, more))


def test_a_site_that_requires_nothing_gets_a_draft_without_a_warning(tmp_path: Path) -> None:
    folder = site(tmp_path, "require: []\n")
    assert begin(folder).blanks == ()
    assert warnings(folder) == []


TITLES = [
    "Gold: a story",
    'It\'s "critical", they say',
    "#1 in copper # and more",
    "no",
    "12:30",
    "2026-02-30",
    "- a dash first",
    "Überraschung in São Tomé",
    "中国限制镓出口",
    "Gallium 🎉👩‍🔬",
    "[Update] {braces} & *stars* !",
    "x" * 300,
    "back\\slash",
]


@pytest.mark.parametrize("title", TITLES)
def test_a_draft_of_any_title_builds_at_once(title: str, tmp_path: Path) -> None:
    folder = site(tmp_path, "require: []\n")
    begun = begin(folder, title)
    assert warnings(folder) == []
    (page,) = folder.glob("public/2026/02/*/index.html")
    assert page.parent.name == begun.file.stem.removeprefix("2026-02-20-")
    assert len(begun.file.name) < 230


@pytest.mark.parametrize("title", ["🎉", "…", "con"])
def test_a_title_that_gives_no_slug_is_filed_under_its_id(title: str, tmp_path: Path) -> None:
    begun = begin(site(tmp_path), title)
    id_ = begun.file.stem.removeprefix("2026-02-20-")
    assert f"\nid: {id_}\n" in begun.file.read_text()


# The date


@pytest.mark.parametrize(
    ("as_of", "day"),
    [
        (datetime(2026, 2, 21, 3, tzinfo=UTC), "2026-02-20"),
        (datetime(2026, 2, 21, 5, tzinfo=UTC), "2026-02-21"),
        (datetime(2026, 2, 21, 3), "2026-02-21"),  # noqa: DTZ001 - in the site's zone
    ],
)
def test_the_date_is_the_day_in_the_site_s_zone(as_of: datetime, day: str, tmp_path: Path) -> None:
    begun = begin(site(tmp_path, "timezone: America/Toronto\n"), as_of=as_of)
    assert begun.file.name.startswith(day)
    assert f"\ndate: {day}\n" in begun.file.read_text()


# The id


def test_an_id_is_new_each_time_and_not_made_from_the_title(tmp_path: Path) -> None:
    ids = {
        re.search(r"^id: (.+)$", begin(site(tmp_path / str(n))).file.read_text(), re.MULTILINE)[1]  # type: ignore[index]  # each has one
        for n in range(20)
    }
    assert len(ids) == 20
    assert all(re.fullmatch(r"[b-df-hj-np-tv-xz][b-df-hj-np-tv-xz2-9]{7}", id_) for id_ in ids)


def test_an_id_that_is_taken_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signs = iter("bbbbbbbb" + "cccccccc")
    monkeypatch.setattr(secrets, "choice", lambda _signs: next(signs))
    assert "\nid: cccccccc\n" in begin(site(tmp_path, _old="id: bbbbbbbb")).file.read_text()


# The place


@pytest.mark.parametrize(
    ("there", "place"),
    [
        ([], "2026-02-20-gold-rises.md"),
        (["2025-01-01-a.md"], "2026-02-20-gold-rises.md"),
        (["2025/2025-01-01-a.md"], "2026/2026-02-20-gold-rises.md"),
        (["2025/11/2025-11-01-a.md"], "2026/02/2026-02-20-gold-rises.md"),
        (["2025/2025-01-01-a.md", "2025-06-01-b.md"], "2026-02-20-gold-rises.md"),
        (["china/2025-01-01-a.md", "undated.md"], "2026-02-20-gold-rises.md"),
    ],
)
def test_a_briefing_goes_where_the_latest_went(there: list[str], place: str, tmp_path: Path) -> None:
    folder = lay(site(tmp_path), {f"content/briefings/{path}": "---\ntitle: T\n---\n" for path in there})
    assert begin(folder).file == folder / "content/briefings" / place


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        ("2024/2024-05-05-gold-rises.md", ""),
        ("other.md", "slug: gold-rises"),
        ("gold rises.md", ""),
        ("2026-02-20-gold-rises.md", ""),
    ],
)
def test_a_slug_that_is_taken_is_refused(path: str, lines: str, tmp_path: Path) -> None:
    folder = lay(site(tmp_path), {f"content/briefings/{path}": f"---\ntitle: T\n{lines}\n---\n"})
    told = f"content/briefings/{path}: slug-taken: the slug gold-rises is taken by this briefing"
    assert refusal(folder) == told
    assert begin(folder, name="gold-falls").file.name == "2026-02-20-gold-falls.md"


def test_a_file_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    folder = site(tmp_path, _2026_02_20_gold_rises="slug: other")
    file = folder / "content/briefings/2026-02-20-gold-rises.md"
    before = file.read_bytes()
    assert refusal(folder) == f"{file}: in-the-way: this file is there already"
    assert file.read_bytes() == before


@pytest.mark.parametrize("path", ["content/briefings", "content"])
def test_a_folder_that_may_not_be_written_is_told(path: str, tmp_path: Path) -> None:
    folder = site(tmp_path)
    (folder / "content/briefings").mkdir()
    (folder / path).chmod(0o555)
    command = [*bound_by_permissions(), sys.executable, "-m", "generator", "new", "Gold", "--site", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if path == "content":  # which is left alone
        assert done.returncode == 0
        return
    assert (done.returncode, done.stdout) == (1, "")
    assert "error[unwritable]" in done.stderr
    assert "permission denied" in done.stderr


# The tags


def test_tags_are_spelled_as_the_site_spells_them_and_named_once(tmp_path: Path) -> None:
    folder = site(tmp_path, _old="tags: [Critical minerals, us-china]")
    written = text(folder, tags=["critical  minerals", "US-China", "Critical Minerals", "Congo, DR"])
    assert '\ntags: [Critical minerals, us-china, "Congo, DR"]\n' in written


def test_tags_that_are_required_and_given_are_no_blank(tmp_path: Path) -> None:
    folder = site(tmp_path, "require: [tags]\n")
    assert begin(folder, tags=["gold"]).blanks == ()
    assert warnings(folder) == []


def test_a_site_without_tags_refuses_them(tmp_path: Path) -> None:
    folder = site(tmp_path, "taxonomies: [topics]\n")
    assert refusal(folder, tags=["gold"]) == "content/site.yaml: unknown-field: this site has no tags"


# No site


def test_where_there_is_no_site_nothing_is_written(tmp_path: Path) -> None:
    assert refusal(tmp_path).startswith("content: no-content: ")


def test_faulty_settings_are_told(tmp_path: Path) -> None:
    assert refusal(site(tmp_path, "tagline: x\n")).startswith("content/site.yaml: unknown-field: ")


def test_missing_settings_are_told(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    assert refusal(tmp_path) == "content/site.yaml: no-settings: there is no content/site.yaml"


# The command


def run(folder: Path, *arguments: str, **options: Any) -> Result:
    return CliRunner().invoke(main, ["new", "--site", str(folder), "--as-of", NOON.isoformat(), *arguments], **options)


def test_the_path_goes_to_standard_output_and_the_rest_to_standard_error(tmp_path: Path) -> None:
    folder = site(tmp_path)
    done = run(folder, "Gold rises")
    assert (done.exit_code, done.stdout) == (0, f"{folder}/content/briefings/2026-02-20-gold-rises.md\n")
    assert done.stderr == "to fill in before it is published: sources, disclaimer\n"


def test_the_path_is_told_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site(tmp_path))
    done = CliRunner().invoke(main, ["new", "Gold rises"])
    assert re.fullmatch(r"content/briefings/[0-9-]{10}-gold-rises\.md\n", done.stdout)


def test_tags_come_with_commas_or_one_by_one(tmp_path: Path) -> None:
    folder = site(tmp_path)
    run(folder, "Gold rises", "--tags", "gold, us china,", "--tags", "copper")
    assert "\ntags: [gold, us china, copper]\n" in next(folder.glob("content/briefings/*")).read_text()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([" "], "it is empty"),
        (["\udcff"], "it is not UTF-8 text"),
        (["Gold", "--tags", "gold,!!!"], "“!!!” cannot be a tag"),
        (["Gold", "--slug", "Gold Rises"], "“Gold Rises” may hold only"),
        ([], "Missing argument 'TITLE'"),
    ],
)
def test_what_cannot_be_is_a_fault_of_usage(arguments: list[str], told: str, tmp_path: Path) -> None:
    done = run(site(tmp_path), *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert told in done.stderr


def test_a_refusal_exits_with_1_and_says_that_nothing_was_written(tmp_path: Path) -> None:
    done = run(site(tmp_path, _gold=""), "Gold")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.endswith("1 error; nothing was written\n")


def test_the_editor_gets_the_file(tmp_path: Path) -> None:
    folder, editor = site(tmp_path), tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "Edited." >> "$1"\n')
    editor.chmod(editor.stat().st_mode | stat.S_IXUSR)
    done = run(folder, "Gold rises", "--edit", env={"EDITOR": str(editor), "VISUAL": ""})
    assert done.exit_code == 0
    assert Path(done.stdout.strip()).read_text().endswith("---\n\nEdited.\n")


def test_without_an_editor_nothing_is_begun(tmp_path: Path) -> None:
    folder = site(tmp_path)
    done = run(folder, "Gold rises", "--edit", env={"EDITOR": "", "VISUAL": ""})
    assert done.exit_code == 2
    assert "set EDITOR" in done.stderr
    assert not (folder / "content/briefings").exists()


def test_an_editor_that_fails_leaves_the_file(tmp_path: Path) -> None:
    folder = site(tmp_path)
    done = run(folder, "Gold rises", "--edit", env={"EDITOR": "false", "VISUAL": ""})
    assert done.exit_code == 1
    assert Path(done.stdout.strip()).is_file()
