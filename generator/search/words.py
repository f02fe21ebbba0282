"""What counts as a word, in an index and in a query alike: finder.js does the same to what a reader types."""

from __future__ import annotations

import re
import unicodedata

LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ", "ё": "е",
}  # fmt: skip
"""Letters that readers write another way, and that Unicode does not take apart."""

ALONE = (
    "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\U00020000-\U0003ffff"
)
"""The letters, as the inside of a regular expression's brackets, of scripts that put no space between words.

Each is a word by itself, and several without a space between them are looked for as they stand.
"""

_JOINED = re.compile(
    r"[.,'’](?:(?<=\b[^\W_]\.)(?=[^\W_]\.)"  # U.S. is US
    r"|(?<=\d[.,])(?=\d{3}(?!\d))"  # 5,000 is 5000
    r"|(?<=['’])s\b)"  # China's is China
)
_ACCENTED = re.compile("([a-zα-ω])[\u0300-\u036f]+")
_ALONE = re.compile(f"[{ALONE}]")
_LETTER = re.compile("|".join(LETTERS))


class _Table(dict[int, str]):
    """For `str.translate`: letters, digits and marks as they are or on their own, and a space for all else."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        is_word = unicodedata.category(letter)[0] in "LNM"
        self[code] = found = (f" {letter} " if _ALONE.match(letter) else letter) if is_word else " "
        return found


_TABLE = _Table()


def split(text: str) -> list[str]:
    """The words of a text in their order, in lower case."""
    plain = unicodedata.normalize("NFKC", text.lower())
    return _JOINED.sub("", plain).translate(_TABLE).split()


def folded(word: str) -> str:
    """A word of `split` as a reader without an accent key types it."""
    if word.isascii():
        return word
    bare = _ACCENTED.sub(r"\1", unicodedata.normalize("NFD", word))
    return _LETTER.sub(lambda found: LETTERS[found[0]], unicodedata.normalize("NFC", bare))
