"""Cards: what they say, how it is set, and that they are the same each time."""

from __future__ import annotations

import io
import struct
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from PIL import Image

from generator import placard
from generator.diagnostic import UserError
from generator.layouts import packaged_layouts
from generator.placard import HEIGHT, WIDTH, Placard, is_settable, key, words
from generator.placard.drawing import HEADLINE, HEADLINE_TOP, MARGIN, RULE, drawn
from generator.placard.font import BadFontError, Font
from generator.placard.theme import Colours, Theme
from generator.placard.typesetting import Place, headline, settable
from generator.templates import Layouts

THEME = Layouts((packaged_layouts(),)).theme()
CARD = Placard("Gallium exports stop", date(2026, 2, 20), "en", "The Shaft", "example.org", "TSX: ELD")


def of(**fields: Any) -> Placard:
    return structs.replace(CARD, **fields)


def shown(card: Placard, theme: Theme = THEME) -> Image.Image:
    made = Image.open(io.BytesIO(drawn(card, theme)))
    made.load()
    return made


# The letters


@pytest.mark.parametrize(
    "text",
    [
        "Gold, “silver” & copper — 5,000 $ – what’s next?",
        "Żółw, São Tomé, Kraków, İstanbul, Đà Nẵng, Reykjavík",
        "Правительство Казахстана и Київ",
        "Η Ελλάδα επενδύει στο γάλλιο",
        "½ of 100 °C, 3 × 4, €5, £6, ₽7",
    ],
)
def test_the_fonts_that_ship_have_the_letters_of_europe(text: str) -> None:
    for font in (THEME.headline, THEME.label):
        assert settable(text, font) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Gold   and\tsilver ", "Gold and silver"),
        ("🚀 Gold 🚀🚀 at 5,000", "Gold at 5,000"),
        ("Gal\u00adli\u200bum\ufe0f", "Gallium"),
        ("Cafe\u0301", "Café"),
        ("5\u202f000\u00a0t", "5\u00a0000\u00a0t"),
        ("🚀", ""),
        ("", ""),
    ],
)
def test_what_is_not_to_be_seen_is_left_out(text: str, kept: str) -> None:
    assert settable(text, THEME.headline) == kept


@pytest.mark.parametrize("text", ["中国扩大勘探", "في المنجم", "במכרה", "गैलियम", "แกลเลียม", "Gold und 中", "x\u0335"])
def test_what_cannot_be_set_makes_no_card(text: str) -> None:
    assert not is_settable(of(headline=text), THEME)


def test_words_that_cannot_be_set_give_way_to_others() -> None:
    said = words(of(site="矿业", topic="中国", language="zh", is_sponsored=True), THEME)
    assert said == ("Gallium exports stop", "example.org", "2026-02-20", "", "Sponsored")
    assert words(CARD, THEME) == ("Gallium exports stop", "The Shaft", "Friday, February 20, 2026", "TSX: ELD", "")
    assert words(of(topic="export controls"), THEME).topic == "Export controls"
    assert words(of(language="ru"), THEME).date == "пятница, 20 февраля 2026\u00a0г."


def test_letters_of_a_pair_stand_nearer() -> None:
    glyphs, kerning = THEME.headline.glyphs, THEME.headline.kerning
    assert -0.2 < kerning[glyphs[ord("A")], glyphs[ord("V")]] < -0.02
    assert (glyphs[ord("H")], glyphs[ord("H")]) not in kerning


@pytest.mark.parametrize("data", [b"", b"no font", b"\0\1\0\0", b"OTTO" + b"\xff" * 99, b"\0\1\0\0\0\1" + b"\0" * 40])
def test_what_is_no_font_is_found_out(data: bytes) -> None:
    with pytest.raises(BadFontError):
        Font.of(data)


def test_a_font_without_pairs_has_none() -> None:
    font = THEME.label
    without = Font(font.data.replace(b"kern", b"nerk"), "1", font.glyphs)
    assert without.kerning == {}
    assert font.kerning


def test_a_font_of_many_scripts_is_read() -> None:
    """Format 12 of cmap, as in fonts of Chinese, Japanese and Korean."""
    groups = struct.pack(">III", 0x4E00, 0x4E10, 5) + struct.pack(">III", 0x20000, 0x20001, 40)
    table = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, 2) + groups
    cmap = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + table
    data = b"\0\1\0\0" + struct.pack(">HHHH", 1, 0, 0, 0) + struct.pack(">4sIII", b"cmap", 0, 28, len(cmap)) + cmap
    font = Font.of(data)
    assert settable("一丁\U00020001", font) == "一丁\U00020001"
    assert settable("丑", font) == ""


