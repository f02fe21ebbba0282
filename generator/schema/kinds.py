"""The kinds of value in front matter and settings: each reads a node and describes itself as JSON Schema.

`read` gives nothing where the value is absent or bad; what is bad is reported, and the reading goes on.
"""

# ruff: noqa: D102 -- the kinds' methods are documented once, in Kind

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from generator import address, slug
from generator.diagnostic import Span
from generator.model import Moment
from generator.schema.faults import Fault, did_you_mean, named, quoted
from generator.schema.graph import Reading, compose, is_null

if TYPE_CHECKING:
    from yaml.nodes import Node

T_co = TypeVar("T_co", covariant=True)
Json = dict[str, object]
Check = Callable[[str], Fault | None]

_SPACE = re.compile(r"[ \t\r\n\x85\u2028\u2029]+")
_EXCHANGE = re.compile(r"[A-Z][A-Z-]{1,9}")
_GLUED_HYPHEN = re.compile(r"-[^\s\d-]")
_HYPHEN_BELOW = re.compile(r"\n(?P<indent> *)- ")
_WHOLE_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NEARLY_DAY = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_MOMENT = re.compile(
    rf"(?P<day>{_DAY.pattern})(?:(?:T| +)(?P<time>[0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}}(?:\.[0-9]{{1,6}})?)?)"
    r" *(?P<zone>Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
# The commonest URLs, told from others in a fifth of the time that taking one apart takes.
_PLAIN_WEB_URL = re.compile(r"https?://[a-z0-9.-]+(?:/[A-Za-z0-9/._~%=&+,-]*)?(?:\?[A-Za-z0-9/._~%=&+,-]*)?")
_FIRST_YEAR, _LAST_YEAR = 1000, 9998  # four digits in any zone, as RFC 5322 and RFC 3339 have it

# The same for JSON Schema, in what the regular expressions of ECMA-262 and of Python have in common. A 29th of February
# passes in any year.
_DAY_SHAPE = (
    r"(?!9999)[1-9][0-9]{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|[12][0-9]))"
)
_TIME_SHAPE = (
    r"(?:T| +)(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
    r" *(?:Z|[+-](?:0[0-9]|1[0-5])(?::?[0-5][0-9])?)?"
)
_SCALAR = ("string", "number", "boolean")
"""What a text is to a program that reads YAML by its core schema: `2026` is a number there, and true a truth."""
_FILLED = r"\S"
_MANY = 100
_TRUE = frozenset({"true", "yes", "on", "y", "1"})
_FALSE = frozenset({"false", "no", "off", "n", "0"})


class Kind(Protocol[T_co]):
    """A kind of value."""

    def read(self, node: Node, reading: Reading, path: str) -> T_co | None:
        """The value of the node at a dotted path, or nothing."""

    def json_schema(self) -> Json:
        """The kind as JSON Schema (draft 2020-12), of a value that is there and not empty."""

    def words(self) -> str:
        """The kind in an editor's words: "a date"."""


def line(text: str) -> str:
    """The text on one line; a no-break space stays."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return _SPACE.sub(" ", text).strip(" ")


def lines(text: str) -> str:
    """The text with its line breaks, without white space around it."""
    return text.strip(" \t\r\n")


def name(text: str) -> str:
    """The text on one line, every run of white space one space."""
    return " ".join(text.split())


def _found(node: Node) -> str:
    if isinstance(node, SequenceNode):
        return "a list"
    if isinstance(node, MappingNode):
        return "a group of keys"
    return "nothing" if is_null(node) else quoted(node.value)


def _wrong(kind: Kind[object], node: Node, reading: Reading, path: str, help_: str) -> None:
    message = f"{named(path)} must be {kind.words()}, not {_found(node)}"
    reading.report("wrong-type", message, node, help_)


def _report(fault: Fault, node: Node, reading: Reading, path: str) -> None:
    reading.report(fault.code, f"{named(path)} {fault.message}", node, fault.help)


def _scalar(kind: Kind[object], node: Node, reading: Reading, path: str, help_: str) -> str | None:
    if isinstance(node, ScalarNode):
        return line(reading.printable(node))
    _wrong(kind, node, reading, path, help_)
    return None


@dataclass(frozen=True)
class Text:
    """Any scalar, as the editor wrote it; `tidy` cleans it, `check` may find a fault in it.

    An empty text is taken for none, unless `filled` hands it to the check too. `shape` is what JSON Schema can say of
    the check.
    """

    tidy: Callable[[str], str] = line
    check: Check | None = None
    filled: bool = False
    called: str = "text"
    remedy: str = ""
    shape: Mapping[str, object] = field(default_factory=dict)

    def read(self, node: Node, reading: Reading, path: str) -> str | None:
        if not isinstance(node, ScalarNode):
            _wrong(self, node, reading, path, self.remedy or _text_remedy(node, path))
            return None
        if reading.has_comments and not node.style:
            reading.warn_of_lost_text(node)
        value = self.tidy(reading.printable(node))
        fault = self.check(value) if self.check and (value or self.filled) else None
        if fault:
            _report(fault, node, reading, path)
            return None
        return value

    def json_schema(self) -> Json:
        told = {"errorMessage": f"must be {self.called}"} if "pattern" in self.shape else {}
        return {"type": [*_SCALAR], "pattern": _FILLED, **told, **self.shape}

    def words(self) -> str:
        return self.called


def _text_remedy(node: Node, path: str) -> str:
    last = path.rsplit(".", 1)[-1]
    if ticker := _ticker(node):
        return f"write {ticker}, without a space; put any other text in quotes"
    if isinstance(node, MappingNode) and node.flow_style is not True:
        return "a colon followed by a space begins a new key; put the text in quotes"
    if node.flow_style:  # type: ignore[attr-defined]  # both collections have it
        return "if the brackets, or a colon in them, belong to the text, put it in quotes"
    return "write a single one" if last.isdecimal() else f"write a single one: {last}: …"


def _ticker(node: Node) -> str:
    """The ticker that a group of one key was meant to be; empty if it was not."""
    if not isinstance(node, MappingNode) or len(node.value) != 1:
        return ""
    exchange, symbol = node.value[0]
    is_one = isinstance(symbol, ScalarNode) and _EXCHANGE.fullmatch(exchange.value) and symbol.value.isupper()
    return f"{exchange.value}:{symbol.value}" if is_one else ""


def web_fault(url: str) -> Fault | None:
    """What is wrong with an absolute http(s) URL, if anything is."""
    if _PLAIN_WEB_URL.fullmatch(url) or address.is_web(url):
        return None
    help_ = f"write https://{url}" if address.is_web(f"https://{url}") and "." in url else "write it whole: https://…"
    return Fault("bad-url", f"must be a web address such as https://example.org/page, not {quoted(url)}", help_)


def _slug_fault(text: str) -> Fault | None:
    fault = slug.fault(text)
    if not fault:
        return None
    made = slug.make(text)
    help_ = f"write {made}" if made and not slug.fault(made) else "write one such as gallium-watch"
    return Fault("bad-slug", f"{quoted(text)} {fault}", help_)


WEB_SHAPE = (
    r"[Hh][Tt][Tt][Pp][Ss]?://(?:[^\s/?#]*@)?(?:\[[0-9A-Fa-f:.]+\]|[^\s/?#@:\[\]]+)(?::[^\s/?#@]*)?(?:[/?#]\S*)?"
)
"""A web address as a regular expression, nearly."""

NAME = Text(tidy=name)
PROSE = Text(tidy=lines)
WEB_URL = Text(check=web_fault, called="a web address", shape={"type": "string", "pattern": f"^{WEB_SHAPE}$"})
SLUG = Text(
    check=_slug_fault,
    filled=True,
    called="a slug",
    shape={"pattern": f"^{slug.SHAPE}$", "maxLength": slug.MAX_BYTES, "minimum": 0},
)


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    options: tuple[str, ...]

    def read(self, node: Node, reading: Reading, path: str) -> str | None:
        value = _scalar(self, node, reading, path, f"write one of {', '.join(self.options)}")
        if value is None or value in self.options:
            return value
        message = f"must be {self.words()}, not {quoted(value)}"
        _report(Fault("bad-choice", message, did_you_mean(value, self.options)), node, reading, path)
        return None

    def json_schema(self) -> Json:
        return {"enum": list(self.options)}

    def words(self) -> str:
        return " or ".join(self.options)


@dataclass(frozen=True)
class Flag:
    """true or false; YAML 1.1's other spellings are refused with the remedy."""

    def read(self, node: Node, reading: Reading, path: str) -> bool | None:
        if isinstance(node, ScalarNode) and not node.style and node.value in {"true", "false"}:
            return bool(node.value == "true")
        meant = node.value.casefold() if isinstance(node, ScalarNode) else ""
        remedy = "true" if meant in _TRUE else "false" if meant in _FALSE else "true or false"
        _wrong(self, node, reading, path, f"write {remedy}, without quotes")
        return None

    def json_schema(self) -> Json:
        return {"type": "boolean", "errorMessage": "must be true or false, without quotes"}

    def words(self) -> str:
        return "true or false"


@dataclass(frozen=True)
class Integer:
    """A whole number in digits, from `least` to `most`."""

    least: int
    most: int

    def read(self, node: Node, reading: Reading, path: str) -> int | None:
        if not isinstance(node, ScalarNode) or node.style or not _WHOLE_NUMBER.fullmatch(node.value):
            _wrong(self, node, reading, path, "write it in digits, without quotes")
            return None
        value = int(node.value)
        if self.least <= value <= self.most:
            return value
        help_ = f"write {self.least} or more" if value < self.least else f"write {self.most} or less"
        _report(Fault("bad-number", f"must be {self.words()}, not {value}", help_), node, reading, path)
        return None

    def json_schema(self) -> Json:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}

    def words(self) -> str:
        return f"a whole number from {self.least} to {self.most}"


