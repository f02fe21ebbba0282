"""What a user did wrong, in order."""

from __future__ import annotations

from generator.diagnostic import Diagnostic, Span, UserError, has_errors, ordered


def finding(path: str = "a.md", line: int = 1, column: int = 1, code: str = "x", **fields: str) -> Diagnostic:
    return Diagnostic(code, fields.get("message", "m"), Span(path, line, column), severity="error")


def test_findings_are_in_the_order_of_their_places() -> None:
    places = [("b.md", 1, 1), ("a.md", 10, 1), ("a.md", 9, 5), ("a.md", 9, 2), ("a.md", 0, 0)]
    found = ordered(finding(*place) for place in places)
    assert [(d.span.path, d.span.line, d.span.column) for d in found] == sorted(places)


def test_findings_at_one_place_are_in_the_order_of_their_codes_and_messages() -> None:
    found = ordered([finding(code="b"), finding(code="a", message="z"), finding(code="a", message="y")])
    assert [(d.code, d.message) for d in found] == [("a", "y"), ("a", "z"), ("b", "m")]


def test_a_finding_is_told_once() -> None:
    assert ordered([finding(), finding()]) == (finding(),)


def test_a_warning_forbids_nothing() -> None:
    assert not has_errors([Diagnostic("x", "m", Span("a.md"), severity="warning")])
    assert has_errors([Diagnostic("x", "m", Span("a.md"), severity="warning"), finding()])
    assert not has_errors([])


def test_a_user_error_carries_every_finding_and_says_them() -> None:
    error = UserError([finding(message="one"), finding(message="two")])
    assert [d.message for d in error.diagnostics] == ["one", "two"]
    assert str(error) == "one; two"
