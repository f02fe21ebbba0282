"""`headframe explain`, as an editor and a script read it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner, Result
from newsroom import lay
from shaft import SITE, text

from generator.cli import main
from generator.desk import explanation

BISIE = """\
Bisie’s tin mine reopens
https://example.org/brief/2026/02/bisie/

  file      content/briefings/2026-02-10-bisie.md
  status    published
  date      Tuesday, February 10, 2026
  expires   Friday, January 1, 2027, 12:00 AM EST
  alias     https://example.org/brief/old/bisie/
  guid      tag:example.org,2026:k7f3q
            made of its id
  previous  –
  next      Rebels leave Walikale
            /brief/2026/02/walikale/

Lists, newest first
  home         5 of 5  The Shaft     /brief/page/1/
  tags         3 of 3  tin           /brief/tags/tin/
  companies    1 of 1  Example Gold  /brief/companies/tsx-eld/
  sources      5 of 5  Reuters       /brief/sources/reuters/page/1/
  sources      1 of 1  Example Wire  /brief/sources/example-wire/
  authors      2 of 2  Jane Doe      /brief/authors/jane-doe/
  series       1 of 1  Tin watch     /brief/series/tin-watch/
  archive      5 of 5  2026          /brief/archive/2026/
  corrections  1 of 1  Corrections   /brief/corrections/

Feeds, which carry the newest 2, and sitemaps
  /brief/feed.xml                    5 of 5  not carried
  /brief/atom.xml                    5 of 5  not carried
  /brief/feed.json                   5 of 5  not carried
  /brief/tags/tin/feed.xml           3 of 3  not carried
  /brief/companies/tsx-eld/feed.xml  1 of 1  carried
  /brief/corrections/feed.xml        1 of 1  carried
  /brief/sitemap.xml

Who leads to it
  in the text      About
                   Malaysian smelters wait for tin
                   Rebels leave Walikale
  related, pinned  Rutile finds a buyer
  recommended      Malaysian smelters wait for tin

What it discloses
  opens   Disseminated on behalf of Example Gold (TSX: ELD), which paid C$10,000 in cash. Jane Doe
          holds a position in Example Gold (TSX: ELD).
  closes  Found via Reuters and Example Wire. This is no advice.

Related: score = likeness × fade by days × links to it
  pinned  A map (https://maps.example/)
  pinned  Rutile finds a buyer
          /brief/2026/02/rutile/
          0.004 = 0.009 alike × 0.498 for 5 days newer
          sells 100%
  0.191   Malaysian smelters wait for tin
          /brief/2026/02/smelters/
          0.191 = 0.383 alike × 0.498 for 4 days newer
          tin 38%, smelters 8%, Bisie 5%, Malaysia 5%, ore 2%, words of a headline 16%, a link 26%
  0.184   Rebels leave Walikale
          /brief/2026/02/walikale/
          0.184 = 0.369 alike × 0.499 for 2 days newer
          tin 38%, Walikale 9%, mine 8%, Bisie 5%, words of a headline 12%, a link 27%
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "100")
    return lay(tmp_path / "site", SITE)


def explain(site: Path, *arguments: str, **options: Any) -> Result:
    given = ["explain", "--site", str(site), "--as-of", "2026-02-20T12:00", "--jobs", "1", *arguments]
    return CliRunner().invoke(main, given, **options)


def test_all_of_it_is_laid_out_to_be_read(site: Path) -> None:
    done = explain(site, "bisie")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == BISIE


def test_no_line_is_longer_than_the_terminal_but_for_an_address(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "64")
    lines = explain(site, "bisie").stdout.splitlines()
    assert [line for line in lines if len(line) > 64 and "/" not in line] == []


@pytest.mark.parametrize(
    ("called", "words"),
    [
        ("tin-price", "Readers do not see it yet. What follows is how it will be on its date."),
        ("draft", "Readers do not see it. What follows is how it would be if they did."),
        ("old", "Readers do not see it. What follows is how it would be if they did."),
    ],
)
def test_what_readers_do_not_see_is_said_to_be_supposed(site: Path, called: str, words: str) -> None:
    assert explain(site, called).stdout.splitlines()[2] == words


def test_a_preview_is_said_to_be_one(site: Path) -> None:
    done = explain(site, "draft", "--drafts")
    assert "What follows is how a preview shows the site.\n" in done.stdout
    assert "  status    draft\n" in done.stdout


def test_what_is_not_there_is_said_not_to_be(site: Path) -> None:
    done = explain(site, "old")
    assert "Who leads to it\n  nobody\n" in done.stdout
    assert "  opens   with no notice\n" in done.stdout
    assert done.stdout.endswith("\nRelated: score = likeness × fade by days × links to it\n  nothing\n")
    assert "made of its file's name: before you rename that, give it an id\n" in done.stdout


