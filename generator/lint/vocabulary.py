"""Words that several checks look for, as patterns."""

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
WEEKDAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
