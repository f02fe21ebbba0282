"""YAML's complaints about its syntax, in an editor's words and with a remedy."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from generator.diagnostic import Diagnostic, Span
from generator.schema.faults import Fault, quoted

_KEY_AND_VALUE = re.compile(r"(?P<key>\s*(?:-\s+)*[\w-]+):[ \t]+(?P<value>.*?)[ \t]*")
_GLUED = re.compile(r"(?P<before>\s*(?:-[ ]+)*)(?P<key>[\w-]+):(?P<gap>[^\S \t]*)(?!//)(?P<value>\S.*)")
_HYPHENED = re.compile(r"(?P<before>[ ]*)-(?P<value>[^\s-].*)")
_FOREIGN_INDENT = re.compile(r"[ \t]*[^\S \t]")
_SHOWN = 100
_TICKER_KEY = re.compile(r"\s*([A-Z][A-Z-]+): +([A-Z0-9.]+):.*")
_CURLY = ("“”", "‘’")
_CLOSERS = {"[": "]", "{": "}"}


class _Slip(NamedTuple):
    """A fault at a place of its own, of which YAML complains only further on."""

    line: int
    column: int
    fault: Fault


def explained(error: yaml.YAMLError, text: str, path: str, first_line: int) -> Diagnostic:
    """The parser's error as a diagnostic; `first_line` is the line of the file on which the text begins."""
    problem = str(getattr(error, "problem", None) or error)
    mark: Any = getattr(error, "problem_mark", None)
    opening: Any = getattr(error, "context_mark", None) or mark
    lines = text.split("\n")
    if mark is None:
        help_ = "write key: value, with a space after the colon, one to a line"
        return Diagnostic("yaml-syntax", f"this cannot be read: {problem}", Span(path, first_line, 1), help_)
    if "could not find expected ':'" in problem:
        mark = opening
    if slip := _slip(problem, lines, mark):
        return Diagnostic(
            slip.fault.code, slip.fault.message, Span(path, slip.line + first_line, slip.column + 1), slip.fault.help
        )
    if _is_unclosed(problem, mark, opening):
        mark, fault = opening, _unclosed(_character(lines, opening))
    else:
        fault = _fault(problem, lines, mark)
    line = min(mark.line, len(lines) - 1)
    column = mark.column if mark.line == line else len(lines[line])
    return Diagnostic(fault.code, fault.message, Span(path, line + first_line, column + 1), fault.help)


def _slip(problem: str, lines: list[str], mark: Any) -> _Slip | None:
    """What was mistyped on the line where YAML gives up, or on the one before it, whose text then goes on."""
    is_key = "mapping values are not allowed" in problem
    if not is_key and "could not find expected ':'" not in problem:
        return None
    number = min(mark.line, len(lines) - 1)
    if _FOREIGN_INDENT.match(lines[number]):
        return _Slip(number, 0, _foreign_indent())
    if is_key and ":" in lines[number][: mark.column]:
        return None
    while is_key and number > 0:
        number -= 1
        if lines[number].strip():
            break
    return _glued(number, lines[number])


def _glued(number: int, line: str) -> _Slip | None:
    """A key or a hyphen to which its value is glued."""
    if found := _GLUED.fullmatch(line):
        what = "a no-break space stands" if found["gap"] else "a space is missing"
        help_ = f"write {found['key']}: {_shortened(found['value'])}, with a plain space after the colon"
        return _Slip(number, found.end("key") + 1, Fault("yaml-syntax", f"{what} after the colon", help_))
    if found := _HYPHENED.fullmatch(line):
        help_ = f"write - {_shortened(found['value'])}"
        return _Slip(number, found.end("before"), Fault("yaml-syntax", "a space is missing after the hyphen", help_))
    return None


def _shortened(value: str) -> str:
    return value if len(value) <= _SHOWN else "…"


def _character(lines: list[str], mark: Any) -> str:
    line = lines[mark.line] if mark.line < len(lines) else ""
    return line[mark.column : mark.column + 1]


def _is_unclosed(problem: str, mark: Any, opening: Any) -> bool:
    if "unexpected end of stream" in problem:
        return True
    return opening.line < mark.line and ("',' or" in problem)


def _unclosed(opening: str) -> Fault:
    if opening in _CLOSERS:
        message = f"the bracket {opening} that opens here is not closed"
        return Fault("yaml-syntax", message, f"add {_CLOSERS[opening]}, or put the value in quotes")
    message = f"the quotation mark {opening} that opens here is not closed"
    return Fault("yaml-syntax", message, "close it; inside single quotes, an apostrophe is written twice: 'it''s'")


