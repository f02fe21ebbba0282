"""A picture in fewer pixels, as WebP.

A photograph has two thirds of the bytes that it has as JPEG. AVIF saves a fifth more and takes four times as long.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from generator import fingerprint
from generator.diagnostic import Diagnostic, Span, UserError
from generator.pictures import MOST_PIXELS, broken, exif, header

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile

QUALITY = 80
METHOD = 4

_DRAWN = "png"
"""Charts and screenshots come as PNG: letters and lines, which lossy compression frays."""
_LOSSLESS_WORTH = 2.0
"""How many times the bytes of the lossy picture the lossless one may have, for a drawing."""
_REDUCING_GAP = 3.0
_MOST_EDGE = 16_383
"""WebP's own limit, in pixels."""
_TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""What brings up the right side of each orientation (Exif 2.32, section 4.6.4)."""


@cache
def library() -> str:
    """Which Pillow this is: its version and those of what it brings along. UserError without one."""
    try:
        import PIL
    except ImportError as error:
        message = "pictures cannot be made, since Pillow is not installed"
        raise UserError([Diagnostic("no-pillow", message, Span("pillow"), "install it: pip install pillow")]) from error
    folder = Path(PIL.__file__).parent
    built = [f for f in folder.iterdir() if f.suffix in (".so", ".pyd", ".dylib")]
    bundled = folder.parent / "pillow.libs"
    built += bundled.iterdir() if bundled.is_dir() else ()
    return fingerprint.of((PIL.__version__, sorted((file.name, file.stat().st_size) for file in built)))


def widths(width: int, height: int, wanted: Iterable[int]) -> tuple[int, ...]:
    """Those of the wanted widths in which a picture is smaller than it is, from the smallest on."""
    return tuple(sorted(w for w in set(wanted) if w < width and height * w <= _MOST_EDGE * width))


def smaller(data: bytes, path: str, kind: str, width: int, orientation: int = exif.UPRIGHT) -> bytes:
    """A still picture as WebP, `width` pixels wide and with its right side up. UserError if it is damaged.

    `data` is the published file; `path` is relative to content/; for `orientation` see exif.
    """
    from PIL import Image

    found = header(data, path, kind)
    Image.MAX_IMAGE_PIXELS = None  # ours is stricter, and counts before anything is decoded
    try:
        with Image.open(BytesIO(data), formats=[kind.upper()]) as opened:
            if opened.size != (found.width, found.height) or found.width * found.height > MOST_PIXELS[kind]:
                raise UserError([broken(path, "does not say clearly how large it is")])
            profile = opened.info.get("icc_profile")
            picture = _upright(_resized(opened, orientation, width), orientation)
        return _encoded(*_in_rgb(picture, profile), drawn=kind == _DRAWN)
    except (UserError, MemoryError):
        raise
    except Exception as error:  # a broken picture, of which its decoder may say anything
        raise UserError([broken(path, f"cannot be read to its end ({error})")]) from error


def _resized(opened: ImageFile, orientation: int, width: int) -> Image:
    """The picture in the size that it will have once it is upright, in a mode that can be averaged."""
    from PIL.Image import Resampling

    wide, tall = opened.size
    if orientation in exif.TURNED:
        size = max(1, round(wide * width / tall)), width
    else:
        size = width, max(1, round(tall * width / wide))
    opened.draft(None, (2 * size[0], 2 * size[1]))  # a JPEG's decoder halves it by itself, which saves memory
    return _averageable(opened).resize(size, Resampling.LANCZOS, reducing_gap=_REDUCING_GAP)


def _averageable(picture: Image) -> Image:
    if picture.mode in ("CMYK", "L", "LA", "RGB", "RGBA"):
        return picture
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _upright(picture: Image, orientation: int) -> Image:
    from PIL.Image import Transpose

    turn = _TURNS.get(orientation)
    return picture.transpose(Transpose[turn]) if turn else picture


def _in_rgb(picture: Image, profile: bytes | None) -> tuple[Image, bytes | None]:
    """The picture in the colours that WebP has, and the profile that still fits it."""
    if picture.mode in ("RGB", "RGBA"):
        return picture, profile if profile and profile[16:20] == b"RGB " else None
    if picture.mode == "CMYK" and profile and profile[16:20] == b"CMYK":
        from PIL import ImageCms

        srgb = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture, BytesIO(profile), srgb, outputMode="RGB")
        return converted or picture.convert("RGB"), None
    return picture.convert("RGBA" if picture.mode == "LA" else "RGB"), None


def _encoded(picture: Image, profile: bytes | None, *, drawn: bool) -> bytes:
    """WebP: lossless for a drawing if that is not too dear."""
    lossy = _webp(picture, profile, quality=QUALITY)
    if drawn:
        lossless = _webp(picture, profile, lossless=True)
        return lossless if len(lossless) <= _LOSSLESS_WORTH * len(lossy) else lossy
    return lossy


def _webp(picture: Image, profile: bytes | None, **how: int) -> bytes:
    made = BytesIO()
    picture.save(made, "WEBP", method=METHOD, icc_profile=profile, **how)
    return made.getvalue()
