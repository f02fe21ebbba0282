"""A drawing of Vega's, made fit for a page: in the theme's colours, without style, script, link or font, and small."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from xml.etree import ElementTree

from generator.charts import theme
from generator.charts.kept import MARK
from generator.views import ChartPicture

MAX_CHARACTERS = 400_000
MAX_PIXELS = 4_000

_ELEMENTS = frozenset(
    {
        "g",
        "path",
        "line",
        "rect",
        "circle",
        "text",
        "tspan",
        "defs",
        "clipPath",
        "linearGradient",
        "radialGradient",
        "stop",
    }
)
_INHERITED = (
    *("fill", "fill-opacity", "font-size", "font-style", "font-weight", "stroke", "stroke-dasharray", "stroke-linecap"),
    *("stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width", "text-anchor"),
)
_ATTRIBUTES = frozenset(
    {
        *_INHERITED,
        *(
            "transform",
            "d",
            "x",
            "y",
            "x1",
            "x2",
            "y1",
            "y2",
            "width",
            "height",
            "rx",
            "ry",
            "cx",
            "cy",
            "r",
            "fx",
            "fy",
            "fr",
        ),
        *("id", "clip-path", "clip-rule", "offset", "stop-color", "stop-opacity", "opacity", "stroke-dashoffset"),
        *("gradientUnits", "gradientTransform", "spreadMethod", "dominant-baseline", "dx", "dy"),
    }
)
_COLORS = frozenset({"fill", "stroke", "stop-color"})
_DEFAULTS = {
    ("opacity", "1"),
    ("fill-opacity", "1"),
    ("stroke-opacity", "1"),
    ("text-anchor", "start"),
    ("transform", "translate(0,0)"),
}
_NUMBER = re.compile(r"-?\d*\.\d+(?:e-?\d+)?|-?\d+e-?\d+")
_POINT = re.compile(r"([MLZ])(?:(-?[\d.]+(?:e-?\d+)?),(-?[\d.]+(?:e-?\d+)?))?")
_OUTLINE = re.compile(r"(?:[MLZ](?:-?[\d.]+(?:e-?\d+)?,-?[\d.]+(?:e-?\d+)?)?)+")
_LOCAL = re.compile(r"url\(#([\w-]+)\)")
_OURS = re.compile(r"var\(--[\w-]+,(#[0-9a-f]{6})\)")
_LONG = 200


@dataclass
class _Node:
    """An element that is kept."""

    name: str
    attributes: dict[str, str]
    inner: list[_Node] = field(default_factory=list)
    text: str = ""


def cleaned(svg: str) -> ChartPicture:
    """A drawing, cleaned. ValueError if it is larger than any page should be."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own engine wrote it
    width, height = (round(float(root.get(side, "0"))) for side in ("width", "height"))
    if max(width, height) > MAX_PIXELS:
        raise ValueError(f"the picture is {width:,} by {height:,} pixels large, and {MAX_PIXELS:,} are the most")
    ids: dict[str, str] = {}
    nodes = [node for element in root for node in _kept(element, ids)]
    for node in nodes:
        _gather(node)
    markup = "".join(part for node in nodes for part in _written(node))
    if len(markup) > MAX_CHARACTERS:
        raise ValueError(
            f"the picture would add {len(markup):,} characters to its page, and {MAX_CHARACTERS:,} are the most"
        )
    return ChartPicture(markup, width, height)


def alone(picture: ChartPicture, margin: int) -> str:
    """A picture as an SVG file that depends on no page, in the light theme, on its paper."""
    inner = _OURS.sub(r"\1", picture.markup).replace(MARK, "p")
    width, height = picture.width + 2 * margin, picture.height + 2 * margin
    paper = theme.PARTS[theme.PAPER][1]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="{theme.FONT}"'
        f' viewBox="{-margin} {-margin} {width} {height}">'
        f'<rect x="{-margin}" y="{-margin}" width="{width}" height="{height}" fill="{paper}"/>{inner}</svg>'
    )