def _day(text: str) -> date | Fault:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return Fault("bad-date", f"{quoted(text)} is a day that does not exist", "look at the month and the day")
    if _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return day
    return Fault("bad-date", f"{quoted(text)} is too far from today", f"write a year from {_FIRST_YEAR}")


def _no_day(text: str, words: str) -> Fault:
    nearly = _NEARLY_DAY.match(text)
    suggestion = f"{nearly[1]}-{nearly[2]:0>2}-{nearly[3]:0>2}" if nearly else "2026-02-20"
    return Fault("bad-date", f"must be {words}, not {quoted(text)}", f"write year, month and day: {suggestion}")


@dataclass(frozen=True)
class Day:
    """A date, YYYY-MM-DD (RFC 3339)."""

    def read(self, node: Node, reading: Reading, path: str) -> date | None:
        text = _scalar(self, node, reading, path, "write year, month and day: 2026-02-20")
        if text is None:
            return None
        day = _day(text) if _DAY.fullmatch(text) else _no_day(text, self.words())
        if isinstance(day, Fault):
            _report(day, node, reading, path)
            return None
        return day

    def json_schema(self) -> Json:
        shape = {"format": "date", "pattern": f"^{_DAY_SHAPE}$"}
        return {"type": "string", **shape, "errorMessage": "must be a day such as 2026-02-20"}

    def words(self) -> str:
        return "a date"


