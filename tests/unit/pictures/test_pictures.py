"""What a picture is, and what of it is published."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest
from photographs import FORMATS, PLACE, chunk, corners, opened, picture, saved, taken
from PIL import Image, ImageOps

from generator import pictures
from generator.diagnostic import Diagnostic, UserError
from generator.pictures import MOST_BYTES, MOST_PIXELS, Look, looked, stripped


def look(tmp_path: Path, name: str, data: bytes) -> Look | Diagnostic:
    (tmp_path / name).write_bytes(data)
    return looked(tmp_path / name, f"media/{name}")


def fault(tmp_path: Path, name: str, data: bytes) -> tuple[str, str]:
    """The code and the message of what is wrong with a file."""
    found = look(tmp_path, name, data)
    assert isinstance(found, Diagnostic)
    assert found.span.path == f"content/media/{name}"
    assert found.help
    return found.code, found.message


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_is_known_by_its_header(tmp_path: Path, kind: str) -> None:
    assert look(tmp_path, f"a.{FORMATS[kind]}", saved(kind)) == Look(60, 30, kind)
    assert look(tmp_path, f"a.{FORMATS[kind].upper()}", taken(kind)) == Look(60, 30, kind)


def test_a_lossy_and_a_lossless_webp_say_their_size() -> None:
    for how in ({"lossless": True}, {"quality": 50}, {"lossless": True, "exif": b"Exif\0\0"}):
        found = pictures.header(saved("webp", picture(301, 203), **how), "media/a.webp", "webp")
        assert (found.width, found.height) == (301, 203)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_picture_has_the_size_of_what_shows(tmp_path: Path, orientation: int) -> None:
    found = look(tmp_path, "a.jpg", taken("jpeg", orientation=orientation))
    assert found == Look(*ImageOps.exif_transpose(opened(taken("jpeg", orientation=orientation))).size, "jpeg")


@pytest.mark.parametrize("kind", FORMATS)
def test_what_tells_place_and_camera_goes_and_the_picture_stays(kind: str) -> None:
    before = taken(kind)
    after = stripped(before, "media/a", kind)
    assert PLACE.encode() in before
    for word in (PLACE.encode(), b"A camera", b"a film", b"xap", b"Photoshop"):
        assert word not in after
    assert opened(after).tobytes() == opened(before).tobytes()
    assert opened(after).info["icc_profile"] == opened(before).info["icc_profile"]
    assert not opened(after).getexif()
    assert stripped(after, "media/a", kind) == after


@pytest.mark.parametrize("kind", ["jpeg", "png"])
@pytest.mark.parametrize("orientation", range(2, 9))
def test_which_side_is_up_stays(kind: str, orientation: int) -> None:
    after = stripped(taken(kind, orientation=orientation), "media/a", kind)
    assert dict(opened(after).getexif()) == {0x0112: orientation}
    assert PLACE.encode() not in after


@pytest.mark.parametrize("how", [{"progressive": True}, {"quality": 100, "subsampling": 0}, {"restart_marker_rows": 1}])
def test_a_jpeg_of_any_make_is_the_same_picture_afterwards(how: dict[str, int]) -> None:
    noise = Image.effect_noise((120, 90), 90)
    before = saved("jpeg", noise, comment=PLACE, **how)
    after = stripped(before, "media/a.jpg", "jpeg")
    assert PLACE.encode() not in after
    assert opened(after).tobytes() == opened(before).tobytes()


def test_rubbish_between_the_segments_of_a_jpeg_is_passed_over() -> None:
    data = saved("jpeg")
    at = data.index(b"\xff\xdb")
    after = stripped(data[:at] + b"\0rubbish\xff" + data[at:], "media/a.jpg", "jpeg")
    assert b"rubbish" not in after
    assert opened(after).tobytes() == opened(data).tobytes()


def test_a_jpeg_in_inks_keeps_how_they_are_meant() -> None:
    before = saved("jpeg", picture(mode="CMYK"))
    assert b"Adobe" in before
    assert opened(stripped(before, "media/a.jpg", "jpeg")).tobytes() == opened(before).tobytes()


def test_a_second_picture_behind_the_first_goes() -> None:
    before = saved("mpo", picture(), save_all=True, append_images=[picture(90, 90)])
    after = stripped(before, "media/a.jpg", "jpeg")
    assert b"MPF" not in after
    assert after.count(b"\xff\xd8\xff") == 1


def test_pictures_of_several_frames_are_stripped_and_move_on(tmp_path: Path) -> None:
    frames = [picture(), picture(mode="RGB").transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    for kind, name in (("png", "apng"), ("webp", "awebp")):
        data = saved(kind, frames[0], save_all=True, append_images=frames[1:], exif=b"Exif\0\0" + PLACE.encode())
        assert look(tmp_path, f"a.{kind}", data) == Look(60, 30, name)
        assert pictures.is_stripped(name)
        assert name not in pictures.STILL
        after = opened(stripped(data, "media/a", name))
        assert getattr(after, "n_frames", 1) == 2
        assert PLACE.encode() not in stripped(data, "media/a", name)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("part", [0, 1, 5, 20, 40, 60, 95, 99])
def test_a_cut_picture_is_broken(tmp_path: Path, kind: str, part: int) -> None:
    data = saved(kind, Image.effect_noise((64, 64), 90))
    name = f"a.{FORMATS[kind]}"
    found = look(tmp_path, name, data[: len(data) * part // 100])
    if isinstance(found, Look):  # the header is whole, so that it shows only when the picture is made
        assert kind == "jpeg"
        with pytest.raises(UserError) as raised:
            stripped(data[: len(data) * part // 100], f"media/{name}", kind)
        found = raised.value.diagnostics[0]
    assert found.code == "picture-broken"
    assert found.message.startswith(f"content/media/{name} ")


def test_a_webp_with_an_empty_chunk_of_features_is_broken(tmp_path: Path) -> None:
    """The chunk that says whether it moves: behind one that has told its size already, nobody measured it."""
    data = saved("webp")
    inner = data[8:] + b"VP8X" + struct.pack("<I", 0)
    hostile = b"RIFF" + struct.pack("<I", len(inner)) + inner
    assert fault(tmp_path, "a.webp", hostile)[0] == "picture-broken"
    with pytest.raises(UserError, match="is no WebP picture that can be read"):
        stripped(hostile, "media/a.webp", "webp")


def test_a_png_with_a_wrong_checksum_is_broken() -> None:
    data = bytearray(saved("png"))
    data[data.index(b"IDAT") + 6] ^= 1
    with pytest.raises(UserError, match="is damaged: a checksum in it is wrong"):
        stripped(bytes(data), "media/a.png", "png")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.png", saved("jpeg"), "content/media/a.png is called like a PNG and is a JPEG"),
        ("a.jpg", saved("webp"), "content/media/a.jpg is called like a JPEG and is a WebP"),
        ("a.webp", saved("gif"), "content/media/a.webp is called like a WebP and is a GIF"),
    ],
)
def test_a_picture_under_a_wrong_name_is_an_error(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    assert fault(tmp_path, name, data) == ("picture-misnamed", message)


def test_what_is_no_picture_at_all_is_broken(tmp_path: Path) -> None:
    code, message = fault(tmp_path, "a.png", b"<script>1</script>")
    assert (code, message) == ("picture-broken", "content/media/a.png is no PNG picture")
    assert fault(tmp_path, "a.jpg", b"\xff\xd8\xff\xd9")[0] == "picture-broken"
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n"
    assert fault(tmp_path, "b.jpg", pointer)[1] == "content/media/b.jpg is no picture but a pointer of Git LFS"


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is that large, in a hundred bytes."""
    head = width.to_bytes(4) + height.to_bytes(4) + b"\x08\0\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def test_a_picture_of_too_many_pixels_is_an_error_before_it_is_decoded(tmp_path: Path) -> None:
    code, message = fault(tmp_path, "a.png", bomb(30_000, 30_000))
    assert (code, message) == ("picture-too-large", "content/media/a.png is a picture of 30,000 × 30,000 pixels")
    most = MOST_PIXELS["png"]
    assert fault(tmp_path, "b.png", bomb(most + 1, 1))[0] == "picture-too-large"
    assert look(tmp_path, "c.png", bomb(most // 8, 8)) == Look(most // 8, 8, "png")
    assert fault(tmp_path, "d.png", bomb(0, 7)) == ("picture-broken", "content/media/d.png says that it has no pixels")


def test_a_file_of_too_many_bytes_is_an_error_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "a.jpg").open("wb") as file:
        file.truncate(200 << 20)
    found = looked(tmp_path / "a.jpg", "media/a.jpg")
    assert isinstance(found, Diagnostic)
    assert found.message == f"content/media/a.jpg is a picture of more than {MOST_BYTES >> 20} MB"


@pytest.mark.parametrize("name", ["a.csv", "a.gif", "a.mp4", "a"])
def test_all_other_files_are_what_they_are(tmp_path: Path, name: str) -> None:
    assert look(tmp_path, name, b"\x89PNG or not") == Look()


def test_a_format_that_cannot_be_stripped_is_told_if_it_says_more(tmp_path: Path) -> None:
    data = io.BytesIO()
    picture().save(data, "AVIF", xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")
    quiet = io.BytesIO()
    picture().save(quiet, "AVIF")
    tiff = io.BytesIO()
    picture().save(tiff, "TIFF", exif=b"")
    placed = b"MM\0*\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\0"
    assert look(tmp_path, "a.avif", data.getvalue()) == Look(kind="exif")
    assert look(tmp_path, "b.avif", quiet.getvalue()) == Look()
    assert look(tmp_path, "a.tif", tiff.getvalue()) == Look()
    assert look(tmp_path, "b.tif", placed) == Look(kind="exif")
    assert pictures.telling("media/a.jpg", "jpeg") is None
    told = pictures.telling("media/a.avif", "exif")
    assert told is not None
    assert (told.code, told.severity) == ("picture-telling", "warning")


UNSAFE = {
    "<script>1</script>": "holds <script>, which could run script",
    '<h:ScRipt xmlns:h="http://www.w3.org/1999/xhtml"/>': "holds <script>, which could run script",
    '<g onclick="1"/>': "holds onclick=…, which runs script",
    '<a href="java&#10;script:1"/>': "holds href=…, which leads to script",
    '<a><set attributeName="href" to="javascript:1"/></a>': "holds to=…, which leads to script",
    '<animate values="#;javascript:1"/>': "holds values=…, which leads to script",
    '<foreignObject><iframe srcdoc="1"/></foreignObject>': "holds <iframe>, which could run script",
    '<?xml-stylesheet type="text/xsl" href="a.xsl"?>': "names a style sheet that is no CSS",
    "<g>": "is no SVG that can be read: mismatched tag",
}


@pytest.mark.parametrize("inner", UNSAFE)
def test_an_svg_that_could_run_something_is_an_error(tmp_path: Path, inner: str) -> None:
    found = look(tmp_path, "a.svg", f'<svg xmlns="http://www.w3.org/2000/svg">\n{inner}</svg>'.encode())
    assert isinstance(found, Diagnostic)
    assert found.message == f"content/media/a.svg {UNSAFE[inner]}"
    assert found.span.line == 2


def test_an_entity_cannot_hide_a_script(tmp_path: Path) -> None:
    data = '<!DOCTYPE svg [<!ENTITY a "<script>1</script>">]><svg>&a;</svg>'
    assert fault(tmp_path, "a.svg", data.encode())[0] == "picture-unsafe"
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    laughs = f'<!DOCTYPE svg [<!ENTITY a0 "ha">{entities}]><svg>&a11;</svg>'
    assert fault(tmp_path, "b.svg", laughs.encode())[0] == "picture-broken"


@pytest.mark.parametrize("encoding", ["shift_jis", "utf-7", "rot13", "nonsense"])
def test_an_svg_in_letters_that_cannot_be_read_is_broken(tmp_path: Path, encoding: str) -> None:
    data = f'<?xml version="1.0" encoding="{encoding}"?><svg xmlns="http://www.w3.org/2000/svg"/>'
    message = "content/media/a.svg is no SVG that can be read: save it in UTF-8"
    assert fault(tmp_path, "a.svg", data.encode()) == ("picture-broken", message)


def test_a_drawing_that_runs_nothing_is_welcome(tmp_path: Path) -> None:
    data = (
        '<?xml version="1.0"?><?xml-stylesheet type="text/css" href="a.css"?>'
        '<!DOCTYPE svg [<!ENTITY ns "http://a.b/">]><svg xmlns="http://www.w3.org/2000/svg" xmlns:x="&ns;">'
        '<style>g { fill: red }</style><a href="https://a.b/"><image href="data:image/svg+xml;base64,PHN2Zy8+"/></a>'
        '<animate values="0;1" to="2"/><text>javascript:</text></svg>'
    )
    assert look(tmp_path, "a.svg", data.encode()) == Look()


def test_the_small_picture_of_a_whole_one_shows_its_corners() -> None:
    """So that the tests of turned pictures can fail."""
    assert corners(picture()) == ("red", "blue")
    assert corners(picture().transpose(Image.Transpose.ROTATE_180)) == ("blue", "red")
