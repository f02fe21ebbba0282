"""Promise 2: after any sequence of changes a build gives what a clean build of the same sources gives."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.diagnostic import UserError
from sites.runner import Site, clean_tree, difference, snapshot

STEPS = 25
SETTINGS = """\
title: A walk
url: https://example.org/
require: []
taxonomies: [tags]
per_page: 3
search: false
cards: false
"""
NAMES = ["one", "two", "three", "four", "five", "six"]
TAGS = ["gallium", "Gallium", "zinc", "tin", "export controls"]


@dataclass
class Walk:
    """A site, changed at random."""

    site: Site
    chance: random.Random

    def step(self) -> str:
        """Change something; says what."""
        change = self.chance.choice(CHANGES)
        change(self)
        return change.__name__

    def briefings(self) -> list[Path]:
        return sorted((self.site.folder / "content/briefings").rglob("*.md"))

    def some(self, options: list[str], most: int) -> list[str]:
        return self.chance.sample(options, self.chance.randint(0, most))


def write_a_briefing(walk: Walk) -> None:
    chance = walk.chance
    name = f"{chance.choice(['', '2025/', '2026-01-05-'])}{chance.choice(NAMES)}"
    others = [p.name for p in walk.briefings() if p.stem != name.rpartition("/")[2]]
    fields: dict[str, object] = {
        "title": f"{chance.choice(['Gallium', 'Zinc', 'Tin'])} {chance.randint(1, 9)}",
        "date": f"2026-0{chance.randint(1, 3)}-1{chance.randint(0, 9)}",
        "tags": walk.some(TAGS, 3),
        "sources": walk.some(["Wire", "Gazette"], 2),
        "draft": chance.random() < 0.15,
    }
    if others and chance.random() < 0.4:
        fields["related"] = [chance.choice(others)]
    if chance.random() < 0.3:
        fields["aliases"] = [f"/old/{chance.choice(NAMES)}/"]
    link = f"[link]({chance.choice(others)})" if others and chance.random() < 0.3 else ""
    walk.site.briefing(name, f"Text {chance.randint(1, 99)} on {' '.join(walk.some(TAGS, 3))}. {link}", **fields)


def rename_a_briefing(walk: Walk) -> None:
    if briefings := walk.briefings():
        file = walk.chance.choice(briefings)
        file.replace(file.with_name(f"{walk.chance.choice(NAMES)}-moved.md"))


def delete_a_briefing(walk: Walk) -> None:
    if briefings := walk.briefings():
        walk.chance.choice(briefings).unlink()


def break_a_briefing(walk: Walk) -> None:
    walk.site.write(f"content/briefings/{walk.chance.choice(NAMES)}.md", "---\ntitle: [\n---\n")


def change_a_setting(walk: Walk) -> None:
    old, new = walk.chance.choice(
        [
            ("per_page: 3", "per_page: 2"),
            ("title: A walk", "title: Another walk"),
            ("example.org/\n", "example.org/brief/\n"),
            ("taxonomies: [tags]", "taxonomies: [tags, companies]"),
            ("require", "permalink: /{slug}/\nrequire"),
        ]
    )
    walk.site.write("content/site.yaml", SETTINGS.replace(old, new))


def restore_the_settings(walk: Walk) -> None:
    walk.site.write("content/site.yaml", SETTINGS)


def change_a_layout(walk: Walk) -> None:
    text = f'{{% extends "headframe/page.html" %}}{{# {walk.chance.randint(1, 9)} #}}'
    own = f"{{% extends 'headframe/base.html' %}}{{% block content %}}{walk.chance.randint(1, 9)}{{% endblock %}}"
    walk.site.write(f"layouts/{walk.chance.choice(['page', '404', 'briefing'])}.html", walk.chance.choice([text, own]))


def change_a_stylesheet(walk: Walk) -> None:
    walk.site.write("layouts/assets/css/headframe.css", f"p {{ margin: {walk.chance.randint(1, 3)}px }}")


def drop_the_layouts(walk: Walk) -> None:
    shutil.rmtree(walk.site.folder / "layouts", ignore_errors=True)


def add_media(walk: Walk) -> None:
    walk.site.write(f"content/media/{walk.chance.choice('ab')}.csv", f"{walk.chance.randint(1, 9)}")


def drop_media(walk: Walk) -> None:
    shutil.rmtree(walk.site.folder / "content/media", ignore_errors=True)


def tamper_with_the_output(walk: Walk) -> None:
    files = sorted(p for p in walk.site.output.rglob("*") if p.is_file())
    for file in walk.chance.sample(files, min(3, len(files))):
        if walk.chance.random() < 0.5:
            file.unlink()
        else:
            file.write_bytes(file.read_bytes()[:-1] + b"!")


def delete_the_output(walk: Walk) -> None:
    shutil.rmtree(walk.site.output, ignore_errors=True)


def delete_the_cache(walk: Walk) -> None:
    shutil.rmtree(walk.site.folder / ".headframe", ignore_errors=True)


CHANGES: list[Callable[[Walk], None]] = [
    *[write_a_briefing] * 8,
    rename_a_briefing,
    *[delete_a_briefing] * 2,
    break_a_briefing,
    change_a_setting,
    restore_the_settings,
    change_a_layout,
    change_a_stylesheet,
    drop_the_layouts,
    add_media,
    drop_media,
    tamper_with_the_output,
    delete_the_output,
    delete_the_cache,
]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_any_walk_of_changes_a_build_is_a_clean_build(seed: int, tmp_path: Path) -> None:
    walk = Walk(Site.new(tmp_path / "site", SETTINGS), random.Random(seed))
    good = Site.copy_of(walk.site.folder, tmp_path / "good")
    taken: list[str] = []
    built = 0
    while built < STEPS:
        taken.append(walk.step())
        try:
            expected = clean_tree(walk.site, tmp_path / "clean")
        except UserError as error:
            expect_the_same_refusal(walk.site, error, taken)
            put_back(good.folder, walk.site.folder)
            continue
        built += 1
        walk.site.build()
        assert difference(expected, walk.site.tree()) == {}, taken
        put_back(walk.site.folder, good.folder)


def expect_the_same_refusal(site: Site, error: UserError, taken: list[str]) -> None:
    before = snapshot(site.output)
    with pytest.raises(UserError) as caught:
        site.build()
    assert caught.value.diagnostics == error.diagnostics, taken
    assert difference(before, snapshot(site.output)) == {}, taken


def put_back(source: Path, folder: Path) -> None:
    """Bring a site's sources to what another's are."""
    for name in ("content", "layouts"):
        shutil.rmtree(folder / name, ignore_errors=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, folder / name)


def test_a_renamed_briefing_leaves_no_old_page(tmp_path: Path) -> None:
    site = Site.new(tmp_path / "site")
    file = site.briefing("old-name", tags=["zinc"])
    site.build()
    assert "2026/02/old-name/index.html" in site.tree()
    file.rename(file.with_name("new-name.md"))
    result = site.build()
    assert "2026/02/old-name/index.html" in result.published.removed
    assert not (site.output / "2026/02/old-name").exists()
    assert b"/old-name/" not in b"".join(data for path, data in site.tree().items() if path.endswith((".html", ".xml")))


def test_a_tag_that_nobody_uses_any_more_goes_with_its_pages_and_feed(tmp_path: Path) -> None:
    site = Site.new(tmp_path / "site", SETTINGS)
    for n in range(7):
        site.briefing(f"b{n}", tags=["zinc"])
    site.build()
    assert {"tags/zinc/index.html", "tags/zinc/feed.xml", "tags/zinc/page/1/index.html"} <= set(site.tree())
    for n in range(7):
        site.briefing(f"b{n}", tags=["tin"])
    site.build()
    assert not (site.output / "tags/zinc").exists()


def test_a_file_that_becomes_a_folder_and_back_again(tmp_path: Path) -> None:
    site = Site.new(tmp_path / "site")
    alias = site.briefing("a", aliases=["/old.html"])
    site.build()
    assert (site.output / "old.html").is_file()
    site.briefing("a", aliases=["/old.html/deeper/"])
    site.build()
    assert (site.output / "old.html/deeper/index.html").is_file()
    site.briefing("a", aliases=["/old.html"])
    site.build()
    assert (site.output / "old.html").is_file()
    alias.unlink()
    site.build()
    assert not (site.output / "old.html").exists()


def test_an_edit_within_the_same_second_and_of_the_same_length_is_seen(tmp_path: Path) -> None:
    site = Site.new(tmp_path / "site")
    for word in ("aaaa", "bbbb", "cccc"):
        site.briefing("a", f"The word is {word}.")
        site.build()
        assert f"The word is {word}." in site.page("2026/02/a/")


def test_every_briefing_deleted_leaves_an_empty_site(tmp_path: Path) -> None:
    site = Site.new(tmp_path / "site")
    for n in range(3):
        site.briefing(f"b{n}", tags=["tin"], authors=["A Guest"], series="S", sources=["Wire"])
    site.build()
    shutil.rmtree(site.folder / "content/briefings")
    site.build()
    assert difference(clean_tree(site, tmp_path / "clean"), site.tree()) == {}
    assert [path for path in site.tree() if "b0" in path or "tin" in path or "guest" in path] == []