def _moment(text: str, zone: tzinfo, words: str) -> Moment | Fault:
    match = _MOMENT.fullmatch(text)
    if not match:
        help_ = "write 2026-02-20T09:30, or 2026-02-20T09:30+01:00 with a zone"
        return (
            _no_day(text, words)
            if ":" not in text
            else Fault("bad-date", f"must be {words}, not {quoted(text)}", help_)
        )
    day = _day(match["day"])
    if isinstance(day, Fault):
        return day
    if not match["time"]:
        return Moment(_in_zone(datetime(day.year, day.month, day.day), zone), day_only=True)  # noqa: DTZ001 - given below
    try:
        at = datetime.fromisoformat(f"{match['day']}T{match['time']}")
        return Moment(_in_zone(at, _offset(match["zone"]) if match["zone"] else zone))
    except ValueError:
        return Fault("bad-date", f"{quoted(text)} is a time that does not exist", "times go from 00:00 to 23:59")


def _in_zone(at: datetime, zone: tzinfo) -> datetime:
    """A wall clock's time in its zone. Old local mean times lose their seconds, which RFC 3339 cannot say."""
    placed = at.replace(tzinfo=zone)
    offset = placed.utcoffset() or timedelta()
    if not offset % timedelta(minutes=1):
        return placed
    return at.replace(tzinfo=timezone(timedelta(minutes=round(offset / timedelta(minutes=1)))))


