"""Which outputs are not what they should be, and why: a fingerprint changed, or somebody changed a file.

An output's fingerprint is its recipe's ingredients, as the plan gives them, and the closure of its template. The
engine has no part in it, since a store belongs to one engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from generator import fingerprint, manifest, signature
from generator.diagnostic import Diagnostic, has_errors
from generator.manifest import Files, Ingredients, Manifest
from generator.plan import Output
from generator.signature import Signature
from generator.store import Store
from generator.templates import Layouts

_CLOSURES = "closures"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outputs to make, each with the reason, and the files of those that are as they should be."""

    stale: tuple[tuple[Output, str], ...]
    current: Files


def closures(
    layouts: Layouts, inputs: Files, store: Store, changed: Callable[[], Sequence[Diagnostic]]
) -> tuple[Mapping[str, str], tuple[Diagnostic, ...]]:
    """The closure of every template by name, none after an error, and what is wrong with the layouts.

    `inputs` are their files; `changed` tells which are no longer so.
    """
    digests = sorted((path, digest) for path, (_, digest) in inputs.items())
    state = fingerprint.of((layouts.fingerprinted, digests))
    known = store.record(_CLOSURES)
    with_state = _decoded(known)
    if with_state is not None and with_state[0] == state:
        return with_state[1:]
    found = tuple(layouts.check())
    if has_errors(found):
        return {}, found
    made = {name: layouts.closure(name) for name in layouts.names()}
    if meanwhile := tuple(changed()):
        return {}, (*found, *meanwhile)
    store.note(_CLOSURES, msgspec.json.encode((state, made, found)))
    store.commit()
    return made, found


def _decoded(record: bytes | None) -> tuple[str, dict[str, str], tuple[Diagnostic, ...]] | None:
    try:
        return msgspec.json.decode(record, type=tuple[str, dict[str, str], tuple[Diagnostic, ...]]) if record else None
    except ValueError:
        return None


def fingerprints(outputs: Iterable[Output], closures: Mapping[str, str]) -> Ingredients:
    """What makes up each output's fingerprint, by the output's path."""
    return {output.path: {"layout": closures.get(output.template, ""), **output.ingredients} for output in outputs}


def judged(
    outputs: Sequence[Output],
    wanted: Ingredients,
    before: Ingredients,
    last: Manifest | None,
    folder: Path,
    now: int,
) -> Verdict:
    """What to make of the outputs, whose ingredients are `wanted` and were `before` in the build of manifest `last`."""
    written = last.outputs if last else {}
    there = manifest.signatures(folder, written)
    stale: list[tuple[Output, str]] = []
    current: dict[str, tuple[Signature, str]] = {}
    for output in outputs:
        path = output.path
        if wanted[path] != before.get(path) or path not in written:
            stale.append((output, _difference(wanted[path], before.get(path))))
            continue
        kept, digest = written[path]
        found = there.get(path)
        if found is None:
            stale.append((output, "missing from the output folder"))
        elif found == kept:
            current[path] = (kept, digest)
        elif manifest.holds(folder / path, digest):
            current[path] = (signature.settled(found, now), digest)
        else:
            stale.append((output, "altered in the output folder"))
    return Verdict(tuple(stale), current)


def _difference(wanted: Mapping[str, str], before: Mapping[str, str] | None) -> str:
    if before is None:
        return "new"
    names = dict.fromkeys((*wanted, *before))
    return ", ".join(name for name in names if wanted.get(name) != before.get(name)) or "not written before"
