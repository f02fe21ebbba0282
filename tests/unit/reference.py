"""The keys of a record as its reference in docs/ lists them."""

from collections.abc import Iterator
from typing import Any

from generator.schema import Key, ListOf, MappingOf, OneOf, Record


def rows(record: Record[Any]) -> list[str]:
    """A table's rows: "| `image.alt` | required | What the picture shows. |"."""
    return [
        f"| `{path}` | {'required' if key.required else ''} | {key.about} |".replace("|  |", "| |")
        for path, key in paths(record)
    ]


def paths(record: Record[Any], above: str = "") -> Iterator[tuple[str, Key]]:
    """Every key by its dotted path, a nested one after its parent."""
    for name, key in record.keys.items():
        yield f"{above}{name}", key
        yield from _below(key.kind, f"{above}{name}.")


def _below(kind: object, above: str) -> Iterator[tuple[str, Key]]:
    if isinstance(kind, Record):
        yield from paths(kind, above)
    elif isinstance(kind, OneOf):
        yield from _below(kind.record, above)
    elif isinstance(kind, ListOf):
        yield from _below(kind.entry, above)
    elif isinstance(kind, MappingOf):
        yield from _below(kind.entry, f"{above}KEY.")