@lru_cache(maxsize=64)
def _offset(text: str) -> tzinfo:
    """The zone of `Z` or ±hh[:mm]; ValueError beyond 15 hours, which no place on earth is from UTC."""
    digits = text[1:].replace(":", "")
    hours, minutes = int(digits[:2] or 0), int(digits[2:] or 0)
    if hours > 15 or minutes > 59:
        raise ValueError(text)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset) if offset else UTC


@dataclass(frozen=True)
class MomentField:
    """A date, or a date with a time of day; without a zone it is in the reading's."""

    def read(self, node: Node, reading: Reading, path: str) -> Moment | None:
        text = _scalar(self, node, reading, path, "write 2026-02-20 or 2026-02-20T09:30")
        if text is None:
            return None
        moment = _moment(text, reading.zone, self.words())
        if isinstance(moment, Fault):
            _report(moment, node, reading, path)
            return None
        return moment

    def json_schema(self) -> Json:
        told = "must be a day such as 2026-02-20, or one with a time: 2026-02-20T09:30"
        return {"type": "string", "pattern": f"^{_DAY_SHAPE}(?:{_TIME_SHAPE})?$", "errorMessage": told}

    def words(self) -> str:
        return "a date or a date with a time"


@dataclass(frozen=True)
class ListOf(Generic[T_co]):
    """A list of `most` entries, or of any number with 0; with `lone`, a single scalar is a list of one."""

    entry: Kind[T_co]
    lone: bool = False
    most: int = 0

    def read(self, node: Node, reading: Reading, path: str) -> tuple[T_co, ...] | None:
        if isinstance(node, SequenceNode):
            entries: list[Node] = node.value
        elif self.lone and isinstance(node, ScalarNode) and not _is_glued(node):
            entries = [node]
            self._warn_of_several(node, reading, path)
        else:
            _wrong(self, node, reading, path, self._remedy(node, path))
            return None
        if self.most and len(entries) > self.most:
            fault = Fault(
                "too-many", f"has {len(entries):,} entries, more than {self.most:,}", "keep those that matter"
            )
            _report(fault, node, reading, path)
            return None
        values = [self._entry(entry, reading, f"{path}.{n}") for n, entry in enumerate(entries)]
        return tuple([v for v in values if v is not None])

    def _entry(self, node: Node, reading: Reading, path: str) -> T_co | None:
        reading.places[path] = node
        missing = is_null(node)
        if swallowed := _swallowed_hyphen(node, reading):
            message = "a hyphen that is indented more than the one above it is text"
            reading.report("yaml-syntax", message, swallowed, "give all hyphens of the list the same indent")
            return None
        value = None if missing else self.entry.read(node, reading, path)
        if missing or value == "":
            _report(Fault("empty-value", "is empty", "delete it, or write a value"), node, reading, path)
            return None
        return value

    def _warn_of_several(self, node: ScalarNode, reading: Reading, path: str) -> None:
        if "," in node.value and not node.style:
            names = ", ".join(part for part in map(line, node.value.split(",")) if part)
            help_ = f"for several, write {path.rsplit('.', 1)[-1]}: [{names}]; put it in quotes if it is one"
            message = f"{named(path)} is a single name, {quoted(node.value)}"
            reading.report("one-name", message, node, help_, "warning")

    def _remedy(self, node: Node, path: str) -> str:
        last = path.rsplit(".", 1)[-1]
        if _is_glued(node):
            return "put a space after each hyphen, so that it begins an entry"
        if isinstance(node, ScalarNode) and len(node.value) < 60 and "," not in node.value:
            return f"write {last}: [{node.value}]"
        return "begin each entry on a line of its own with a hyphen and a space"

    def json_schema(self) -> Json:
        entry = self.entry.json_schema()
        many: Json = {"type": "array", "items": entry, **({"maxItems": self.most} if self.most else {})}
        return {"anyOf": [entry, many]} if self.lone else many

    def words(self) -> str:
        return "a list"


