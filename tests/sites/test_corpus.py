"""A site of other people's writing, its folder in HEADFRAME_CORPUS: all valid files are built, the rest reported."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from generator.diagnostic import UserError
from sites.runner import Site, clean_tree, difference

CORPUS = os.environ.get("HEADFRAME_CORPUS", "")
pytestmark = pytest.mark.skipif(not CORPUS, reason="HEADFRAME_CORPUS names no folder")
ROUNDS = 5
"""How often files with errors are taken out; some faults show only once others are gone."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The corpus without the files of which a build reports an error."""
    site = Site.copy_of(Path(CORPUS), tmp_path_factory.mktemp("corpus") / "site")
    for _ in range(ROUNDS):
        try:
            site.build()
        except UserError as error:
            faulty = {d.span.path for d in error.diagnostics if d.severity == "error"}
            assert all(path.endswith(".md") for path in faulty), faulty
            for path in faulty:
                (site.folder / path).unlink()
        else:
            return site
    pytest.fail("errors remain")


def test_every_diagnostic_of_the_corpus_names_its_line_and_its_kind(tmp_path: Path) -> None:
    site = Site.copy_of(Path(CORPUS), tmp_path / "site")
    found = site.errors() or list(site.build().diagnostics)
    counts = Counter((d.severity, d.code) for d in found)
    for (severity, code), number in sorted(counts.items()):
        print(f"{number:6} {severity}[{code}]")  # noqa: T201 - seen with pytest -s
    assert [d for d in found if not d.span.line and d.code != "file-ignored"] == []


def test_the_valid_files_of_the_corpus_make_a_site(site: Site, tmp_path: Path) -> None:
    tree = site.tree()
    briefings = list((site.folder / "content/briefings").rglob("*.md"))
    assert len(briefings) > 100
    assert sum(path.endswith("index.html") for path in tree) > len(briefings)
    for path, data in tree.items():
        if path.endswith(".xml"):
            ElementTree.fromstring(data)
        assert b"<script>" not in data or not path.endswith(".html")
    assert difference(clean_tree(site, tmp_path / "clean"), tree) == {}
