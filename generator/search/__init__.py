"""What readers search: the words of briefings, in files of which a browser fetches the few that a query needs.

`record` is a briefing as it is searched, `words` what counts as a word, `stems` the form under which one is filed,
`texts` what results quote, and `segments` the words of many briefings together. layouts/assets/search/finder.js reads
what is written here and has to split words in the same way.
"""

from generator.search.record import Bodies, Record, Topic
from generator.search.segments import LARGE, SMALL, cut, parts, segment, shards
from generator.search.stems import EXTRA, check, edition
from generator.search.texts import TOGETHER, shown
from generator.search.words import ALONE, LETTERS

__all__ = [
    "ALONE",
    "EXTRA",
    "LARGE",
    "LETTERS",
    "SMALL",
    "TOGETHER",
    "Bodies",
    "Record",
    "Topic",
    "check",
    "cut",
    "edition",
    "parts",
    "segment",
    "shards",
    "shown",
]