def _is_glued(node: Node) -> bool:
    """Whether a text was meant as a list, but for the space after its hyphen."""
    return isinstance(node, ScalarNode) and not node.style and bool(_GLUED_HYPHEN.match(node.value))


def _swallowed_hyphen(node: Node, reading: Reading) -> Span | None:
    """The place of a hyphen that was to begin an entry, and is taken for the text of the one before."""
    start, end = node.start_mark, node.end_mark
    if start.line == end.line or not isinstance(node, ScalarNode) or node.style:
        return None
    found = _HYPHEN_BELOW.search(reading.text, start.index, end.index)
    if found is None:
        return None
    number = reading.text.count("\n", start.index, found.end()) + start.line
    return Span(reading.path, number + reading.first_line, len(found["indent"]) + 1)


@dataclass(frozen=True)
class Key:
    """A key of a record: its kind, and what it is for, for the documentation."""

    kind: Kind[Any]
    about: str
    required: bool = False


@dataclass(frozen=True)
class Record(Generic[T_co]):
    """A closed group of keys; `make` gets their values as keyword arguments when all required ones are there."""

    keys: Mapping[str, Key]
    make: Callable[..., T_co]

    def read(self, node: Node, reading: Reading, path: str) -> T_co | None:
        if not isinstance(node, MappingNode):
            some = ", ".join(f"{key}: …" for key in list(self.keys)[:2])
            _wrong(self, node, reading, path, f"write its keys: {{{some}}}")
            return None
        values = self.values(node, reading, path)
        return self.make(**values) if all(key in values for key in self._required) else None

    @cached_property
    def _required(self) -> tuple[str, ...]:
        return tuple(name for name, key in self.keys.items() if key.required)

    def values(self, node: MappingNode, reading: Reading, path: str = "") -> dict[str, Any]:
        """The values of the keys that are there and good; the root's path is empty."""
        values: dict[str, Any] = {}
        seen: dict[str, Node] = {}
        for key_node, value_node in node.value:
            key = _key_of(key_node, seen, reading)
            if key is None:
                continue
            if key not in self.keys:
                is_cut = bool(node.flow_style) and is_null(value_node)
                self._report_unknown(key, key_node, reading, path, is_cut)
                continue
            value = self._value(key, key_node, value_node, reading, path)
            if value is not None:
                values[key] = value
        for key in self._required:
            if key not in seen:
                where = node if path else reading.head
                reading.report("missing-field", f"{_joined(path, key)} is missing", where, f"add {key}: …")
        return values

    def _value(self, key: str, key_node: Node, node: Node, reading: Reading, path: str) -> object:
        full = f"{path}.{key}" if path else key
        known = self.keys[key]
        missing = is_null(node)
        reading.places[full] = node  # what is bad or empty has its place too
        if missing and reading.has_comments:
            reading.warn_of_lost_text(node)
        value = None if missing else known.kind.read(node, reading, full)
        if missing or value == "":
            if known.required:
                help_ = "write a value after the colon; null and ~ need quotes to be a text"
                reading.report("empty-value", f"{named(full)} is empty", key_node, help_)
            return None
        return value

    def _report_unknown(self, key: str, node: Node, reading: Reading, path: str, is_cut: bool) -> None:
        """Report a key that there is not; `is_cut` says that it may be a piece of the value before it."""
        where = f" in {named(path)}" if path else ""
        if key == "<<":
            message = "<< (YAML calls it a merge key) is not allowed"
            reading.report("yaml-reference", message, node, "write the keys out")
            return
        # Finding a near word takes long, and a file with so many faults has another one.
        remedy = did_you_mean(key, self.keys) if len(reading.found) < _MANY else ""
        if is_cut and not remedy.startswith("did you mean"):
            remedy = "a comma between braces ends a value; if it belongs to the text, put that in quotes"
        shown = key if key.isprintable() and 0 < len(key) < 40 else quoted(key)
        reading.report("unknown-field", f"there is no field {shown}{where}", node, remedy)

    def json_schema(self) -> Json:
        properties = {
            name: {"title": name, "description": key.about, **_value_schema(key)} for name, key in self.keys.items()
        }
        shape: Json = {"type": "object", "properties": properties, "additionalProperties": False}
        return {**shape, "required": list(self._required)} if self._required else shape

    def words(self) -> str:
        return "a group of keys"


