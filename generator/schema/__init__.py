"""What an editor may write in YAML: kinds of value that read, explain and describe themselves."""

from generator.schema.dates import Day, MomentField
from generator.schema.faults import Fault, closest, did_you_mean, quoted
from generator.schema.graph import Reading, compose, is_null
from generator.schema.groups import Anything, Key, ListOf, MappingOf, OneOf, Record, read_whole
from generator.schema.kinds import Kind, line
from generator.schema.scalars import (
    NAME,
    PROSE,
    SLUG,
    WEB_SHAPE,
    WEB_URL,
    Choice,
    Flag,
    Integer,
    Text,
    web_fault,
)

__all__ = [
    "NAME",
    "PROSE",
    "SLUG",
    "WEB_SHAPE",
    "WEB_URL",
    "Anything",
    "Choice",
    "Day",
    "Fault",
    "Flag",
    "Integer",
    "Key",
    "Kind",
    "ListOf",
    "MappingOf",
    "MomentField",
    "OneOf",
    "Reading",
    "Record",
    "Text",
    "closest",
    "compose",
    "did_you_mean",
    "is_null",
    "line",
    "quoted",
    "read_whole",
    "web_fault",
]
