"""Templates compiled on a guess: what they give is what Jinja gives, and where they may not guess they raise."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import markupsafe
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, StrictUndefined, pass_context, pass_eval_context
from markupsafe import Markup

from generator import speculation
from generator.speculation import SpeculativeEnvironment, escaped

LAYOUT = (
    """<title>{% block title %}{{ page.title }}{% endblock %}</title>{% block body scoped %}nothing{% endblock %}"""
)
MACROS = """{% macro link(to, class="a") %}<a class="{{ class }}" href="{{ to.url }}">{{ to.title }}</a>{% endmacro %}
{% macro boxed() %}<div>{{ caller() }}</div>{% endmacro %}{% set and = "&" %}"""
SOUND = [
    "{{ page.title }}{{ page.html }}{{ page.number }}{{ page.nothing }}",
    "{{ page.links[0].title }}{{ page.links[-1].url }}{{ page['title'] }}",
    "{% for link in page.links %}{{ loop.index }}{{ link.title }}{{ ', ' if not loop.last }}{% endfor %}",
    "{{ page.extra.name }}{{ page.extra.inner.deep }}{{ page.extra['name'] }}",
    "{% import 'macros' as m %}{{ m.link(page.links[0]) }}{{ m.link(page.links[1], class='<b>') }}{{ m.and }}",
    "{% from 'macros' import link %}{{ link(page.links[0]) | upper }}{{ link(page.links[0]) ~ '<' }}",
    "{% import 'macros' as m %}{% call m.boxed() %}{{ page.title }}{% endcall %}",
    "{% extends 'layout' %}{% block title %}{{ super() }} · {{ page.title }}{% endblock %}",
    "{% extends 'layout' %}{% block body %}{% for link in page.links %}{{ self.title() }}{% endfor %}{% endblock %}",
    "{% if page %}{% block inner %}{{ page.title }}{% endblock %}{% endif %}",
    "{% filter upper %}{% block inner %}{{ page.title }}{% endblock %}{% endfilter %}",
    "{% set box = namespace(n=1) %}{% set box.n = 2 %}{{ box.n }}{{ page.title.upper() }}{{ 5 .real }}",
    "{% autoescape false %}{{ page.title }}{{ page.html }}{% endautoescape %}",
    "{% set title %}{{ page.title }}{% endset %}{{ title }}{{ '<' ~ title }}",
    "{{ page.links | map(attribute='title') | join(', ') }}{{ page.title | e | safe }}",
    "{{ of_context(1) }}{{ desk.of_context(2) }}{{ of_eval_context() }}{{ plain('<', b='>') }}{{ kind('x') }}",
]
GUESSES = [
    "{{ page.gone is defined }}",
    "{{ page.gone | default('else') }}",
    "{{ mapping.key }}",
]
UNSOUND = ["{{ page.gone }}", "{{ gone.title }}", "{{ page.links[7].title }}", "{{ page.title + 1 }}", "{{ 1 / 0 }}"]


@pass_context
def of_context(context: object, number: int) -> str:
    return f"{type(context).__name__ in {'Context', '_Context'}}{number}"


class Desk:
    """Something with a method that wants to know the context."""

    @pass_context
    def of_context(self, context: object, number: int) -> str:
        """The same as the function."""
        return of_context(context, number)


@pass_eval_context
def of_eval_context(context: object) -> str:
    return type(context).__name__


def plain(a: str, b: str) -> str:
    return a + b


VARIABLES = {
    "page": SimpleNamespace(
        title='Q&A: "lead" <zinc>',
        html=Markup("<b>é</b>"),
        number=3,
        nothing=None,
        links=[SimpleNamespace(url="/a?b&c", title="A & B"), SimpleNamespace(url="/b", title="B")],
        extra={"name": "<x>", "inner": {"deep": "y"}},
    ),
    "mapping": {"key": "value"},
    "of_context": of_context,
    "of_eval_context": of_eval_context,
    "plain": plain,
    "desk": Desk(),
    "kind": lambda text: Markup("<i>") + text,
}


def rendering(kind: type[Environment], text: str) -> Callable[[], str]:
    """What renders a template in an environment of that kind."""
    loader = DictLoader({"layout": LAYOUT, "macros": MACROS, "page": text})
    environment = kind(loader=loader, autoescape=True, undefined=StrictUndefined)
    return lambda: environment.get_template("page").render(VARIABLES)


@pytest.mark.parametrize("text", SOUND)
def test_a_sound_template_gives_what_jinja_gives(text: str) -> None:
    assert rendering(SpeculativeEnvironment, text)() == rendering(Environment, text)()


@pytest.mark.parametrize("text", GUESSES)
def test_a_template_that_asks_what_there_is_raises_instead(text: str) -> None:
    assert rendering(Environment, text)()
    with pytest.raises(AttributeError):
        rendering(SpeculativeEnvironment, text)()


@pytest.mark.parametrize("text", UNSOUND)
def test_no_template_gives_more_than_jinja(text: str) -> None:
    for kind in (Environment, SpeculativeEnvironment):
        with pytest.raises(Exception):  # noqa: B017, PT011 - which one is for the ordinary environment to say
            rendering(kind, text)()


@given(st.one_of(st.text(), st.text(alphabet="&<>'\"x"), st.integers(), st.none(), st.booleans(), st.floats()))
def test_values_are_escaped_as_markupsafe_escapes_them(value: object) -> None:
    assert escaped(value) == markupsafe.escape(value)
    assert escaped(Markup(str(value))) == str(value)


class Own(str):
    """A text with HTML of its own."""

    __slots__ = ()

    def __html__(self) -> str:
        return "<own>"


def test_what_has_html_of_its_own_is_shown_by_it() -> None:
    assert escaped(Own("x")) == "<own>"


def test_texts_are_escaped_where_markupsafe_has_no_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speculation, "_escape_text", speculation._escaped_text)
    assert escaped("<'&'>") == "&lt;&#39;&amp;&#39;&gt;"
    assert type(escaped("<")) is str
