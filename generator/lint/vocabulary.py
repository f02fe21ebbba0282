"""Words that several checks look for, as parts of patterns."""

from __future__ import annotations

METALS = (
    "gold|silver|copper|zinc|lead|nickel|cobalt|lithium|uranium|platinum|palladium|rhodium|tin|tungsten|antimony|"
    "molybdenum|vanadium|manganese|graphite|gallium|germanium|iron ore|potash|rare earths?"
)
"""What a mining desk writes of, in words."""

SYMBOLS = (
    "AuEq|AgEq|CuEq|ZnEq|NiEq|Au|Ag|Cu|Zn|Pb|Ni|Co|Li2O|Li₂O|U3O8|U₃O₈|eU3O8|Pt|Pd|PGE|PGM|Sn|WO3|WO₃|Sb|Mo|MoS2|V2O5|"
    "V₂O₅|TREO|REO|Fe|Mn|Cg|TGC|Nb2O5|Ta2O5|P2O5"
)
"""The same as chemists and press releases write it."""

MONTHS = "January|February|March|April|June|July|August|September|October|November|December"
"""The months but for May, which is a verb as well."""

SHORT_MONTHS = "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"


def words(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())


def one_of(text: str) -> str:
    """A pattern for any of some patterns, one to a line; a space between their words is white space of any kind."""
    lines = (line.strip() for line in text.strip().splitlines())
    return "|".join(line.replace(" ", r"\s+") for line in lines)
