"""Front matter that says too little or too much."""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostic import Diagnostic
from generator.lint.story import Story, finding


def source_unlinked(story: Story) -> Iterator[Diagnostic]:
    """Documents that are cited with neither link nor date, and briefings of whose sources none can be followed."""
    sources = story.briefing.sources
    titled = [n for n, source in enumerate(sources) if source.title and not (source.url or source.date)]
    for number in titled:
        message = f"“{sources[number].title}” is cited with neither a link nor a date to look it up by"
        help_ = "add its url: …, or at least its date: …"
        yield finding("source-unlinked", message, story.place(f"sources.{number}"), help_)
    if sources and not titled and not any(source.url for source in sources):
        message = "no source has a link, so that readers can look up nothing"
        help_ = f"write {{name: {sources[0].name}, url: …}}"
        yield finding("source-unlinked", message, story.place("sources"), help_)


def summary_length(story: Story) -> Iterator[Diagnostic]:
    """A summary too long for lists, cards and search engines, which cut it anywhere."""
    summary, longest = story.briefing.summary, story.settings.lint.longest_summary
    if len(summary) > longest:
        message = f"the summary has {len(summary)} characters, more than {longest}"
        help_ = "keep the one sentence that tells the news"
        yield finding("summary-length", message, story.place("summary"), help_)
