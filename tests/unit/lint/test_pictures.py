"""Pictures without words, and media that nothing shows."""

from __future__ import annotations

import pytest

from generator.lint import prose
from generator.lint.pictures import alt_missing, mentions, orphan_media
from generator.model import MediaFile

WORDLESS = {
    "![](media/rig.jpg)": 1,
    "Text ![ ](media/rig.jpg) and ![][ref].\n\n[ref]: x.png": 2,
    "![rig.jpg](media/rig.jpg)": 1,
    "![IMG_4015.JPG](media/rig.jpg)": 1,
    "![Image](media/rig.jpg)": 1,
    "![screenshot](media/rig.jpg)": 1,
    '<img src="rig.jpg">': 1,
    '<p><img src="rig.jpg" title="A rig"></p>': 1,
    '<img alt="rig.jpg" src="rig.jpg">': 1,
}

TOLD = [
    "![A drill rig in snow](media/rig.jpg)",
    "![Chart of exports, 2020 to 2025](media/rig.jpg)",
    '<img src="rig.jpg" alt="A drill rig">',
    '<img src="line.png" alt="">',
    '<img src="line.png" role="presentation">',
    "`![](media/rig.jpg)`",
    "    ![](media/rig.jpg)",
    "[](https://example.org/)",
    "It costs 5!\\[](x)",
    "No picture.",
]


@pytest.mark.parametrize("body", WORDLESS)
def test_a_picture_without_words_is_told(body: str) -> None:
    found = list(alt_missing(prose.read(body, "content/briefings/ore.md", 7, "full")))
    assert len(found) == WORDLESS[body]
    assert {d.code for d in found} == {"alt-missing"}


@pytest.mark.parametrize("body", TOLD)
def test_a_picture_with_words_and_an_ornament_are_left_alone(body: str) -> None:
    assert list(alt_missing(prose.read(body, "content/briefings/ore.md", 7, "full"))) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("![x](media/rig.jpg)", "media/rig.jpg"),
        ("![x](../../media/rig.jpg)", "media/rig.jpg"),
        ("[x](/media/data/table.csv).", "media/data/table.csv"),
        ("image: {src: media/rig.jpg, alt: x}", "media/rig.jpg"),
        ("extra: {map: media/map.svg}", "media/map.svg"),
        ('<video src="/media/film.mp4#t=10">', "media/film.mp4"),
        ("see media/rig.jpg, please", "media/rig.jpg"),
        ("[x](media/a%20b.png)", "media/a b.png"),
        ("[x](media/gru%CC%88n.png)", "media/grün.png"),
        ("[x](https://example.org/brief/media/rig.jpg?v=2)", "media/rig.jpg"),
        ("url(media/rig(1).jpg)", "media/rig(1).jpg"),
    ],
)
def test_a_text_names_media_in_many_ways(text: str, path: str) -> None:
    assert path in mentions(text)


def test_other_words_are_no_media() -> None:
    assert mentions("the media/press, social-media/rig.jpg") <= {"media/press", "media/press,"}


def test_media_that_nothing_names_are_told() -> None:
    media = [MediaFile("media/rig.jpg", "1"), MediaFile("media/gru\u0308n.png", "1"), MediaFile("media/.keep", "1")]
    (found,) = orphan_media(media, frozenset({"media/gr\u00fcn.png"}))
    assert (found.code, found.span.path) == ("orphan-media", "content/media/rig.jpg")
