"""The files of content/media as outputs."""

from __future__ import annotations

from msgspec import structs
from newsroom import briefing, media, planned, settings

from generator.model import Image, MediaFile, PictureSettings
from generator.plan.media import Media

RIG = MediaFile("media/rig.jpg", "1", 1000, 500, "jpeg")
CSV = MediaFile("media/a.csv", "2")


def paths(chosen: Media) -> list[str]:
    return [output.path for output in chosen.outputs()]


def test_a_file_is_copied_and_a_picture_is_stripped() -> None:
    recipes = {output.path: output.recipe for output in media(RIG, CSV).outputs()}
    assert recipes == {"media/rig.jpg": "derived", "media/a.csv": "media"}


def test_only_what_a_page_shows_is_made_smaller() -> None:
    chosen = media(RIG, structs.replace(RIG, path="media/b.jpg"))
    assert chosen.shown(RIG) == (
        ("media/rig.jpg.400w.webp", 400),
        ("media/rig.jpg.800w.webp", 800),
        ("media/rig.jpg", 1000),
    )
    smaller = ["media/rig.jpg.400w.webp", "media/rig.jpg.800w.webp"]
    assert paths(chosen) == ["media/rig.jpg", "media/b.jpg", *smaller]


def test_a_picture_wider_than_all_widths_is_not_among_its_own_choices() -> None:
    large = structs.replace(RIG, width=6000, height=4000)
    assert [width for _, width in media(large).shown(large)] == [400, 800, 1200, 1600]


def test_what_cannot_be_made_smaller_is_offered_as_it_is() -> None:
    for file in (
        structs.replace(RIG, width=400),
        structs.replace(RIG, kind=""),
        structs.replace(RIG, kind="apng"),
        structs.replace(RIG, width=0, height=0),
    ):
        assert media(file).shown(file) == ()


def test_an_editors_file_of_that_name_stays_what_it_is() -> None:
    theirs = MediaFile("media/RIG.jpg.400w.webp", "3", 7, 7, "webp")
    chosen = media(RIG, theirs)
    assert [width for _, width in chosen.shown(RIG)] == [800, 1000]
    assert len({path.lower() for path in paths(chosen)}) == len(paths(chosen)) == 3


def test_pictures_of_one_name_and_two_formats_do_not_meet() -> None:
    png = MediaFile("media/rig.png", "4", 1000, 500, "png")
    chosen = media(RIG, png)
    chosen.shown(RIG)
    chosen.shown(png)
    assert len(set(paths(chosen))) == len(paths(chosen)) == 6


def test_a_site_may_want_other_widths_or_none() -> None:
    image = Image("media/rig.jpg", "A rig")
    for widths, wanted in (((), ""), ((300,), "/media/rig.jpg.300w.webp 300w")):
        chosen = settings(pictures=PictureSettings(widths, "50vw"))
        site = planned([briefing(image=image)], chosen, media=[RIG])
        page = next(output.view for output in site.outputs if output.path == "2026/02/ore/index.html")
        assert page.briefing.image.srcset == wanted
        assert page.briefing.image.sizes == ("50vw" if wanted else "")


def test_a_feed_gets_the_picture_as_it_is() -> None:
    site = planned([briefing(image=Image("media/rig.jpg", "A rig"))], media=[RIG])
    feed = next(output.view for output in site.outputs if output.path == "feed.xml")
    assert feed.items[0].image.src == "https://example.org/media/rig.jpg"
    assert feed.items[0].image.srcset == ""
