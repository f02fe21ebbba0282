"""The search page in Chromium: what is typed, chosen and pressed, and what a reader sees and hears of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait
from sites.runner import Site

from browser.chrome import barriers, blocked, look, served
from generator import search as search_room
from generator.search import words

PATIENCE_SECONDS = 30
ODD_TITLE = "<img src=x onerror=alert(1)> & co"
SETTINGS = "title: Found\nurl: https://example.org/\nrequire: []\nsearch: true\n"


class Page:
    """The search page, as a reader has it before them."""

    def __init__(self, driver: webdriver.Chrome, address: str) -> None:
        self.driver = driver
        self.address = address

    def open(self, query: str = "", width: int = 1280, scheme: str = "light") -> None:
        """Open it, and wait for an answer if something is asked."""
        look(self.driver, f"{self.address}/search/{query}", width, scheme)
        if query:
            self.wait(lambda: self.status)

    def wait(self, condition: Callable[[], object]) -> None:
        """Wait until something holds."""
        try:
            WebDriverWait(self.driver, PATIENCE_SECONDS).until(lambda _: condition())
        except TimeoutException:
            pytest.fail(f"status “{self.status}”, titles {self.titles}, console {blocked(self.driver)}")

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def run(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)

    @property
    def status(self) -> str:
        return self.one("#search [role=status]").text

    @property
    def titles(self) -> list[str]:
        found = self.run("return [...document.querySelectorAll('.results h2')].map(h => h.textContent)")
        return list(found)

    @property
    def marks(self) -> set[str]:
        found = self.run("return [...document.querySelectorAll('.results mark')].map(m => m.textContent.toLowerCase())")
        return set(found)

    @property
    def days(self) -> list[str]:
        return list(self.run("return [...document.querySelectorAll('.results time')].map(t => t.dateTime)"))

    @property
    def query(self) -> str:
        return str(self.run("return decodeURIComponent(location.search)"))

    def type(self, text: str) -> None:
        self.one("#search-field").send_keys(text)

    def press(self, *keys: str) -> None:
        webdriver.ActionChains(self.driver).send_keys(*keys).perform()

    def has_focus(self, element: WebElement) -> bool:
        return self.driver.switch_to.active_element == element

    def box(self, kind: str, name: str) -> WebElement:
        return self.one(f'.filter[data-kind="{kind}"] input[value="{name}"]')

    def count(self, kind: str, name: str) -> int:
        count = f'.filter[data-kind="{kind}"] label:has(input[value="{name}"]) .count'
        return int(self.run("return document.querySelector(arguments[0])?.textContent ?? 0", count))


@pytest.fixture
def page(chromium: webdriver.Chrome, address: str) -> Page:
    return Page(chromium, address)


def test_what_is_typed_is_found_and_marked_and_stands_in_the_address(page: Page) -> None:
    page.open()
    assert page.all("#search-off") == []
    page.type("gallium")
    page.wait(lambda: page.status == "11 briefings")
    assert len(page.titles) == 10
    assert page.marks == {"gallium"}
    assert page.query == "?q=gallium"
    assert blocked(page.driver) == []


def test_a_word_that_is_only_begun_is_found(page: Page) -> None:
    page.open("?q=wolf")
    assert page.titles == []
    page.open("?q=antim")
    assert page.titles
    assert page.marks == {"antimony"}


@pytest.mark.parametrize(
    ("query", "found", "marks"),
    [
        ("exporting", "Congo stops all exports of cobalt for four months", {"export", "exports", "exported"}),
        ("Sefcovic", "Jadar is back, with Berlin and Brussels in attendance", {"šefčovič"}),
        ("SOMAIR Orano", "Niger takes the Somaïr uranium mine from France’s Orano", {"somaïr", "orano"}),
        ("LSE:RIO jadar", "Serbia pulls the permits for Rio Tinto’s Jadar lithium project", {"jadar", "rio"}),
        ("U.S.", "Washington starts a $12 billion stockpile for its manufacturers", set()),
    ],
)
def test_other_forms_accents_and_tickers_are_found(page: Page, query: str, found: str, marks: set[str]) -> None:
    page.open("?q=" + query.replace(" ", "+"))
    assert found in page.titles
    assert marks & page.marks or not marks


def test_words_in_quotes_are_looked_for_as_they_stand_and_others_left_out(page: Page) -> None:
    page.open("?q=world+largest")
    loose = page.run("return parseInt(document.querySelector('[role=status]').textContent)")
    page.open("?q=%22world’s+largest%22")
    exact = page.run("return parseInt(document.querySelector('[role=status]').textContent)")
    assert 0 < exact < loose
    page.open("?q=gallium+-germanium")
    assert page.titles
    assert not [title for title in page.titles if "germanium" in title.lower()]


def test_results_tell_date_topics_and_who_paid(page: Page) -> None:
    page.open("?q=sponsored+example")
    results = page.all(".results li.card")
    sponsored = next(one for one in results if one.find_elements(By.CSS_SELECTOR, ".badge"))
    assert sponsored.find_element(By.CSS_SELECTOR, ".badge").text == "Sponsored"
    assert sponsored.find_element(By.CSS_SELECTOR, "time").text == "Jan 15, 2026"
    topic = sponsored.find_element(By.CSS_SELECTOR, ".card-meta a")
    assert page.run("return (new URL(arguments[0].href)).pathname", topic).startswith("/")
    page.run("arguments[0].click()", sponsored.find_element(By.CSS_SELECTOR, "h2 a"))
    page.wait(lambda: "/2026/01/" in page.driver.current_url)


def test_filters_narrow_down_and_tell_how_many_there_would_be(page: Page) -> None:
    page.open("?q=gallium")
    there_would_be = page.count("year", "2025")
    assert 0 < there_would_be < 11
    page.box("year", "2025").click()
    page.wait(lambda: page.status == f"{there_would_be} briefings")
    assert page.query == "?q=gallium&in=year/2025"
    assert page.count("year", "2024") == 3, "what another year would add"
    assert page.has_focus(page.box("year", "2025"))
    page.box("year", "2024").click()
    page.wait(lambda: page.status == f"{there_would_be + 3} briefings")
    page.one(".clear").click()
    page.wait(lambda: page.status == "11 briefings")
    assert page.query == "?q=gallium"


def test_filters_of_two_kinds_both_hold(page: Page) -> None:
    page.open("?in=countries/serbia&in=year/2024")
    page.wait(lambda: page.status == "1 briefing")
    assert page.titles == ["Jadar is back, with Berlin and Brussels in attendance"]


def test_all_values_of_a_filter_can_be_had(page: Page) -> None:
    page.open("?q=the")
    group = '.filter[data-kind="commodities"] '
    assert len(page.all(group + "input")) == 6
    more = page.one(group + ".all")
    count = int(more.text.removeprefix("All "))
    more.click()
    page.wait(lambda: len(page.all(group + "input")) == count > 6)
    assert page.has_focus(page.all(group + "input")[6])


def test_results_are_sorted_as_asked(page: Page) -> None:
    for order, ordered in (("newest", sorted(page_days(page, "newest"), reverse=True)), ("oldest", None)):
        days = page_days(page, order)
        assert days == (ordered or sorted(days))
        assert f"sort={order}" in page.query


def page_days(page: Page, order: str) -> list[str]:
    page.open("?q=china")
    Select(page.one("#search-sort")).select_by_value(order)
    page.wait(lambda: order in page.query)
    page.wait(lambda: page.days == sorted(page.days, reverse=order == "newest"))
    return page.days


def test_more_is_shown_when_asked_and_the_focus_goes_there(page: Page) -> None:
    page.open("?q=gallium")
    page.one(".more").click()
    page.wait(lambda: len(page.titles) == 11)
    assert page.has_focus(page.all(".results h2 a")[10])
    assert page.status == "11 of 11 briefings shown"
    assert not page.one(".more").is_displayed()


def test_the_keyboard_will_do(page: Page) -> None:
    page.open("?q=gallium")
    field, links = page.one("#search-field"), page.all(".results h2 a")
    page.run("document.activeElement.blur()")
    page.press("/")
    assert page.has_focus(field)
    assert field.get_attribute("value") == "gallium"
    page.press(Keys.ARROW_DOWN)
    assert page.has_focus(links[0])
    page.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_UP)
    assert page.has_focus(links[1])
    page.press(Keys.ESCAPE)
    assert page.has_focus(field)
    page.press(Keys.ARROW_DOWN, Keys.ARROW_UP)
    assert page.has_focus(field)
    page.press(Keys.ESCAPE)
    page.wait(lambda: page.titles == [])
    assert field.get_attribute("value") == ""
    assert page.query == ""
    page.press("zinc/lead")
    assert field.get_attribute("value") == "zinc/lead"
    field.send_keys(Keys.CONTROL, "a")
    page.press("Jadar", Keys.ENTER)
    page.wait(lambda: any("Jadar" in title for title in page.titles))
    page.press(Keys.ARROW_DOWN, Keys.ENTER)
    page.wait(lambda: "/search/" not in page.driver.current_url)


def test_an_address_holds_all_that_is_asked(page: Page) -> None:
    page.open("?q=export+controls&in=year/2023&sort=oldest")
    assert page.one("#search-field").get_attribute("value") == "export controls"
    assert page.box("year", "2023").is_selected()
    assert page.days == sorted(page.days)
    assert all(day.startswith("2023") for day in page.days)
    assert page.query == "?q=export+controls&in=year/2023&sort=oldest"


def test_where_nothing_is_found_a_reader_is_told_where_else_to_look(page: Page) -> None:
    page.open("?q=zebra")
    assert page.status == "Nothing found for “zebra”."
    assert page.one("#search-elsewhere").is_displayed()
    assert [link.text for link in page.all("#search-elsewhere a")][-2:] == ["Archive", "Corrections"]
    assert not page.one(".narrow").is_displayed()
    page.open("?q=gallium&in=year/1990")
    assert page.status == "Nothing found for “gallium”."
    page.one(".clear").click()
    page.wait(lambda: page.status == "11 briefings")


def test_who_has_not_asked_yet_finds_where_all_briefings_stand(page: Page) -> None:
    page.open("")
    page.wait(lambda: page.one("#search").is_displayed())
    assert page.one("#search-elsewhere").is_displayed()
    page.press("gallium")
    page.wait(lambda: page.titles != [])
    assert not page.one("#search-elsewhere").is_displayed()


def test_a_slip_is_put_right(page: Page) -> None:
    page.open("?q=galium+china")
    assert page.one(".meant").text == "Did you mean gallium china?"
    page.one(".meant button").click()
    page.wait(lambda: "gallium" in page.marks)
    assert page.query == "?q=gallium+china"


def test_some_of_the_words_are_better_than_none(page: Page) -> None:
    page.open("?q=gallium+zebra")
    assert page.status.startswith("No briefing has all of these words.")
    assert page.marks == {"gallium"}


@pytest.mark.parametrize("query", ["", "?q=gallium&in=year/2025", "?q=galium", "?q=sponsored+example"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (360, "light"), (320, "dark")])
def test_no_state_has_a_barrier_and_all_fit(page: Page, query: str, width: int, scheme: str) -> None:
    page.open(query, width, scheme)
    page.wait(lambda: page.one("#search").is_displayed())
    assert page.run("return document.documentElement.scrollWidth") <= width
    assert barriers(page.driver) == []
    for details in page.all(".narrow"):
        page.run("arguments[0].open = true", details)
    assert page.run("return document.documentElement.scrollWidth") <= width
    assert barriers(page.driver) == []
    assert blocked(page.driver) == []


def test_without_a_script_the_page_says_so_and_offers_the_lists(page: Page) -> None:
    page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        look(page.driver, f"{page.address}/search/?q=gallium", 1280, "light")
        assert page.one("#search-off").is_displayed()
        assert "JavaScript" in page.one("#search-off").text
        assert not page.one("#search").is_displayed()
        assert {"Tags", "Archive"} <= {link.text for link in page.all("#search-elsewhere a")}
    finally:
        page.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_every_page_names_the_search_and_its_description(page: Page) -> None:
    look(page.driver, page.address, 1280, "light")
    link = page.one('link[rel="search"]')
    assert str(link.get_attribute("href")).endswith("/opensearch.xml")
    assert str(page.one(".site-navigation li:last-child a").get_attribute("href")).endswith("/search/")


@pytest.fixture
def made(tmp_path: Path) -> Site:
    """A small site with all that is hard to find."""
    site = Site.new(tmp_path / "site", SETTINGS)
    site.briefing("odd", "The **constructor** of <b>__proto__</b> & toString.", title=ODD_TITLE)
    site.briefing("china", "中国的镓出口, and 稀土.", title="镓 exports", date="2026-02-21")
    site.briefing("numbers", "A sum of $5,000 or 1.4bn.\n\n## Heading\n\nMore.", date="2026-02-22", tags=["q", "sort"])
    return site


@pytest.fixture
def open_site(chromium: webdriver.Chrome) -> Iterator[Callable[[Path], Page]]:
    """Serves a folder, and gives its search page."""
    servers: list[Any] = []

    def opened(folder: Path) -> Page:
        servers.append(served(folder))
        return Page(chromium, servers[-1].__enter__())

    yield opened
    for server in servers:
        server.__exit__(None, None, None)


def test_content_is_text_here_too(made: Site, open_site: Callable[[Path], Page]) -> None:
    made.build()
    page = open_site(made.output)
    for query in ("constructor", "__proto__", "tostring", "%3Cimg", "hasOwnProperty", "a.b.c", '"', "-", "((", "%00"):
        page.open(f"?q={query}")
        assert page.all(".results img") == []
    page.open("?q=constructor")
    assert page.titles == [ODD_TITLE]
    assert page.marks == {"constructor"}
    assert blocked(page.driver) == []


def test_scripts_without_spaces_and_numbers_are_found(made: Site, open_site: Callable[[Path], Page]) -> None:
    made.build()
    page = open_site(made.output)
    for title, queries in {"镓 exports": ("镓", "出口"), "Title of numbers": ("5000", "1.4bn")}.items():
        for query in queries:
            page.open(f"?q={query}")
            assert page.titles == [title], query
    assert page.marks == {"1.4bn"}
    page.open("?q=口出")
    assert page.titles == []
    page.open("?in=tags/q")
    assert page.titles == ["Title of numbers"]


def test_a_site_below_a_path_is_searched_there(made: Site, tmp_path: Path, open_site: Callable[[Path], Page]) -> None:
    made.write("content/site.yaml", SETTINGS.replace(".org/", ".org/brief/"))
    made.build(output=tmp_path / "host" / "brief")
    page = open_site(tmp_path / "host")
    page.address += "/brief"
    page.open("?q=exports")
    assert page.titles == ["镓 exports"]
    page.run("document.querySelector('.results h2 a').click()")
    page.wait(lambda: "/brief/2026/02/china/" in page.driver.current_url)
    assert blocked(page.driver) == []


def test_a_reader_is_told_when_the_index_cannot_be_had(made: Site, open_site: Callable[[Path], Page]) -> None:
    made.build()
    for file in made.output.glob("search/words/*/0.json"):
        file.rename(file.with_suffix(".gone"))
    page = open_site(made.output)
    page.open("?q=exports")
    assert page.status == "The search could not be loaded. Reload the page to try again."
    assert blocked(page.driver)
    for file in made.output.glob("search/words/*/0.gone"):
        file.rename(file.with_suffix(".json"))
    page.press(Keys.ENTER)
    page.run("document.querySelector('#search form').requestSubmit()")
    page.wait(lambda: page.titles == ["镓 exports"])
    blocked(page.driver)


TEXTS = [
    "Gallium, germanium & antimony; the U.S. and the E.U.’s J. Smith at 9 a.m. e.g.",
    "China's and China’s l’exportation don't $5,000 1.400.000 1.4 12,34 5,0000 2026-02-20",
    "TSXV:RUA rare-earth snake_case CO₂ ＴＳＸ ﬁne ½ straße Łódź København ñandú İstanbul ı",
    "Ελλάδος ΟΔΟΣ Российский ещё Ёлка हिन्दी में 中国的镓 レアアース 희토류 ไทย 🙂 a\u200bb\u00a0c",
    "x" * 50 + " __proto__ constructor",
]


def test_the_browser_splits_words_as_the_index_does(page: Page) -> None:
    page.open()
    split = "const done = arguments[1]; const f = new Finder('/search/');"
    split += "f.open().then(() => done(f.split(arguments[0])), error => done(String(error)))"
    for text in TEXTS:
        expected = [words.folded(word) for word in words.split(text)]
        assert page.driver.execute_async_script(split, text) == expected, text


FIND = """
const [queries, done] = arguments;
const finder = new Finder("/search/");
finder.open().then(async () => {
  const found = [];
  for (const query of queries) {
    const { places, counts, some, meant } = await finder.find(query, new Map(), "relevance");
    const titles = (await Promise.all(places.map(place => finder.card(place)))).map(card => card.title);
    found.push([titles, some, meant, [...counts.get("tags")].sort(), [...counts.get("year")].sort()]);
  }
  done(JSON.stringify(found));
}).catch(error => done(String(error.stack)));
"""


def test_what_answers_best_comes_first(tmp_path: Path, open_site: Callable[[Path], Page]) -> None:
    site = Site.new(tmp_path / "site", SETTINGS)
    filler = "Nothing but sand and gravel in these few words of text."
    site.briefing("text", f"Rutile. {filler}", title="Of sand", date="2026-02-05")
    site.briefing("headline", filler, title="Rutile rises", date="2026-02-04")
    site.briefing("standfirst", filler, title="Of gravel", summary="Rutile is meant.", date="2026-02-03")
    site.briefing("topic", filler, title="Of stones", tags=["rutile"], date="2026-02-01")
    site.briefing("apart", f"Export it. {filler} Controls too.", title="Of words apart", date="2026-02-09")
    site.briefing("together", f"Export controls. {filler} It too.", title="Of words together", date="2026-02-02")
    site.briefing("old", "Zircon and sand.", title="Of old zircon", date="2020-02-02")
    site.briefing("new", f"Zircon. {filler}", title="Of new zircon", date="2026-02-02")
    site.build()
    page = open_site(site.output)
    page.open()
    found = json.loads(
        page.driver.execute_async_script(FIND, ["rutile", "export controls", "zircon", "rutile zebra zircon"])
    )
    assert [titles for titles, *_ in found[:3]] == [
        ["Rutile rises", "Of gravel", "Of stones", "Of sand"],
        ["Of words together", "Of words apart"],
        ["Of new zircon", "Of old zircon"],
    ]
    titles, some, *_ = found[3]
    assert some
    assert len(titles) == 6


def test_a_large_index_in_parts_gives_what_a_small_one_gives(
    site: Site, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_site: Callable[[Path], Page]
) -> None:
    queries = [
        "gallium",
        "export controls",
        "“rare earths”",
        "china -gallium",
        "exp",
        "galium",
        "zebra gold",
        "the mine",
        "Rio",
    ]
    page.open()
    whole = json.loads(page.driver.execute_async_script(FIND, queries))
    assert all(titles for titles, *_ in whole[:5])
    monkeypatch.setattr(search_room, "cut", in_sevens)
    monkeypatch.setattr(search_room, "shards", lambda words: 16)
    parts = Site.copy_of(site.folder, tmp_path / "parts")
    parts.build()
    assert len(list(parts.output.glob("search/words/*"))) > 4
    other = open_site(parts.output)
    other.open()
    assert json.loads(other.driver.execute_async_script(FIND, queries)) == whole


def in_sevens(count: int) -> Sequence[range]:
    return [range(start, min(start + 7, count)) for start in range(0, count, 7)]
