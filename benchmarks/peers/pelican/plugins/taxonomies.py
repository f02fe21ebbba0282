"""Lists and feeds for more taxonomies than tags, which is all that Pelican has, written as Pelican writes its tags."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from pelican import signals
from pelican.utils import slugify


@dataclass(frozen=True, order=True)
class Term:
    """A name by which briefings are sorted."""

    name: str
    url: str


def gather(generator: Any) -> None:
    """Put every taxonomy's terms, with their articles, into the context, and an article's terms at the article."""
    settings = generator.settings
    generator.context["taxonomies"] = {taxonomy: defaultdict(list) for taxonomy in settings["TAXONOMIES"]}
    for article in generator.articles:
        article.terms = []
        for taxonomy, articles in generator.context["taxonomies"].items():
            for name in article.metadata[taxonomy].split(", "):
                slug = slugify(name, regex_subs=settings["SLUG_REGEX_SUBSTITUTIONS"])
                term = Term(name, f"{taxonomy}/{slug}/")
                articles[term].append(article)
                article.terms.append(term)


def write(generator: Any, writer: Any) -> None:
    """Write a taxonomy's page, and each term's list and feed."""
    overview, listing = generator.get_template("taxonomy"), generator.get_template("term")
    for taxonomy, terms in generator.context["taxonomies"].items():
        writer.write_file(
            f"{taxonomy}/index.html",
            overview,
            generator.context,
            terms=sorted(terms.items()),
            heading=taxonomy,
            url=f"{taxonomy}/",
        )
        for term, articles in terms.items():
            writer.write_feed(
                articles,
                generator.context,
                f"{term.url}index.xml",
                feed_type="rss",
                feed_title=term.name,
            )
            writer.write_file(
                f"{term.url}index.html",
                listing,
                generator.context,
                term=term,
                url=term.url,
                page_name=f"{term.url}index",
                template_name="term",
                paginated={"articles": articles, "dates": articles},
            )


def register() -> None:
    """Take part in Pelican's build."""
    signals.article_generator_finalized.connect(gather)
    signals.article_writer_finalized.connect(write)