def test_what_is_left_out_is_told_with_the_reason(site: Path) -> None:
    smelters = str(SITE["content/briefings/2026-02-14-smelters.md"])
    for name in ("zz-copy", "zz-other", "zz-third", "zz-fourth"):
        lay(site, {f"content/briefings/{name}.md": smelters})
    lay(site, {"content/site.yaml": str(SITE["content/site.yaml"]) + "related: {count: 1}\n"})
    told = explain(site, "walikale").stdout.partition("Not shown\n")[2]
    assert "nearly the same text as “Malaysian smelters wait for tin”\n" in told
    assert told.endswith("and 1 more that are nearly the same\n")


def test_what_the_text_leads_to_is_said_to_be_there_and_what_its_links_count(site: Path) -> None:
    told = explain(site, "walikale").stdout.partition("Not shown\n")[2]
    assert "on the page already, as a link in the text\n" in told
    assert "0.478 = 0.369 alike × 0.998 for 2 days older × 1.30 for links to it\n" in told


def test_more_is_told_if_asked_for(site: Path) -> None:
    many = {
        f"content/briefings/x{n}.md": text(f"X {n}", "2026-02-01", f"[x](2026-02-10-bisie.md) {n}") for n in range(9)
    }
    lay(site, many)
    assert "and 7 more\n" in explain(site, "bisie").stdout
    assert "more\n" not in explain(site, "bisie", "-v").stdout


def test_a_quiet_explanation_is_the_bare_address(site: Path) -> None:
    assert explain(site, "bisie", "-q").stdout == "https://example.org/brief/2026/02/bisie/\n"
    assert explain(site, "bisie", "-q", "--base-url", "http://127.0.0.1:8000").stdout == (
        "http://127.0.0.1:8000/2026/02/bisie/\n"
    )


def test_a_script_gets_one_document(site: Path) -> None:
    found = json.loads(explain(site, "bisie", "--format", "json").stdout)
    assert list(found) == [
        *("diagnostics", "briefing", "status", "explained", "as_of", "date", "date_line", "expires", "aliases", "guid"),
        *("guid_from", "previous", "next", "lists", "feed_items", "feeds", "sitemaps", "linked_from", "disclosure"),
        *("disclaimer", "related"),
    ]
    assert found["as_of"] == "2026-02-20T12:00:00-05:00"
    assert found["expires"] == "2027-01-01T00:00:00-05:00"
    kin = found["related"]["shown"][1]
    assert kin["score"] == pytest.approx(kin["likeness"] * kin["fade"] * kin["standing"], abs=1e-6)
    assert sum(term["share"] for term in kin["terms"]) + kin["headlines"] + kin["links"] == pytest.approx(1)
    assert (kin["days"], kin["newer"]) == (4, True)
    scores = [kin["score"] for kin in found["related"]["shown"] if kin["verdict"] == "computed"]
    assert scores == sorted(scores, reverse=True)


def test_every_member_of_the_document_is_described() -> None:
    guide = (Path(__file__).parents[3] / "docs/commands.md").read_text("utf-8")
    section = guide.partition("## headframe explain\n")[2].partition("\n## ")[0]
    structs = (explanation.Explanation, explanation.Listing, explanation.Feed, explanation.Linker, explanation.Kin)
    members = {
        name for struct in (*structs, explanation.Term, explanation.Related) for name in struct.__struct_fields__
    }
    values = {*get_args(explanation.Supposition), *get_args(explanation.How), *get_args(explanation.Verdict)}
    assert [name for name in sorted(members | values) if f"`{name}`" not in section] == []


def test_one_that_is_not_there_is_an_error_with_a_remedy(site: Path) -> None:
    done = explain(site, "bisje")
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        "bisje: error[missing-briefing]: there is no briefing “bisje”\n"
        "  help: did you mean bisie?\n"
        "1 error; nothing to explain\n"
    )
    document = json.loads(explain(site, "bisje", "--format", "json").stdout)
    assert [d["code"] for d in document["diagnostics"]] == ["missing-briefing"]


def test_an_error_elsewhere_is_told_beside_the_explanation(site: Path) -> None:
    lay(site, {"content/briefings/bad.md": text("Bad", "2026-02-01", "[x](nonesuch.md)")})
    done = explain(site, "bisie")
    assert done.exit_code == 1
    assert "content/briefings/bad.md:6:5: error[missing-link]" in done.stderr
    assert done.stdout.startswith("Bisie’s tin mine reopens\n")


def test_a_title_cannot_steer_the_terminal(site: Path) -> None:
    lay(site, {"content/briefings/evil.md": text("Evil \u202e red", "2026-02-01", "Text.")})
    done = explain(site, "evil")
    assert done.stdout.startswith("Evil   red\n")


def test_nothing_is_written(site: Path) -> None:
    explain(site, "bisie")
    assert sorted(path.name for path in site.iterdir()) == [".headframe", "content"]
