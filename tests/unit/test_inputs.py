"""All that a build reads."""

from __future__ import annotations

import builtins
import io
from pathlib import Path
from typing import Any

import pytest
from newsroom import lay

from generator import fingerprint, inputs, layouts, signature
from generator.sources import survey

LONG_AFTER = 1 << 62


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shipped = lay(tmp_path / "shipped", {"base.html": "packaged"})
    monkeypatch.setattr(layouts, "packaged_layouts", lambda: shipped)
    files = ("site.yaml", "briefings/a.md", "pages/p.md", "media/m.csv")
    return lay(tmp_path / "site", {**{f"content/{name}": name for name in files}, "layouts/own.html": "own"})


PATHS = {
    *("content/site.yaml", "content/briefings/a.md", "content/pages/p.md", "content/media/m.csv"),
    *("layouts/own.html", "headframe/base.html"),
}


def test_every_file_that_a_build_reads_is_an_input(site: Path) -> None:
    found = inputs.signatures(site, survey(site))
    assert found == {path: signature.of(inputs.file_of(site, path).stat()) for path in PATHS}


def test_a_site_without_settings_has_other_inputs(site: Path) -> None:
    (site / "content/site.yaml").unlink()
    assert inputs.signatures(site, survey(site)).keys() == PATHS - {"content/site.yaml"}


def of_layouts(site: Path, now: int) -> dict[str, tuple[signature.Signature, str]]:
    return inputs.of_layouts(site, layouts.signatures(site), now)


def test_layouts_have_the_digests_of_their_bytes(site: Path) -> None:
    assert of_layouts(site, LONG_AFTER) == {
        path: (signature.of(inputs.file_of(site, path).stat()), fingerprint.of_text(text))
        for path, text in (("layouts/own.html", "own"), ("headframe/base.html", "packaged"))
    }


def test_content_has_the_digests_that_reading_gave(site: Path) -> None:
    digests = {path: path.upper() for path in ("site.yaml", "briefings/a.md", "pages/p.md", "media/m.csv")}
    found = inputs.of_content(survey(site), digests, LONG_AFTER)
    assert {path: digest for path, (_, digest) in found.items()} == {
        f"content/{path}": digest for path, digest in digests.items()
    }


def test_what_changed_just_now_is_compared_by_its_bytes_the_next_time(site: Path) -> None:
    assert {taken for taken, _ in of_layouts(site, 0).values()} == {signature.UNKNOWN}
    digests = dict.fromkeys(("site.yaml", "briefings/a.md", "pages/p.md", "media/m.csv"), "digest")
    assert {taken for taken, _ in inputs.of_content(survey(site), digests, 0).values()} == {signature.UNKNOWN}


def test_layouts_that_changed_are_told_though_they_are_as_before(site: Path) -> None:
    before = layouts.signatures(site)
    assert inputs.changed_layouts(site, before) == []
    own = site / "layouts/own.html"
    own.rename(site / "layouts/moved.html")
    own.write_text("own")
    assert [d.span.path for d in inputs.changed_layouts(site, before)] == ["layouts/moved.html", "layouts/own.html"]


def test_a_layout_that_cannot_be_read_equals_none_that_can(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = io.open

    def refused(path: Any, *arguments: Any, **named: Any) -> Any:
        if Path(path).name == "own.html":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments, **named)

    for module in (io, builtins):
        monkeypatch.setattr(module, "open", refused)
    taken, digest = of_layouts(site, LONG_AFTER)["layouts/own.html"]
    assert taken == signature.UNKNOWN
    assert digest not in {fingerprint.of_text("own"), fingerprint.of_text("")}
