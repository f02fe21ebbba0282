"""Make the fonts that cards are drawn with from Source Serif 4 and Source Sans 3: `python docs/fonts.py FOLDER`.

FOLDER holds the npm packages @fontsource-variable/source-serif-4 and @fontsource-variable/source-sans-3, unpacked
(`npm install --prefix FOLDER …`). Needs fonttools, brotli and uharfbuzz, which Headframe itself does not.
"""

from __future__ import annotations

import argparse
import io
import sys
from itertools import product
from pathlib import Path

import uharfbuzz as hb
from fontTools.merge import Merger
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0
from fontTools.varLib import instancer

CARDS = Path(__file__).parent.parent / "layouts" / "cards"
PARTS = ("latin", "latin-ext", "vietnamese", "cyrillic", "cyrillic-ext", "greek", "greek-ext")
KEPT = {"head", "hhea", "maxp", "OS/2", "hmtx", "cmap", "loca", "glyf", "name", "post", "kern"}
MARKS = "-–—’‘“”«».,:;!?()/&$€£% "
ALPHABETS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzÄÖÜÅÉäöüåéèêçñôóáí0123456789" + MARKS,
    "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюяІЇЄіїє" + MARKS,
    "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρςστυφχψωάέήίόύώΆΈ" + MARKS,
)
MOST_PAIRS = 10_000  # a subtable's length has 16 bits
NAMES = {1: "Headframe {}", 2: "Regular", 3: "Headframe {}", 4: "Headframe {}", 6: "Headframe{}"}
LICENCE = {
    13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
    14: "https://openfontlicense.org",
}


def merged(files: list[Path], place: dict[str, float]) -> TTFont:
    """One font of the parts of a variable one, at a place in its design space."""
    fonts = []
    for file in files:
        font = instancer.instantiateVariableFont(TTFont(file), place)
        for tag in set(font.keys()) - KEPT - {"GlyphOrder"}:
            del font[tag]
        data = io.BytesIO()
        font.flavor = None
        font.save(data)
        data.seek(0)
        fonts.append(data)
    return Merger().merge(fonts)


def advance(font: hb.Font, text: str, kerned: bool) -> int:
    """A text's width in the font's units."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer, {"kern": kerned, "liga": False, "clig": False})
    return sum(glyph.x_advance for glyph in buffer.glyph_positions)


def kerning(files: list[Path], place: dict[str, float]) -> dict[tuple[str, str], int]:
    """How much nearer the letters of each pair stand than their widths say."""
    found: dict[tuple[str, str], int] = {}
    for file in files:
        font = instancer.instantiateVariableFont(TTFont(file), place)
        font.flavor = None
        data = io.BytesIO()
        font.save(data)
        known = font.getBestCmap()
        shaper = hb.Font(hb.Face(data.getvalue()))
        for alphabet in ALPHABETS:
            letters = [c for c in alphabet if ord(c) in known]
            for pair in product(letters, letters):
                by = advance(shaper, "".join(pair), True) - advance(shaper, "".join(pair), False)
                if by and pair not in found:
                    found[pair] = by
    nearest = sorted(found.items(), key=lambda kern: (-abs(kern[1]), kern[0]))[:MOST_PAIRS]
    return dict(sorted(nearest))


def made(folder: Path, package: str, name: str, place: dict[str, float], copyright_: str) -> TTFont:
    """A font for cards."""
    here = folder / "node_modules" / "@fontsource-variable" / package / "files"
    axes = "standard" if "opsz" in place else "wght"
    files = [f for part in PARTS if (f := here / f"{package}-{part}-{axes}-normal.woff2").is_file()]
    font = merged(files, place)
    for tag in set(font.keys()) - KEPT - {"GlyphOrder"}:
        del font[tag]
    known = font.getBestCmap()
    pairs = KernTable_format_0()
    pairs.coverage, pairs.version, pairs.tupleIndex = 1, 0, None
    pairs.apple = False
    pairs.kernTable = {(known[ord(a)], known[ord(b)]): by for (a, b), by in kerning(files, place).items()}
    font["kern"] = newTable("kern")
    font["kern"].version, font["kern"].kernTables = 0, [pairs]
    font["name"].names = []
    for number, text in {0: copyright_, **NAMES, **LICENCE}.items():
        font["name"].setName(text.format(name), number, 3, 1, 0x409)
    font["post"].formatType = 3
    font["head"].created = font["head"].modified = 0
    font.recalcTimestamp = False
    return font


def main() -> None:
    """Write both fonts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    serif = "Copyright 2014 The Source Serif 4 Project Authors (https://github.com/adobe-fonts/source-serif)"
    sans = "Copyright 2010-2020 Adobe (http://www.adobe.com/)"
    made(folder, "source-serif-4", "Serif", {"wght": 640, "opsz": 44}, serif).save(CARDS / "headline.ttf")
    made(folder, "source-sans-3", "Sans", {"wght": 600}, sans).save(CARDS / "label.ttf")
    sys.stdout.writelines(f"{file} {file.stat().st_size}\n" for file in sorted(CARDS.glob("*.ttf")))


if __name__ == "__main__":
    main()
