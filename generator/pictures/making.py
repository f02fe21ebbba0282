"""What is published of a picture: the file without its notes on place and camera, and the same in fewer pixels."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from generator import fingerprint
from generator.diagnostic import Diagnostic, Span, UserError, changed
from generator.model import MediaFile
from generator.pictures import STILL, header, stripped
from generator.pictures.exif import UPRIGHT
from generator.pictures.smaller import library, smaller


def key(picture: MediaFile, width: int = 0) -> str:
    """Digest of all that `made` makes its bytes of. UserError if there is no Pillow to make it."""
    is_drawn = width or picture.kind == "webp"
    return fingerprint.of((_edition(), picture.digest, picture.kind, width, library() if is_drawn else ""))


def made(content: Path, picture: MediaFile, width: int = 0) -> bytes:
    """A picture as it is published, or as WebP of a width in pixels. UserError if it is damaged or has changed."""
    path = f"content/{picture.path}"
    try:
        data = (content / picture.path).read_bytes()
    except OSError as error:
        message = f"{path} cannot be read: {(error.strerror or str(error)).lower()}"
        raise UserError([Diagnostic("unreadable", message, Span(path), "check its permissions")]) from error
    if fingerprint.of_bytes(data) != picture.digest:
        raise UserError([changed(path)])
    published = stripped(data, picture.path, picture.kind)
    turned = header(data, picture.path, picture.kind).orientation if picture.kind in STILL else UPRIGHT
    if not width and picture.kind == "webp" and turned != UPRIGHT:
        width = picture.width  # browsers show a WebP as it lies, so it is laid as it shall show
    return smaller(published, picture.path, picture.kind, width, turned) if width else published


@cache
def _edition() -> str:
    """Digest of the code that makes pictures."""
    return fingerprint.of_all(fingerprint.of_file(file) for file in sorted(Path(__file__).parent.glob("*.py")))
