"""Headframe lifts Markdown briefings to a news site and its feeds."""

__version__ = "0.1.0"
