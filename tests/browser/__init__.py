"""The built pages in a real browser, and before a real validator."""
