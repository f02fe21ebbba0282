"""Headframe lifts Markdown briefings to a news site, its feeds and its newsletter."""

__version__ = "0.1.0"
