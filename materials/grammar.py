"""Makes generator/charts/materials/vega-lite.json of Vega-Lite's own JSON schema: python grammar.py SCHEMA OUT.

SCHEMA is build/vega-lite-schema.json of the npm package vega-lite. A shape says what may stand at one place of a chart,
all alternatives of the schema taken together: `t` the types, `e` the words where no other text is allowed, `k` the keys
with their shapes, `x` the shape of any other key, `i` that of a list's entries, `r` the sets of keys of which one is
needed. An empty shape allows anything. Places that allow the same share a shape.
"""

import json
import sys
from pathlib import Path

Shape = dict


class Shapes:
    """The shapes of a schema, numbered; the first is that of a whole chart."""

    def __init__(self, definitions: dict) -> None:
        self.definitions = definitions
        self.shapes: list[Shape] = []
        self._numbers: dict[str, int] = {}

    def number(self, schemas: list) -> int:
        """The number of the shape that allows what one of some schemas does."""
        leaves = self._leaves(schemas)
        key = json.dumps(sorted(json.dumps(leaf, sort_keys=True) for leaf in leaves))
        if key not in self._numbers:
            number = self._numbers[key] = len(self.shapes)
            self.shapes.append({})
            self.shapes[number] = self._shape(leaves)
        return self._numbers[key]

    def _leaves(self, schemas: list) -> list:
        """The schemas with references followed and alternatives apart."""
        seen, found, todo = set(), [], list(schemas)
        while todo:
            schema = todo.pop(0)
            if "$ref" in schema:
                name = schema["$ref"].removeprefix("#/definitions/")
                todo += [self.definitions[name]] if name not in seen else []
                seen.add(name)
            elif "anyOf" in schema:
                todo += schema["anyOf"]
            else:
                found.append({key: value for key, value in schema.items() if key != "description"})
        return found

    def _shape(self, leaves: list) -> Shape:
        if any(not leaf for leaf in leaves):
            return {}
        types, words, keys, extra, entries, required = set(), set(), {}, [], [], []
        takes_any_text = False
        for leaf in leaves:
            constants = leaf.get("enum", [leaf["const"]] if "const" in leaf else [])
            words |= {value for value in constants if isinstance(value, str)}
            types |= {_type(value) for value in constants}
            for kind in () if constants else leaf["type"] if isinstance(leaf["type"], list) else [leaf["type"]]:
                types.add("number" if kind == "integer" else kind)
                takes_any_text |= kind == "string"
                entries += [leaf.get("items", {})] if kind == "array" else []
                if kind == "object":
                    for key, value in leaf.get("properties", {}).items():
                        keys.setdefault(key, []).append(value)
                    more = leaf.get("additionalProperties", "properties" not in leaf)
                    extra += [] if more is False else [{} if more is True else more]
                    required.append(tuple(sorted(leaf.get("required", []))))
        shape = {"t": sorted(types)}
        if "string" in types and not takes_any_text:
            shape["e"] = sorted(words)
        if keys:
            shape["k"] = {key: self.number(schemas) for key, schemas in sorted(keys.items())}
        if extra:
            shape["x"] = self.number(extra)
        if entries:
            shape["i"] = self.number(entries)
        if required and all(required):
            shape["r"] = sorted(set(required))
        return shape

    def merged(self) -> list[Shape]:
        """The shapes, equal ones once."""
        shapes = self.shapes
        while True:
            first: dict[str, int] = {}
            same = [first.setdefault(json.dumps(shape, sort_keys=True), n) for n, shape in enumerate(shapes)]
            kept = sorted(set(same))
            if len(kept) == len(shapes):
                return shapes
            place = {old: new for new, old in enumerate(kept)}
            shapes = [_renumbered(shapes[n], [place[n] for n in same]) for n in kept]


def _type(value: object) -> str:
    if value is None:
        return "null"
    return {bool: "boolean", str: "string"}.get(type(value), "number")


def _renumbered(shape: Shape, numbers: list[int]) -> Shape:
    renumbered = dict(shape)
    if "k" in shape:
        renumbered["k"] = {key: numbers[n] for key, n in shape["k"].items()}
    return renumbered | {part: numbers[shape[part]] for part in ("x", "i") if part in shape}


if __name__ == "__main__":
    schema = json.loads(Path(sys.argv[1]).read_text())
    shapes = Shapes(schema["definitions"])
    shapes.number([{"$ref": schema["$ref"]}])
    Path(sys.argv[2]).write_text(json.dumps(shapes.merged(), separators=(",", ":")) + "\n")