def _value_schema(key: Key) -> Json:
    """What may stand after a key: if it is not required, nothing too."""
    schema = key.kind.json_schema()
    if key.required:
        return schema
    if isinstance(key.kind, Text) and not key.kind.filled:
        pattern = schema.pop("pattern")
        schema |= {} if pattern == _FILLED else {"pattern": rf"^\s*$|{pattern}"}
    if "anyOf" in schema:
        return {**schema, "anyOf": [*cast("list[Json]", schema["anyOf"]), {"type": "null"}]}
    if "enum" in schema:
        return {**schema, "enum": [*cast("list[str]", schema["enum"]), None]}
    kinds = schema["type"]
    return {**schema, "type": [*(kinds if isinstance(kinds, list) else [kinds]), "null"]}


def _joined(path: str, key: str) -> str:
    return named(f"{path}.{key}") if path else key


def _key_of(node: Node, seen: dict[str, Node], reading: Reading) -> str | None:
    """The key that a node is, once; what cannot be a key and what was one before is reported."""
    if not isinstance(node, ScalarNode):
        help_ = "write key: value; if brackets belong to a text, put it in quotes"
        reading.report("wrong-type", f"a key must be a word, not {_found(node)}", node, help_)
        return None
    key = reading.printable(node)
    before = seen.setdefault(key, node)
    if before is not node:
        first = reading.span(before).line
        message = f"{quoted(key)} is here a second time; it was first on line {first}"
        reading.report("duplicate-field", message, node, "keep one of the two")
        return None
    return key


@dataclass(frozen=True)
class OneOf(Generic[T_co]):
    """A text that stands for the whole, or a group of keys."""

    text: Kind[str]
    from_text: Callable[[str], T_co | Fault]
    record: Record[T_co]

    def read(self, node: Node, reading: Reading, path: str) -> T_co | None:
        if isinstance(node, MappingNode):
            return self.record.read(node, reading, path)
        if isinstance(node, SequenceNode):
            _wrong(self, node, reading, path, f"write one of its keys: {', '.join(self.record.keys)}")
            return None
        text = self.text.read(node, reading, path)
        if text is None:
            return None
        value = self.from_text(text) if text else Fault("empty-value", "is empty", "write a value, or delete it")
        if isinstance(value, Fault):
            _report(value, node, reading, path)
            return None
        return value

    def json_schema(self) -> Json:
        return {"anyOf": [self.text.json_schema(), self.record.json_schema()]}

    def words(self) -> str:
        return f"{self.text.words()} or a group of keys"