# The lines


PLACE = Place(width=100, height=50, sizes=(20, 10), leading=1.0)


def monospaced(text: str, size: int) -> float:
    return len(text) * size / 2


@pytest.mark.parametrize(
    ("text", "lines", "size"),
    [
        ("Gold", ["Gold"], 20),
        ("one two three", ["one two", "three"], 20),
        ("a b c d e f", ["a b c", "d e f"], 20),
        ("aaaa bbbb cccc dddd eeee ffff", ["aaaa bbbb cccc", "dddd eeee ffff"], 10),
        ("state-of-emergency", ["state-of-", "emergency"], 20),
        ("re-run the x-ray", ["re-run", "the x-ray"], 20),
        ("Gallium–germanium now", ["Gallium–", "germanium now"], 10),
        ("ore, part 5 - a dash", ["ore, part", "5 - a dash"], 20),
        ("5\u00a0000 t of gold", ["5\u00a0000 t", "of gold"], 20),
        ("中国扩大国内矿产勘探，", ["中国扩大国内", "矿产勘探，"], 20),
        ("「中国」、扩大国内矿产", ["「中国」、扩", "大国内矿产"], 20),
        ("a" * 25, ["a" * 20, "a" * 5], 10),
    ],
)
def test_a_headline_fills_its_place_with_lines_about_equally_long(text: str, lines: list[str], size: int) -> None:
    found = headline(text, PLACE, monospaced)
    assert (list(found.lines), found.size) == (lines, size)


def test_a_headline_that_is_too_long_ends_in_an_ellipsis() -> None:
    found = headline("Gold and silver, " * 100, PLACE, monospaced)
    assert found.size == 10
    assert len(found.lines) == PLACE.lines(10) == 5
    assert found.lines[-1].endswith(("Gold…", "silver…", "and…"))
    assert all(monospaced(line, 10) <= PLACE.width for line in found.lines)
    assert headline("中" * 2000, PLACE, monospaced).lines[-1] == "中" * 19 + "…"
    assert headline("x" * 5000, PLACE, monospaced).lines[-1] == "x" * 19 + "…"


# The picture