def _fault(problem: str, lines: list[str], mark: Any) -> Fault:
    line = lines[mark.line] if mark.line < len(lines) else ""
    for sign, fault in (
        ("mapping values are not allowed", _colon),
        ("nesting depth", _too_deep),
        ("another document", _second_document),
        ("tab character", _tab),
        ("cannot start any token", _bad_start),
        ("block sequence entries", _list_on_key_line),
        ("sequence entries are not allowed", _list_on_key_line),
        ("escape", _escape),
        ("',' or", _in_brackets),
        ("could not find expected ':'", _no_colon),
        ("node content", _no_value),
        ("expected", _out_of_place),
    ):
        if sign in problem:
            return fault(line, mark.column)
    return Fault("yaml-syntax", f"this cannot be read: {problem}", _quote_it(line))


def _quote_it(line: str, *, is_quoted: bool = False) -> str:
    """The remedy with the value in quotes; `is_quoted` says that it has some, which an apostrophe ended too early."""
    found = _KEY_AND_VALUE.fullmatch(line)
    if not found or not found["value"]:
        return "put the value in quotes"
    key, value = found["key"].strip(), found["value"]
    if is_quoted:
        value = value[1:].removesuffix("'")
    elif value[0] + value[-1] in _CURLY:  # quotes to a reader, but not to YAML
        value = value[1:-1]
    if len(value) > _SHOWN:
        return f'put the value in quotes: {key}: "…"'
    if '"' in value or "\\" in value:
        return f"put the value in quotes: {key}: '{value.replace(chr(39), 2 * chr(39))}'"
    return f'put the value in quotes: {key}: "{value}"'


def _colon(line: str, column: int) -> Fault:
    if _KEY_AND_VALUE.fullmatch(line[:column] + " ") and ":" in line[:column]:
        message = "a colon followed by a space begins a new key, even inside a value"
        ticker = _TICKER_KEY.fullmatch(line)
        help_ = f"write {ticker[1]}:{ticker[2]}: without a space" if ticker else _quote_it(line)
        return Fault("yaml-syntax", message, help_)
    message = "this key does not belong here"
    help_ = "begin it below the other keys of its group, and see that the line before it holds a colon"
    return Fault("yaml-syntax", message, help_)


def _foreign_indent() -> Fault:
    return Fault(
        "yaml-syntax", "this line is indented with a no-break space or the like", "indent it with plain spaces"
    )


def _too_deep(_line: str, _column: int) -> Fault:
    return Fault("too-deep", "this is nested too deeply", "write it with fewer levels")


def _second_document(_line: str, _column: int) -> Fault:
    return Fault("yaml-documents", "a line of --- begins a second document here", "delete the line")


def _tab(_line: str, _column: int) -> Fault:
    return Fault("yaml-syntax", "a line may not be indented with a tab", "use spaces")


def _bad_start(line: str, column: int) -> Fault:
    sign = line[column : column + 1]
    if sign == "\t":
        return _tab(line, column)
    return Fault("yaml-syntax", f"a value may not begin with {quoted(sign)}", _quote_it(line))


def _list_on_key_line(_line: str, _column: int) -> Fault:
    message = "a list with hyphens does not begin on its key's line"
    return Fault("yaml-syntax", message, "begin it on the next line, or write [one, two], or put the value in quotes")


def _escape(_line: str, _column: int) -> Fault:
    message = "a backslash in double quotes begins an escape, and this is none"
    return Fault("yaml-syntax", message, "use single quotes, or write the backslash twice")


def _in_brackets(line: str, column: int) -> Fault:
    sign = line[column : column + 1]
    found = f"not {quoted(sign)}" if sign else "not the line's end"
    return Fault("yaml-syntax", f"a comma or a closing bracket is expected here, {found}", _quote_it(line))


def _no_value(line: str, column: int) -> Fault:
    sign = line[column : column + 1]
    found = f", not {quoted(sign)}" if sign else ""
    return Fault("yaml-syntax", f"a value is expected here{found}", _quote_it(line))


def _no_colon(_line: str, _column: int) -> Fault:
    return Fault("yaml-syntax", "a colon is missing after the key", "write key: value, with a space after the colon")


def _out_of_place(line: str, column: int) -> Fault:
    if line[:column].strip() and line[column : column + 1]:
        message = f"there is more text, {quoted(line[column:])}, after the value's end"
        is_apostrophe = line[column - 1 : column] == "'" and line[column].isalpha()
        return Fault("yaml-syntax", message, _quote_it(line, is_quoted=is_apostrophe))
    return Fault("yaml-syntax", "this line is indented differently from its group", "give them the same indent")
