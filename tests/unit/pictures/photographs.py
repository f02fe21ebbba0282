"""Small pictures for tests, as cameras and programs write them."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

from PIL import Image, ImageCms

PLACE = "40 deg 26' N, a secret place"
FORMATS = {"jpeg": "jpg", "png": "png", "webp": "webp"}


def picture(width: int = 60, height: int = 30, mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    left, right = {"L": (60, 200), "LA": ((60, 255), (200, 255)), "CMYK": ((0, 255, 255, 0), (255, 255, 0, 0))}.get(
        mode, ((255, 0, 0, 255), (0, 0, 255, 255)) if mode == "RGBA" else ((255, 0, 0), (0, 0, 255))
    )
    made = Image.new(mode, (width, height), left)
    made.paste(right, (width // 2, 0, width, height))
    return made


def telling(orientation: int = 1) -> Image.Exif:
    """Exif of a camera that knows where it is."""
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    exif[0x0112] = orientation
    exif[0x8825] = {1: "N", 2: (40.0, 26.0, 46.0), 27: PLACE}
    return exif


def saved(kind: str, made: Image.Image | None = None, **how: Any) -> bytes:
    """A picture's file."""
    data = io.BytesIO()
    (made or picture()).save(data, kind.upper(), **how)
    return data.getvalue()


def taken(kind: str, made: Image.Image | None = None, orientation: int = 1) -> bytes:
    """A photograph's file, with all that it may say of place and camera."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    how: dict[str, Any] = {"exif": telling(orientation), "icc_profile": profile}
    if kind == "webp":
        how |= {"xmp": PLACE.encode(), "lossless": True}
    return _WITH_MORE[kind](saved(kind, made, **how))


def _jpeg(data: bytes) -> bytes:
    more = b"".join(
        b"\xff" + bytes((marker,)) + struct.pack(">H", len(body) + 2) + body
        for marker, body in (
            (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE.encode()),
            (0xED, b"Photoshop 3.0\0" + PLACE.encode()),
            (0xFE, PLACE.encode()),
        )
    )
    return data[:2] + more + data[2:] + b"a film, taken at " + PLACE.encode()


def chunk(kind: bytes, body: bytes) -> bytes:
    """A chunk of PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png(data: bytes) -> bytes:
    text = chunk(b"tEXt", b"Comment\0" + PLACE.encode())
    xmp = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + PLACE.encode())
    return data[:33] + text + xmp + data[33:] + b"a film, taken at " + PLACE.encode()


def _webp(data: bytes) -> bytes:
    return data + b"a film, taken at " + PLACE.encode()


_WITH_MORE: dict[str, Callable[[bytes], bytes]] = {"jpeg": _jpeg, "png": _png, "webp": _webp}


def opened(data: bytes) -> Image.Image:
    """A picture, decoded."""
    made = Image.open(io.BytesIO(data))
    made.load()
    return made


def corners(made: Image.Image) -> tuple[str, str]:
    """What is to be seen at the top left and the bottom right: "red" or "blue"."""
    shown = made.convert("RGB")
    width, height = shown.size
    return _colour(shown.getpixel((1, 1))), _colour(shown.getpixel((width - 2, height - 2)))


def _colour(pixel: Any) -> str:
    return "red" if pixel[0] > pixel[2] else "blue"
