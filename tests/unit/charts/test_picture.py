"""A drawing of Vega's, made fit for a page."""

from __future__ import annotations

import re

import pytest

from generator.charts import picture, theme
from generator.charts.kept import MARK


def cleaned(inner: str, size: str = 'width="100" height="50"') -> str:
    head = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return picture.cleaned(f"<svg {head} {size}>{inner}</svg>").markup


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        "<style>p { color: red }</style>",
        '<image xlink:href="https://example.com/a.png" width="1" height="1"/>',
        '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
        '<use xlink:href="#a"/>',
        '<animate attributeName="x"/>',
        '<path class="background" d="M0,0h0v0h0Z"/>',
        '<path d="M0,0" display="none" stroke="red"/>',
        "<g><g/></g>",
    ],
)
def test_what_a_page_has_no_use_for_goes(inner: str) -> None:
    assert cleaned(inner) == ""


def test_attributes_are_those_that_draw() -> None:
    text = cleaned(
        '<a xlink:href="javascript:alert(1)"><path d="M0,0h1" fill="red"/></a>'
        '<path d="M0,0h1" fill="red" style="fill: url(https://example.com/)" onclick="alert(1)" class="x"'
        ' aria-label="x" role="img" pointer-events="none" xlink:href="https://example.com/" opacity="1"/>'
    )
    assert text == '<path d="M0,0h1" fill="red"/>'


@pytest.mark.parametrize("value", ["url(https://example.com/a)", "url(//example.com/a#b)", "url('#a')", "URL(#a) x"])
def test_no_attribute_leads_out_of_the_page(value: str) -> None:
    assert "example.com" not in cleaned(f'<path d="M0,0h1" fill="{value}"/>')


def test_words_are_escaped() -> None:
    assert cleaned('<text fill="red">a &lt;b&gt; &amp; "c"</text>') == '<text fill="red">a &lt;b&gt; &amp; "c"</text>'
    assert cleaned('<path d="M0,0h1" fill="&quot;&gt;&lt;b"/>') == '<path d="M0,0h1" fill="&quot;&gt;&lt;b"/>'


def test_ids_are_counted_anew_and_marked() -> None:
    clip = '<defs><clipPath id="clip17"><rect width="1"/></clipPath></defs>'
    assert cleaned(clip + '<g clip-path="url(#clip17)"><path d="M1,1"/></g>') == (
        f'<defs><clipPath id="{MARK}1"><rect width="1"/></clipPath></defs>'
        f'<g clip-path="url(#{MARK}1)"><path d="M1,1"/></g>'
    )


def test_colours_become_the_themes() -> None:
    text = cleaned(f'<path d="M0,0h1" fill="{theme.INK}" stroke="#0302{1:02x}"/>')
    assert text == '<path d="M0,0h1" fill="var(--ink,#15191c)" stroke="var(--chart-2,#cf7a1f)"/>'


def test_what_all_in_a_group_say_is_said_once() -> None:
    one, two = '<path d="M0,0h1" fill="red" opacity="0.5"/>', '<path d="M0,0h2" fill="red" opacity="0.5"/>'
    assert cleaned(f'<g transform="translate(1,1)">{one}{two}</g>') == (
        '<g transform="translate(1,1)" fill="red"><path d="M0,0h1" opacity=".5"/><path d="M0,0h2" opacity=".5"/></g>'
    )


def test_groups_that_say_nothing_go_and_shifts_are_put_together() -> None:
    inner = (
        '<g transform="translate(0,0)"><g transform="translate(1,2)"><g transform="translate(0.5,0.5)">{}</g></g></g>'
    )
    assert (
        cleaned(inner.format('<path d="M1,1"/>'))
        == '<g transform="translate(1,2) translate(.5,.5)"><path d="M1,1"/></g>'
    )


def points(path: str) -> list[tuple[float, float]]:
    """The points of an outline as this module writes it."""
    found: list[tuple[float, float]] = []
    x = y = 0.0
    for command, numbers in re.findall(r"([MLl])([^MLlz]*)", path):
        values = [float(n) for n in re.findall(r"-?\d*\.?\d+", numbers)]
        for across, down in zip(values[::2], values[1::2], strict=True):
            x, y = (across, down) if command == "M" else (x + across, y + down)
            found.append((x, y))
    return found


def test_a_long_outline_becomes_steps_that_lead_to_the_same_points() -> None:
    line = [(100 + 3.07 * n, 50 - 1.53 * n * (-1) ** n) for n in range(40)] + [(0.04, -0.04), (-5.5, 0.0)]
    written = "M" + "L".join(f"{x},{y}" for x, y in line) + "Z"
    found = re.search(r'd="([^"]*)"', cleaned(f'<path d="{written}"/>'))
    assert found
    assert len(found[1]) < 0.6 * len(written)
    kept = points(found[1])
    assert len(kept) == len(line)
    for (x, y), (other_x, other_y) in zip(kept, line, strict=True):
        assert (x, y) == (pytest.approx(other_x, abs=0.051), pytest.approx(other_y, abs=0.051))


def test_curves_keep_two_decimals() -> None:
    assert cleaned('<path d="M0.123456,1e-7C1.999,2,3,4,5,6"/>') == '<path d="M.12,0C2,2,3,4,5,6"/>'


def test_a_picture_that_is_too_large_for_a_page_is_refused() -> None:
    with pytest.raises(ValueError, match="pixels large"):
        cleaned("", 'width="5000" height="10"')
    with pytest.raises(ValueError, match="characters"):
        cleaned("<text>" + "a" * picture.MAX_CHARACTERS + "</text>")


def test_a_picture_alone_has_its_own_paper_and_colours() -> None:
    shown = picture.cleaned(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5"><path fill="{theme.INK}"/></svg>'
    )
    text = picture.alone(shown, 4)
    assert 'viewBox="-4 -4 18 13"' in text
    assert "var(" not in text
    assert '<path fill="#15191c"/>' in text