@dataclass(frozen=True)
class MappingOf(Generic[T_co]):
    """Names of the editor's choice, each with a value; `check` may find a fault in a name, `entry` sees no names.

    `shape` is what JSON Schema can say of the check.
    """

    entry: Kind[T_co]
    check: Check | None = None
    shape: Mapping[str, object] = field(default_factory=dict)

    def read(self, node: Node, reading: Reading, path: str) -> dict[str, T_co] | None:
        if not isinstance(node, MappingNode):
            _wrong(self, node, reading, path, "write one a line below it, indented: name: value")
            return None
        values: dict[str, T_co] = {}
        seen: dict[str, Node] = {}
        for key_node, value_node in node.value:
            key = _key_of(key_node, seen, reading)
            if key is None:
                continue
            value = self._entry(key, key_node, value_node, reading, path)
            if value is not None:
                values[key] = value
        return values

    def _entry(self, key: str, key_node: Node, node: Node, reading: Reading, path: str) -> T_co | None:
        fault = self.check(key) if self.check and key else None
        if not key:
            fault = Fault("empty-value", "has a name that is empty", "write it before the colon")
        if fault:
            _report(fault, key_node, reading, path)
        full = f"{path}.{key}"
        reading.places[full] = key_node
        if is_null(node):
            reading.report("empty-value", f"{named(full)} is empty", key_node, "write a value, or delete it")
            return None
        return self.entry.read(node, reading, full)

    def json_schema(self) -> Json:
        shape: Json = {"type": "object", "additionalProperties": self.entry.json_schema()}
        return {**shape, "propertyNames": dict(self.shape)} if self.shape else shape

    def words(self) -> str:
        return "a group of names with values"


@dataclass(frozen=True)
class Anything:
    """Plain YAML to a depth: text, numbers, true, false, null, lists (as tuples) and mappings (as dictionaries).

    A number is one in JSON too; anything else that YAML 1.1 would take for a number, a date or a boolean is text.
    """

    depth: int = 8

    def read(self, node: Node, reading: Reading, path: str) -> object:
        if not isinstance(node, MappingNode):
            _wrong(self, node, reading, path, "write keys of your own below it, indented: key: value")
            return None
        return self._mapping(node, reading, path, self.depth)

    def _value(self, node: Node, reading: Reading, path: str, depth: int) -> object:
        if isinstance(node, ScalarNode):
            return None if is_null(node) else _plain_value(node, lines(reading.printable(node)))
        if not depth:
            reading.report("too-deep", f"{named(path)} is nested too deeply", node, f"{self.depth} levels are the most")
            return None
        if isinstance(node, SequenceNode):
            return tuple(self._value(entry, reading, f"{path}.{n}", depth - 1) for n, entry in enumerate(node.value))
        return self._mapping(cast("MappingNode", node), reading, path, depth - 1)

    def _mapping(self, node: MappingNode, reading: Reading, path: str, depth: int) -> dict[str, object]:
        values: dict[str, object] = {}
        seen: dict[str, Node] = {}
        for key_node, value_node in node.value:
            key = _key_of(key_node, seen, reading)
            if key is not None:
                values[key] = self._value(value_node, reading, f"{path}.{key}", depth)
        return values

    def json_schema(self) -> Json:
        return {"type": "object"}

    def words(self) -> str:
        return "a group of keys"


def _plain_value(node: ScalarNode, text: str) -> object:
    if node.style:
        return text
    if text in {"true", "false"}:
        return text == "true"
    if _WHOLE_NUMBER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text


def read_whole(reading: Reading, record: Record[Any]) -> dict[str, Any] | None:
    """The values of a whole text; nothing where it is no YAML that can be walked."""
    root = compose(reading)
    return None if root is None else record.values(root, reading)
