"""Pictures in fewer pixels."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs
from newsroom import lay
from photographs import FORMATS, PLACE, chunk, corners, opened, picture, saved, taken
from PIL import Image, ImageCms, ImageOps

from generator import fingerprint
from generator.diagnostic import UserError
from generator.model import MediaFile
from generator.pictures import making
from generator.pictures.smaller import smaller, widths


@pytest.mark.parametrize(
    ("size", "wanted", "made"),
    [
        ((1000, 500), (1600, 400, 800, 400), (400, 800)),
        ((400, 300), (400, 800), ()),
        ((500, 40_000), (100, 400), (100,)),
        ((1000, 500), (), ()),
    ],
)
def test_a_picture_is_made_in_the_widths_that_are_less_than_its_own(
    size: tuple[int, int], wanted: tuple[int, ...], made: tuple[int, ...]
) -> None:
    assert widths(*size, wanted) == made


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_smaller_picture_stands_upright_and_says_nothing(tmp_path: Path, kind: str, orientation: int) -> None:
    before = taken(kind, picture(240, 120), orientation)
    upright = ImageOps.exif_transpose(opened(before))
    file = MediaFile(f"media/a.{FORMATS[kind]}", fingerprint.of_bytes(before), *upright.size, kind)
    after = making.made(lay(tmp_path, {file.path: before}), file, 30)
    made = opened(after)
    assert (made.format, made.size) == ("WEBP", (30, round(30 * upright.height / upright.width)))
    assert corners(made) == corners(upright)
    assert PLACE.encode() not in after
    assert not made.getexif()
    assert made.info["icc_profile"] == opened(before).info["icc_profile"]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "1", "L", "LA", "I;16"])
def test_any_png_is_made_smaller(mode: str) -> None:
    base = picture(200, 100, "RGBA" if mode in ("RGBA", "P") else "L" if mode in ("1", "I;16") else mode)
    made = Image.new("I;16", base.size, 200 << 8) if mode == "I;16" else base.convert(mode)
    after = opened(smaller(saved("png", made), "media/a.png", "png", 50))
    assert after.size == (50, 25)
    if mode == "I;16":
        assert after.getpixel((9, 9)) == (200, 200, 200)


def test_what_is_transparent_stays_so() -> None:
    hole = picture(200, 100, "RGBA")
    hole.paste((0, 0, 0, 0), (0, 0, 100, 100))
    after = opened(smaller(saved("png", hole), "media/a.png", "png", 50))
    assert after.getpixel((3, 3))[3] == 0  # type: ignore[index]  # it has four channels
    assert after.getpixel((46, 20)) == (0, 0, 255, 255)


def test_inks_become_colours() -> None:
    after = opened(smaller(saved("jpeg", picture(200, 100, "CMYK")), "media/a.jpg", "jpeg", 50))
    assert after.mode == "RGB"
    assert corners(after) == ("red", "blue")


def test_a_profile_that_is_not_for_these_colours_is_not_kept() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    data = saved("png", picture(200, 100), icc_profile=lab)
    assert "icc_profile" not in opened(smaller(data, "media/a.png", "png", 50)).info


def test_a_drawing_stays_sharp_and_a_photograph_small() -> None:
    drawing = Image.new("L", (400, 200), 255)
    drawing.paste(0, (100, 50, 300, 150))
    lossless = smaller(saved("png", drawing), "media/a.png", "png", 200)
    assert b"VP8L" in lossless[:64]
    noise = Image.merge("RGB", [Image.effect_noise((400, 200), 90) for _ in "RGB"])
    assert b"VP8 " in smaller(saved("png", noise), "media/a.png", "png", 200)[:64]
    assert b"VP8 " in smaller(saved("jpeg", drawing), "media/a.jpg", "jpeg", 200)[:64]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_picture_gives_the_same_bytes(kind: str) -> None:
    data = saved(kind, Image.effect_mandelbrot((300, 200), (-2, -1, 1, 1), 40).convert("RGB"))
    assert smaller(data, "media/a", kind, 100) == smaller(data, "media/a", kind, 100)


def test_a_damaged_picture_is_an_error_that_names_it() -> None:
    data = saved("png", picture(300, 300))
    damaged = data[:33] + chunk(b"IDAT", b"\x78\x9c rubbish") + chunk(b"IEND", b"")
    with pytest.raises(UserError) as raised:
        smaller(damaged, "media/rig.png", "png", 100)
    assert raised.value.diagnostics[0].code == "picture-broken"
    assert raised.value.diagnostics[0].message.startswith("content/media/rig.png cannot be read to its end")


def test_a_picture_that_says_two_sizes_is_not_decoded() -> None:
    data = saved("jpeg", picture(300, 200))
    frame = data.index(b"\xff\xc0")
    lied = data[: frame + 5] + (9000).to_bytes(2) + data[frame + 7 :]
    second = data[frame : frame + 2 + int.from_bytes(data[frame + 2 : frame + 4])]
    at = frame + len(second)
    for found in (lied[:at] + second + lied[at:], data[:frame] + lied[frame:at] + data[frame:]):
        with pytest.raises(UserError, match=r"does not say clearly how large it is|cannot be read to its end"):
            smaller(found, "media/a.jpg", "jpeg", 100)


# From the file


def media(tmp_path: Path, data: bytes, kind: str) -> MediaFile:
    file = MediaFile(f"media/a.{FORMATS[kind]}", fingerprint.of_bytes(data), *opened(data).size, kind)
    lay(tmp_path, {file.path: data})
    return file


def test_a_published_picture_is_the_file_without_what_it_says(tmp_path: Path) -> None:
    file = media(tmp_path, taken("jpeg"), "jpeg")
    assert PLACE.encode() not in making.made(tmp_path, file)
    assert opened(making.made(tmp_path, file)).size == (60, 30)
    assert opened(making.made(tmp_path, file, 20)).size == (20, 10)


def test_a_webp_that_lies_on_its_side_is_laid_upright(tmp_path: Path) -> None:
    data = taken("webp", orientation=6)
    file = structs.replace(media(tmp_path, data, "webp"), width=30, height=60)
    made = opened(making.made(tmp_path, file))
    assert made.size == (30, 60)
    assert corners(made) == ("red", "blue")


def test_a_picture_that_changed_since_it_was_looked_at_is_an_error(tmp_path: Path) -> None:
    file = media(tmp_path, taken("jpeg"), "jpeg")
    (tmp_path / file.path).write_bytes(saved("jpeg"))
    with pytest.raises(UserError, match="changed while the site was being built"):
        making.made(tmp_path, file)
    (tmp_path / file.path).unlink()
    with pytest.raises(UserError, match="cannot be read"):
        making.made(tmp_path, file)


def test_a_key_changes_with_all_that_the_bytes_are_made_of(monkeypatch: pytest.MonkeyPatch) -> None:
    file = MediaFile("media/a.jpg", "1", 60, 30, "jpeg")
    keys = {
        making.key(file),
        making.key(file, 20),
        making.key(file, 30),
        making.key(MediaFile("media/a.jpg", "2", 60, 30, "jpeg")),
        making.key(MediaFile("media/a.jpg", "1", 60, 30, "png")),
    }
    assert len(keys) == 5
    assert making.key(MediaFile("media/b.jpg", "1", 60, 30, "jpeg")) == making.key(file)
    monkeypatch.setattr(making, "library", lambda: "another Pillow")
    assert making.key(file) in keys
    assert making.key(file, 20) not in keys
    monkeypatch.setattr(making, "_edition", lambda: "other code")
    assert making.key(file) not in keys
