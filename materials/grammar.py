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
        constants = [value for leaf in leaves for value in leaf.get("enum", [leaf["const"]] if "const" in leaf else [])]
        kinds = [(kind, leaf) for leaf in leaves if "enum" not in leaf and "const" not in leaf for kind in _kinds(leaf)]
        types = {*map(_type, constants), *(kind for kind, _ in kinds)}
        shape: Shape = {"t": sorted(types)}
        if "string" in types and "string" not in {kind for kind, _ in kinds}:
            shape["e"] = sorted({value for value in constants if isinstance(value, str)})
        if entries := [leaf.get("items", {}) for kind, leaf in kinds if kind == "array"]:
            shape["i"] = self.number(entries)
        return shape | self._group([leaf for kind, leaf in kinds if kind == "object"])

    def _group(self, leaves: list) -> Shape:
        """The part of a shape that tells of keys."""
        keys: dict[str, list] = {}
        for leaf in leaves:
            for key, value in leaf.get("properties", {}).items():
                keys.setdefault(key, []).append(value)
        shape: Shape = {"k": {key: self.number(schemas) for key, schemas in sorted(keys.items())}} if keys else {}
        others = [leaf.get("additionalProperties", "properties" not in leaf) for leaf in leaves]
        if extra := [{} if other is True else other for other in others if other is not False]:
            shape["x"] = self.number(extra)
        required = {tuple(sorted(leaf.get("required", []))) for leaf in leaves}
        return shape | ({"r": sorted(required)} if required and all(required) else {})

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


def _kinds(leaf: dict) -> list[str]:
    kinds = leaf["type"] if isinstance(leaf["type"], list) else [leaf["type"]]
    return ["number" if kind == "integer" else kind for kind in kinds]


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
