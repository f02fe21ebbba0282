"""Makes the fonts of generator/charts/materials: python font.py PACKAGE FOLDER; it needs fonttools.

PACKAGE is the unpacked npm package @expo-google-fonts/inter. The fonts get a name that no machine has, since a font of
the same name there could take their place, and the letters of European languages alone.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "Headframe Sans"
WEIGHTS = {"Regular": ("400Regular/Inter_400Regular.ttf", 400), "Bold": ("600SemiBold/Inter_600SemiBold.ttf", 700)}
LETTERS = (
    "20-7E A0-24F 259 2BC 2C6-2DD 300-304 306-30C 327 328 370-3FF 400-45F 490-491 4B0-4E9 1E00-1EFF 2010-2027"
    " 202F 2030 2032-2033 2039-203A 2044 2070-2099 20A0-20BF 2116 2122 2126 2150-215F 2190-2193 2202 2206 2211-2212"
    " 2215 221A 221E 2248 2260 2264-2265 25A0 25B2 25BC 25CF"
)


def main(package: Path, folder: Path) -> None:
    """Write both fonts."""
    for style, (path, weight) in WEIGHTS.items():
        font = TTFont(package / path)
        options = subset.Options(hinting=False, recalc_timestamp=False, notdef_outline=True, name_IDs=["*"])
        options.layout_features = ["kern", "mark", "mkmk", "ccmp", "tnum", "lnum"]
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[code for part in LETTERS.split() for code in codes(part)])
        subsetter.subset(font)
        rename(font, style)
        font["OS/2"].usWeightClass = weight
        font["OS/2"].fsSelection = 0x20 if weight == 700 else 0x40
        font["head"].macStyle = int(weight == 700)
        font.save(folder / f"{FAMILY.replace(' ', '')}-{style}.ttf")


def codes(part: str) -> range:
    """The characters of a part: "20-7E" or "259"."""
    first, _, last = part.partition("-")
    return range(int(first, 16), int(last or first, 16) + 1)


def rename(font: TTFont, style: str) -> None:
    """Give a font our name, and leave its copyright and licence."""
    names = font["name"]
    names.names = [name for name in names.names if name.nameID in (0, 13, 14)]
    whole = f"{FAMILY} {style}"
    plain = f"{FAMILY.replace(' ', '')}-{style}"
    words = {1: FAMILY, 2: style, 3: whole, 4: whole, 5: "Version 4.1, a subset of Inter", 6: plain}
    for number, text in words.items():
        names.setName(text, number, 3, 1, 0x409)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
