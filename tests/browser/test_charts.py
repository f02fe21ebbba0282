"""Charts in Chromium: one picture for the width, in the colours of the scheme, and their data for everybody."""

from __future__ import annotations

import pytest
from selenium import webdriver

from browser.chrome import barriers, look

CHART, MAP = "/2025/11/china-suspends-gallium-ban/", "/2026/02/zimbabwe-freezes-lithium-exports/"
SEEN = """
const shown = name => document.querySelector(".chart-" + name).getBoundingClientRect().height > 0;
const boxes = {wide: shown("wide"), narrow: shown("narrow")};
const picture = document.querySelector(boxes.wide ? ".chart-wide svg" : ".chart-narrow svg");
const words = picture.querySelector("text");
const scale = picture.getBoundingClientRect().width / picture.viewBox.baseVal.width;
return {
  boxes, width: picture.getBoundingClientRect().right, letters: scale * parseFloat(getComputedStyle(words).fontSize),
  color: getComputedStyle(words).fill,
};
"""


@pytest.mark.parametrize(("width", "shown"), [(1280, "wide"), (560, "wide"), (540, "narrow"), (320, "narrow")])
def test_a_chart_is_drawn_for_the_width_and_in_the_colours_of_the_scheme(
    chromium: webdriver.Chrome, address: str, width: int, shown: str
) -> None:
    colors = set()
    for scheme in ("light", "dark"):
        look(chromium, address + CHART, width, scheme)
        seen = chromium.execute_script(SEEN)
        assert [size for size, is_shown in seen["boxes"].items() if is_shown] == [shown]
        assert 10 <= seen["letters"] <= 17
        assert seen["width"] <= width
        colors.add(seen["color"])
    assert len(colors) == 2


def test_the_data_of_a_map_can_be_opened_with_the_keyboard(chromium: webdriver.Chrome, address: str) -> None:
    look(chromium, address + MAP, 1280, "light")
    chromium.execute_script("document.querySelector('.chart-data summary').focus()")
    chromium.switch_to.active_element.send_keys(" ")
    assert chromium.execute_script("return document.querySelector('.chart-data').open")
    assert barriers(chromium) == []
