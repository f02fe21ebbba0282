"""Pictures from whoever wishes us ill: whatever the bytes, an error that names the file, or a picture and no more."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from photographs import FORMATS, opened, picture, saved, taken
from PIL import Image

from generator.diagnostic import Diagnostic, UserError
from generator.pictures import Look, looked, stripped
from generator.pictures.smaller import smaller, widths

PICTURES = {
    "jpeg": [taken("jpeg"), saved("jpeg", picture(40, 40, "CMYK")), saved("jpeg", progressive=True)],
    "png": [taken("png"), saved("png", picture(mode="RGBA").convert("P")), saved("png", picture().convert("1"))],
    "webp": [taken("webp"), saved("webp", quality=50), saved("webp", picture(mode="RGBA"))],
}
SCRIPT = b"<script>alert(1)</script>"


def archive() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("evil.html", SCRIPT)
    return made.getvalue()


def judged(data: bytes, kind: str) -> None:
    """See that a file is refused by name, or gives pictures that can be opened."""
    path = f"media/a.{FORMATS[kind]}"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a")
        file.write_bytes(data)
        found = looked(file, path)
    if isinstance(found, Diagnostic):
        assert found.span.path == f"content/{path}"
        return
    assert isinstance(found, Look)
    blamed = {f"content/{path}"}
    try:
        published = stripped(data, path, found.kind)
        if found.kind == kind:
            for width in widths(found.width, found.height, (16,)):
                assert opened(smaller(published, path, kind, width)).width == width
    except UserError as error:
        blamed = {d.span.path for d in error.diagnostics}
    assert blamed == {f"content/{path}"}


@st.composite
def mangled(draw: st.DrawFn) -> tuple[bytes, str]:
    """A picture with some of its bytes changed, moved, doubled or gone."""
    kind = draw(st.sampled_from(sorted(PICTURES)))
    data = bytearray(draw(st.sampled_from(PICTURES[kind])))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, min(len(data), 700)))
        how = draw(st.sampled_from(["set", "cut", "drop", "double", "insert"]))
        if how == "set":
            data[at : at + 1] = draw(st.binary(min_size=1, max_size=1))
        elif how == "cut":
            del data[at + 12 :]
        elif how == "drop":
            del data[at : at + draw(st.integers(1, 9))]
        elif how == "double":
            data[at:at] = data[at : at + draw(st.integers(1, 60))]
        else:
            data[at:at] = draw(st.binary(min_size=1, max_size=9))
    return bytes(data), kind


@settings(max_examples=400, deadline=None)
@given(mangled())
def test_a_mangled_picture_is_refused_by_name_or_is_a_picture(case: tuple[bytes, str]) -> None:
    judged(*case)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(PICTURES)), st.binary(max_size=300))
def test_a_picture_of_rubbish_is_refused_by_name(kind: str, rubbish: bytes) -> None:
    judged(PICTURES[kind][0][:12] + rubbish, kind)


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_that_is_something_else_as_well_is_a_picture_alone(kind: str) -> None:
    for data in PICTURES[kind]:
        after = stripped(data + SCRIPT + archive(), "media/a", kind)
        assert SCRIPT not in after
        assert not zipfile.is_zipfile(io.BytesIO(after))
        assert opened(after).tobytes() == opened(data).tobytes()


def test_a_comment_that_is_a_script_goes() -> None:
    assert SCRIPT not in stripped(saved("jpeg", comment=SCRIPT), "media/a.jpg", "jpeg")
    assert SCRIPT not in stripped(saved("jpeg", comment=b"*/=1;" + SCRIPT), "media/a.jpg", "jpeg")


def test_a_picture_that_unpacks_to_much_more_than_it_says_takes_no_more_room() -> None:
    """A PNG of a few pixels whose data would fill gigabytes."""
    import zlib

    from photographs import chunk

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    small = saved("png", Image.new("L", (60, 30)))
    data = small[:33] + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    assert opened(smaller(stripped(data, "media/a.png", "png"), "media/a.png", "png", 16)).size == (16, 8)
