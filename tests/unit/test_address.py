"""Which URLs may be shown."""

from __future__ import annotations

import pytest

from generator.address import is_dangerous, is_relative, is_web, scheme


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "\x01javascript:alert(1)",
        "java\nscript:alert(1)",
        "java\tscript:alert(1)",
        "javascript\r:alert(1)",
        "\u200bjavascript:alert(1)",
        "\ufeffjavascript:alert(1)",
        "vbscript:x",
        "data:text/html,<script>",
        "data:image/svg+xml,<svg onload=…>",
        "data:,x",
        "DATA:text/html;base64,xx",
        "data:image/pngx,y",
    ],
)
def test_a_url_that_could_run_script_is_dangerous(url: str) -> None:
    assert is_dangerous(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/javascript:",
        "/javascript:alert(1)",
        "./javascript:x",
        "#javascript:",
        "?javascript:",
        "mailto:desk@example.org",
        "data:image/png;base64,AAAA",
        "DATA:IMAGE/PNG,x",
        "javascript",
        "",
    ],
)
def test_any_other_url_is_not(url: str) -> None:
    assert not is_dangerous(url)


@pytest.mark.parametrize(
    "url", ["https://example.org", "http://example.org/a?b#c", "HTTPS://EXAMPLE.ORG/", "http://[::1]/"]
)
def test_an_absolute_web_address_is_one(url: str) -> None:
    assert is_web(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "//example.org",
        "ftp://example.org",
        "https://",
        "https:///x",
        "https:x",
        "http://[::1",
        "https://a b",
        "https://e.org/\n",
        "javascript://x",
    ],
)
def test_anything_else_is_no_web_address(url: str) -> None:
    assert not is_web(url)


@pytest.mark.parametrize("url", ["", "a", "a/b", "../a", "/a", "#a", "?a", "/a:b", "1:2", "a/b:c", "ä:b"])
def test_a_url_without_scheme_and_host_is_relative(url: str) -> None:
    assert is_relative(url)


@pytest.mark.parametrize(
    "url",
    ["https://a", "mailto:a", "//a", "\\\\a", "/\\a", "\\/a", " //a", "/\t/a", "/\n\\a", "j\tavascript:x", "data:,"],
)
def test_a_url_that_leads_to_another_host_is_not(url: str) -> None:
    assert not is_relative(url)


def test_the_scheme_is_what_a_browser_reads() -> None:
    assert [scheme(url) for url in ("HTTPS://a", "ht\ntp://a", "/a", "a/b:c", "x+y.z-1:")] == [
        "https",
        "http",
        "",
        "",
        "x+y.z-1",
    ]
