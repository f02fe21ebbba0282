"""SVG, which may hold scripts: a page that shows one runs none of them, but a browser that opens the file does."""

from __future__ import annotations

from pathlib import Path
from xml.parsers import expat  # not defusedxml: no document is built, and expat bounds what entities may grow to

from generator import address

_FORBIDDEN = frozenset({"script", "handler", "listener", "iframe", "object", "embed", "applet", "frame"})
"""Elements, of SVG or of the HTML that it may hold, that run something or load a page."""

_URLS = frozenset({"href", "src", "action", "formaction", "data", "from", "to", "by", "values", "ping", "background"})

_PICTURES = frozenset({"image", "feimage", "img"})
"""What these point to is shown as a picture, and runs nothing."""


class FoundError(Exception):
    """What is wrong with an SVG, and where: `line` and `column` count from 1; `code` is the diagnostic's."""

    def __init__(self, code: str, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.code = code
        self.line = line
        self.column = column


def check(file: Path) -> None:
    """FoundError if a browser that opens the file might run something, or cannot read it. OSError if nobody can."""
    parser = expat.ParserCreate(namespace_separator=" ")
    watch = _Watch(parser)
    parser.StartElementHandler = watch.element
    parser.ProcessingInstructionHandler = watch.instruction
    try:
        with file.open("rb") as data:
            parser.ParseFile(data)
    except expat.ExpatError as error:
        message = f"is no SVG that can be read: {expat.ErrorString(error.code)}"
        raise FoundError("picture-broken", message, error.lineno, error.offset + 1) from error
    except (LookupError, ValueError) as error:  # its encoding is none that expat or Python knows letter by letter
        message = "is no SVG that can be read: save it in UTF-8"
        raise FoundError("picture-broken", message, 1, 1) from error


class _Watch:
    """Looks at each element as the parser meets it."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self._parser = parser

    def element(self, element: str, attributes: dict[str, str]) -> None:
        """Raise at an element that runs something, or an attribute that does."""
        if _local(element) in _FORBIDDEN:
            self._found(f"holds <{_local(element)}>, which could run script")
        for name, value in attributes.items():
            local = _local(name)
            if local.startswith("on"):
                self._found(f"holds {local}=…, which runs script")
            elif local in _URLS and _local(element) not in _PICTURES and _is_dangerous(value):
                self._found(f"holds {local}=…, which leads to script")

    def instruction(self, target: str, data: str) -> None:
        """Raise at a style sheet that is no CSS, since XSLT may write scripts."""
        if target == "xml-stylesheet" and "text/css" not in data:
            self._found("names a style sheet that is no CSS")

    def _found(self, message: str) -> None:
        raise FoundError(
            "picture-unsafe", message, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        )


def _is_dangerous(value: str) -> bool:
    """Whether a URL, or one of those between which an animation changes, could run script."""
    return any(address.is_dangerous(url) for url in value.split(";"))


def _local(name: str) -> str:
    """A name without its namespace, in lower case."""
    return name.rpartition(" ")[2].lower()
