"""Pictures and cards on whole sites: what is made, what is made anew, and what stops a build."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest
from photographs import PLACE, chunk, opened, picture, saved, taken
from PIL import Image

from generator import engine
from generator.request import Options
from sites.runner import AS_OF, REPOSITORY, Site, clean_tree, difference, run

SETTINGS = (
    "title: A test site\nurl: https://example.org/\nrequire: []\nsearch: false\ncards: true\n"
    "pictures: {widths: [20, 40]}\n"
)


def settings(**values: str) -> str:
    return SETTINGS + "".join(f"{key}: {value}\n" for key, value in values.items())


@pytest.fixture(params=["https://example.org/", "https://example.org/brief/"], ids=["root", "prefix"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    """A site with a picture in a body, one in a front matter, and one that no page shows."""
    made = Site.new(tmp_path / "site", SETTINGS.replace("https://example.org/", request.param))
    made.write("content/media/rig.jpg", taken("jpeg", orientation=6))
    made.write("content/media/map.png", taken("png"))
    made.write("content/media/unseen.webp", taken("webp"))
    made.briefing("one", "![A rig](media/rig.jpg)", image={"src": "media/map.png", "alt": "A map"})
    made.briefing("two", "Text.", date="2026-02-21")
    return made


def asked(site: Site) -> Options:
    return Options(site=site.folder, output=site.output, as_of=AS_OF, jobs=1)


def test_a_page_offers_its_pictures_in_several_sizes(site: Site) -> None:
    site.build()
    home = "/brief/" if "brief" in site.folder.joinpath("content/site.yaml").read_text() else "/"
    page = site.page("2026/02/one/")
    assert (
        f'src="{home}media/rig.jpg" width="30" height="60" loading="lazy" decoding="async"'
        f' srcset="{home}media/rig.jpg.20w.webp 20w, {home}media/rig.jpg 30w"'
        ' sizes="(min-width: 38.5rem) 36rem, calc(100vw - 2.5rem)"'
    ) in page
    lead = next(line for line in page.splitlines() if "u-featured" in line)
    assert f'srcset="{home}media/map.png.20w.webp 20w, {home}media/map.png.40w.webp 40w"' in lead
    assert "lazy" not in lead
    for url in re.findall(r"media/[^ \"]+", page):
        promised = re.search(r"(\d+)w\.webp", url)
        assert opened((site.output / url).read_bytes()).width == (int(promised[1]) if promised else 60)
    assert not list(site.output.glob("media/unseen.webp.*"))


def test_nothing_that_is_published_says_where_it_was_taken(site: Site) -> None:
    site.build()
    assert PLACE.encode() in site.folder.joinpath("content/media/rig.jpg").read_bytes()
    assert [path for path, data in site.tree().items() if PLACE.encode() in data or b"A camera" in data] == []


def test_feeds_have_the_whole_picture_and_its_whole_address(site: Site) -> None:
    site.build()
    feed = site.page("feed.xml")
    root = re.search(r"<link>(https://example.org/[^<]*)</link>", feed)
    assert root is not None
    assert f'src="{root[1]}media/rig.jpg"' in feed.replace("&quot;", '"')
    assert "w.webp" not in feed


def test_a_built_site_is_what_a_clean_build_gives(site: Site, tmp_path: Path) -> None:
    site.build()
    assert engine.verify(asked(site)) == ()
    assert difference(clean_tree(site, tmp_path / "clean", jobs=2), site.tree()) == {}


def test_a_changed_title_makes_one_card_anew(site: Site, tmp_path: Path) -> None:
    site.build()
    site.briefing("one", "![A rig](media/rig.jpg)", image={"src": "media/map.png", "alt": "A map"}, title="Another")
    written = site.build().published.written
    assert [path for path in written if path.endswith((".png", ".webp", ".jpg"))] == ["2026/02/one/card.png"]
    assert difference(clean_tree(site, tmp_path / "clean"), site.tree()) == {}


def test_a_changed_body_makes_no_card_and_no_picture(site: Site) -> None:
    site.build()
    site.briefing("two", "Other text.", date="2026-02-21")
    written = site.build().published.written
    assert [path for path in written if path.endswith((".png", ".webp", ".jpg"))] == []


def test_a_changed_picture_is_made_anew_in_every_size(site: Site, tmp_path: Path) -> None:
    site.build()
    site.write("content/media/map.png", saved("png", picture(50, 50)))
    written = site.build().published.written
    assert [p for p in written if p.startswith("media/")] == [
        "media/map.png",
        "media/map.png.20w.webp",
        "media/map.png.40w.webp",
    ]
    assert 'width="50" height="50"' in site.page("2026/02/one/")
    assert difference(clean_tree(site, tmp_path / "clean"), site.tree()) == {}


def test_what_no_page_shows_any_more_goes(site: Site, tmp_path: Path) -> None:
    site.build()
    site.briefing("one", "Text.")
    removed = site.build().published.removed
    assert list(removed) == ["media/map.png.20w.webp", "media/map.png.40w.webp", "media/rig.jpg.20w.webp"]
    assert difference(clean_tree(site, tmp_path / "clean"), site.tree()) == {}


def test_a_changed_colour_draws_every_card_anew(site: Site, tmp_path: Path) -> None:
    site.build()
    before = site.tree()
    site.write("layouts/assets/css/headframe.css", ":root { --paper: #102030 }")
    site.build()
    after = site.tree()
    for name in ("one", "two"):
        path = f"2026/02/{name}/card.png"
        assert before[path] != after[path]
        assert opened(after[path]).convert("RGB").getpixel((2, 300)) == (0x10, 0x20, 0x30)
    assert difference(clean_tree(site, tmp_path / "clean"), site.tree()) == {}


def test_cards_come_and_go_with_the_setting(site: Site, tmp_path: Path) -> None:
    site.build()
    text = site.folder.joinpath("content/site.yaml").read_text("utf-8")
    site.write("content/site.yaml", text.replace("cards: true", "cards: false"))
    assert list(site.build().published.removed) == ["2026/02/one/card.png", "2026/02/two/card.png"]
    assert 'property="og:image" content="https://example.org/' in site.page("2026/02/one/")
    assert "media/map.png" in re.findall(r'og:image" content="([^"]*)"', site.page("2026/02/one/"))[0]
    assert "og:image" not in site.page("2026/02/two/")
    assert '<meta name="twitter:card" content="summary">' in site.page("2026/02/two/")
    site.write("content/site.yaml", text)
    site.build()
    assert '<meta name="twitter:card" content="summary_large_image">' in site.page("2026/02/two/")
    assert difference(clean_tree(site, tmp_path / "clean"), site.tree()) == {}


def test_a_draft_has_no_card_and_its_pictures_no_other_sizes(site: Site) -> None:
    site.write("content/media/secret.png", saved("png"))
    site.briefing("draft", "![x](media/secret.png)", draft=True)
    site.build()
    assert [path for path in site.tree() if "draft" in path or "secret.png." in path] == []


def test_what_is_made_is_the_same_from_any_number_of_processes(tmp_path: Path) -> None:
    trees = []
    for jobs in (1, 2):
        site = Site.new(tmp_path / f"site{jobs}", SETTINGS)
        for number in range(60):
            site.write(f"content/media/{number}.jpg", saved("jpeg", picture(60 + number, 30)))
            site.briefing(f"b{number}", f"![x](media/{number}.jpg)")
        site.build(jobs=jobs)
        trees.append(site.tree())
    assert difference(*trees) == {}


def test_a_file_that_cannot_be_stripped_is_told_every_time(site: Site) -> None:
    data = io.BytesIO()
    picture().save(data, "AVIF", xmp=b"<x:xmpmeta/>")
    site.write("content/media/a.avif", data.getvalue())
    for text in ("One.", "Two.", "Two."):
        site.briefing("two", text, date="2026-02-21")
        assert [d.code for d in site.build().diagnostics] == ["picture-telling"]


# What stops a build


def bomb(side: int) -> bytes:
    head = side.to_bytes(4) * 2 + b"\x08\x02\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"x" * 900) + chunk(b"IEND", b"")


def test_every_bad_picture_is_named_and_nothing_is_published(site: Site) -> None:
    site.build()
    before = site.tree()
    site.write("content/media/bomb.png", bomb(30_000))
    site.write("content/media/cut.png", saved("png")[:-20])
    site.write("content/media/named.png", saved("jpeg"))
    site.write("content/media/script.svg", "<svg><script>1</script></svg>")
    with site.write("content/media/huge.jpg", b"\xff\xd8").open("r+b") as file:
        file.truncate(200 << 20)
    done = site.run()
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    told = re.findall(r"^content/media/(\S+?)(?::\d+:\d+)?: error\[([a-z-]+)\]", done.stderr, re.MULTILINE)
    assert sorted(told) == [
        ("bomb.png", "picture-too-large"),
        ("cut.png", "picture-broken"),
        ("huge.jpg", "picture-too-large"),
        ("named.png", "picture-misnamed"),
        ("script.svg", "picture-unsafe"),
    ]
    assert difference(before, site.tree()) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="counts memory as Unix does")
def test_a_bomb_is_refused_before_memory_is_eaten(tmp_path: Path) -> None:
    site = Site.new(tmp_path / "site", SETTINGS)
    site.write("content/media/bomb.png", bomb(30_000))
    site.briefing("one", "![x](media/bomb.png)")
    code = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_DATA, (400 << 20, 400 << 20))\n"
        f"sys.argv = ['headframe', 'build', '--jobs', '1', '--site', {str(site.folder)!r}]\n"
        "from generator.__main__ import run\n"
        "run()\n"
    )
    done = run(["-c", code])
    assert done.returncode == 1
    assert "bomb.png is a picture of 30,000 × 30,000 pixels" in done.stderr
    assert "memory" not in done.stderr


def test_a_picture_that_is_damaged_within_stops_the_build_where_it_is_made(site: Site) -> None:
    whole = saved("png", picture(60, 60))
    damaged = whole[:33] + chunk(b"IDAT", b"\x78\x9c rubbish") + chunk(b"IEND", b"")
    site.write("content/media/map.png", damaged)
    found = site.errors()
    assert {d.code for d in found} == {"picture-broken"}
    assert {d.span.path for d in found} == {"content/media/map.png"}
    site.write("content/media/map.png", whole)
    assert site.errors() == []


def test_a_font_that_is_none_is_an_error_beside_the_others(site: Site) -> None:
    site.write("layouts/cards/headline.ttf", b"no font")
    site.briefing("three", "[x](none.md)")
    assert sorted(d.code for d in site.errors()) == ["bad-font", "missing-link"]


def test_a_font_of_the_sites_own_may_have_what_ours_lack(site: Site) -> None:
    site.briefing("three", title="中国扩大勘探")
    result = site.build()
    assert [d.code for d in result.diagnostics] == ["no-card"]
    assert not (site.output / "2026/02/three/card.png").exists()
    shipped = (REPOSITORY / "layouts/cards/headline.ttf").read_bytes()
    site.write("layouts/cards/headline.ttf", _with_every_letter(shipped))
    assert site.build().diagnostics == ()
    assert opened((site.output / "2026/02/three/card.png").read_bytes()).size == (1200, 630)
    assert "2026/02/three/card.png" in site.page("2026/02/three/")


def _with_every_letter(font: bytes) -> bytes:
    """The font, with all Chinese letters led to the glyph of the letter x."""
    at = font.index(b"cmap")
    start, length = int.from_bytes(font[at + 8 : at + 12]), int.from_bytes(font[at + 12 : at + 16])
    table = font[start : start + length]
    assert len(table) > 600
    groups = [(0x20, 0x7E, 3), *((letter, letter, 91) for letter in sorted(map(ord, "中国扩大勘探")))]
    rows = b"".join(b"".join(number.to_bytes(4) for number in group) for group in groups)
    body = b"\0\x0c\0\0" + (16 + len(rows)).to_bytes(4) + bytes(4) + len(groups).to_bytes(4) + rows
    made = b"\0\0\0\1\0\3\0\x0a\0\0\0\x0c" + body
    return font[:start] + made + bytes(length - len(made)) + font[start + length :]


def test_a_site_without_pictures_and_cards_never_loads_pillow(tmp_path: Path) -> None:
    site = Site.new(tmp_path / "site", SETTINGS.replace("cards: true", "cards: false"))
    site.briefing("one", "![x](media/a.gif)")
    site.write("content/media/a.gif", saved("gif", Image.new("P", (7, 7))))
    done = run(["-X", "importtime", "-m", "generator", "build", "--jobs", "1", "--site", str(site.folder)])
    assert done.returncode == 0, done.stderr
    assert "jinja2" in done.stderr
    assert "PIL" not in done.stderr