def _kept(element: ElementTree.Element, ids: dict[str, str]) -> Iterator[_Node]:
    """What is kept of an element: it, or what is in it where it says nothing itself."""
    name = element.tag.rpartition("}")[2]
    if name not in _ELEMENTS or element.get("display") == "none" or _is_backdrop(element):
        return
    attributes = dict(_attributes(element, ids))
    inner = [node for child in element for node in _kept(child, ids)]
    text = element.text or "" if name in ("text", "tspan") else ""
    if name in ("g", "defs") and not inner:
        return
    if name == "g" and not attributes:
        yield from inner
        return
    if (
        name == "g"
        and len(inner) == 1
        and inner[0].name == "g"
        and set(attributes) == set(inner[0].attributes) == {"transform"}
    ):
        inner[0].attributes["transform"] = f"{attributes['transform']} {inner[0].attributes['transform']}"
        yield from inner
        return
    yield _Node(name, attributes, inner, text)


def _is_backdrop(element: ElementTree.Element) -> bool:
    """Whether an element is the frame that Vega lays below and above each group, and nothing is seen of it."""
    return element.get("class") in ("background", "foreground") and not (element.get("fill") or element.get("stroke"))


def _attributes(element: ElementTree.Element, ids: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        if name not in _ATTRIBUTES or (name, value) in _DEFAULTS:
            continue
        if name == "id":
            yield name, _id(value, ids)
        elif "url(" in value:
            if found := _LOCAL.fullmatch(value):
                yield name, f"url(#{_id(found[1], ids)})"
        elif name in _COLORS:
            yield name, theme.paint(value)
        elif name == "d":
            yield name, _line(value)
        else:
            yield name, _NUMBER.sub(_rounded, value.removesuffix("px"))


def _id(name: str, ids: dict[str, str]) -> str:
    return ids.setdefault(name, f"{MARK}{len(ids) + 1}")


def _rounded(found: re.Match[str]) -> str:
    return _short(float(found[0]), 2)


def _short(number: float, places: int) -> str:
    text = f"{number:.{places}f}".rstrip("0").rstrip(".")
    if text in ("-0", ""):
        return "0"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def _line(path: str) -> str:
    """A path's data with as many decimals as can be seen; an outline of many points as steps of a tenth of a pixel."""
    if len(path) < _LONG or not _OUTLINE.fullmatch(path):
        return _NUMBER.sub(_rounded, path)
    parts: list[str] = []
    x = y = 0
    command = ""
    for letter, across, down in _POINT.findall(path):
        if letter == "Z":
            parts.append("z")
            command = ""
            continue
        new_x, new_y = round(float(across) * 10), round(float(down) * 10)
        if letter == "M":
            parts.append(f"M{_pair(new_x, new_y)}")
        elif (new_x, new_y) != (x, y):
            parts.append(("" if command == "L" else "l") + _pair(new_x - x, new_y - y, follows=command == "L"))
        else:
            continue
        command, x, y = letter, new_x, new_y
    return "".join(parts)


def _pair(x: int, y: int, *, follows: bool = False) -> str:
    across, down = _short(x / 10, 1), _short(y / 10, 1)
    start = " " if follows and not across.startswith("-") else ""
    return f"{start}{across}{'' if down.startswith('-') else ' '}{down}"


def _gather(node: _Node) -> None:
    """Have a group say what all in it say alike."""
    for inner in node.inner:
        _gather(inner)
    if node.name != "g" or len(node.inner) < 2:
        return
    for name in _INHERITED:
        values = {inner.attributes.get(name) for inner in node.inner}
        if len(values) == 1 and None not in values:
            node.attributes[name] = next(iter(values)) or ""
            for inner in node.inner:
                del inner.attributes[name]


def _written(node: _Node) -> Iterator[str]:
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
    if not node.inner and not node.text:
        yield f"<{node.name}{attributes}/>"
        return
    yield f"<{node.name}{attributes}>{escape(node.text, quote=False)}"
    for inner in node.inner:
        yield from _written(inner)
    yield f"</{node.name}>"