def ink(made: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How many pixels of an area are darker than paper."""
    return sum(made.convert("L").crop(box).point(lambda value: value < 200).histogram()[1:])


@pytest.mark.parametrize("text", ["Gold", "Gallium exports stop", "A long headline of many words " * 40, "W" * 400])
def test_a_card_is_a_small_picture_with_its_words_inside_its_margins(text: str) -> None:
    data = drawn(of(headline=text), THEME)
    made = shown(of(headline=text))
    assert (made.size, made.mode, made.format) == ((WIDTH, HEIGHT), "P", "PNG")
    assert len(data) < 48_000
    assert ink(made, (MARGIN, HEADLINE_TOP, WIDTH - MARGIN, HEADLINE_TOP + HEADLINE.height)) > 500
    assert ink(made, (0, 20, MARGIN - 8, HEIGHT)) == 0
    assert ink(made, (WIDTH - MARGIN + 8, 20, WIDTH, HEIGHT)) == 0
    assert ink(made, (0, RULE - 18, WIDTH, RULE - 1)) == 0
    assert set(made.info) <= {"transparency"}


def test_a_sponsored_card_says_so_in_the_signals_colour() -> None:
    plain, marked = shown(CARD).convert("RGB"), shown(of(is_sponsored=True)).convert("RGB")
    corner = (WIDTH - MARGIN - 4, 70)
    assert plain.getpixel(corner) == THEME.colours.paper
    assert marked.getpixel(corner) == THEME.colours.signal


def test_long_words_of_the_site_leave_the_others_their_room() -> None:
    made = shown(of(site="A newsletter " * 20, topic="A topic " * 40, is_sponsored=True))
    assert ink(made, (0, 20, MARGIN - 8, HEIGHT)) == 0
    assert ink(made, (WIDTH - MARGIN + 8, 20, WIDTH, HEIGHT)) == 0


def test_words_without_end_are_cut_at_once() -> None:
    assert drawn(of(topic="a" * 600, site="b" * 600), THEME) == drawn(of(topic="a" * 10**6, site="b" * 10**6), THEME)


def test_the_same_card_has_the_same_bytes() -> None:
    assert drawn(CARD, THEME) == drawn(structs.replace(CARD), Layouts((packaged_layouts(),)).theme())


def test_the_themes_colours_are_the_cards() -> None:
    dark = Theme(THEME.headline, THEME.label, Colours(paper=(0, 0, 0), ink=(255, 255, 255), signal=(255, 0, 0)))
    made = shown(CARD, dark).convert("RGB")
    assert made.getpixel((2, 2)) == (255, 0, 0)
    assert made.getpixel((2, 300)) == (0, 0, 0)
    assert made.getpixel((WIDTH // 2, RULE + 2)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("css", "colours"),
    [
        ("", Colours()),
        (":root { --paper: #000; --signal:#ABCDEF }", Colours(paper=(0, 0, 0), signal=(0xAB, 0xCD, 0xEF))),
        (":root{--ink: rebeccapurple; --paper: #12345; --link: #fff; --muted: #111}", Colours(muted=(17, 17, 17))),
        ("/* :root { --ink: #fff } */ p {} :root { --ink: #222; } @media { :root { --ink: #fff } }",
         Colours(ink=(34, 34, 34))),
    ],
)  # fmt: skip
def test_colours_come_from_the_stylesheet(css: str, colours: Colours) -> None:
    assert Colours.of(css) == colours


def test_the_packaged_stylesheet_has_the_default_colours() -> None:
    assert Colours.of((packaged_layouts() / "assets/css/headframe.css").read_text("utf-8")) == Colours()
    assert THEME.colours == Colours()


def test_a_font_that_cannot_be_drawn_with_is_an_error() -> None:
    broken = Font(b"OTTO", "no font", THEME.headline.glyphs)
    with pytest.raises(UserError) as raised:
        drawn(CARD, Theme(broken, THEME.label))
    assert raised.value.diagnostics[0].code == "bad-font"


# The key


CHANGES: dict[str, Any] = {
    "headline": "Gallium exports go on",
    "day": date(2026, 2, 21),
    "language": "de",
    "site": "The Adit",
    "host": "example.com",
    "topic": "TSX: FOM",
    "is_sponsored": True,
}


@pytest.mark.parametrize("field", Placard.__struct_fields__)
def test_a_key_changes_with_every_field(field: str) -> None:
    assert key(of(**{field: CHANGES[field]}), THEME) != key(CARD, THEME)


def test_a_key_changes_with_the_theme_and_with_what_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    other = Font(THEME.label.data, "another", THEME.label.glyphs)
    keys = {
        key(CARD, THEME),
        key(CARD, Theme(other, THEME.label)),
        key(CARD, Theme(THEME.headline, other)),
        key(CARD, Theme(THEME.headline, THEME.label, Colours(ink=(1, 1, 1)))),
    }
    monkeypatch.setattr(placard, "library", lambda: "another Pillow")
    keys.add(key(CARD, THEME))
    monkeypatch.setattr(placard, "_edition", lambda: "other code")
    keys.add(key(CARD, THEME))
    assert len(keys) == 6


# The site's own


def test_a_sites_own_font_stands_in_front_of_the_one_that_ships(tmp_path: Path) -> None:
    cards = tmp_path / "cards"
    cards.mkdir()
    (cards / "headline.ttf").write_bytes(THEME.label.data)
    layouts = Layouts((tmp_path, packaged_layouts()))
    assert layouts.theme().headline == THEME.label
    assert layouts.theme().label == THEME.label
    assert "cards/headline.ttf" not in layouts.names()
    assert not [name for name in layouts.published_assets() if "ttf" in name]


def test_a_font_that_is_none_or_missing_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards/headline.otf").write_bytes(b"no font")
    with pytest.raises(UserError) as raised:
        Layouts((tmp_path, packaged_layouts())).theme()
    found = raised.value.diagnostics[0]
    assert (found.code, found.message) == ("bad-font", "layouts/cards/headline.otf is no font that can be read")
    with pytest.raises(UserError) as raised:
        Layouts((tmp_path / "cards",)).theme()
    assert raised.value.diagnostics[0].message == "there is no layouts/cards/headline.ttf, with which cards are drawn"
