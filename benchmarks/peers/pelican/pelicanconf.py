"""The same site for Pelican."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "plugins"))

SITENAME = "Pit and Power"
SITEURL = FEED_DOMAIN = "https://example.org"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
THEME = "theme"
PATH = "content"
OUTPUT_PATH = "public"

ARTICLE_PATHS = ["briefings"]
PAGE_PATHS = STATIC_PATHS = []
USE_FOLDER_AS_CATEGORY = False
ARTICLE_URL = "{date:%Y}/{date:%m}/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
SLUGIFY_SOURCE = "basename"
FORMATTED_FIELDS = []
MARKDOWN = {
    "extensions": ["markdown.extensions.extra", "markdown.extensions.toc", "markdown.extensions.smarty"],
    "output_format": "html5",
}

TAG_URL = "tags/{slug}/"
TAG_SAVE_AS = TAG_URL + "index.html"
TAGS_SAVE_AS = "tags/index.html"
TAXONOMIES = ("companies", "commodities", "countries")  # beside tags; for plugins/taxonomies.py
AUTHOR_SAVE_AS = AUTHORS_SAVE_AS = CATEGORY_SAVE_AS = CATEGORIES_SAVE_AS = ARCHIVES_SAVE_AS = ""
DIRECT_TEMPLATES = ["index", "tags", "sitemap"]
SITEMAP_SAVE_AS = "sitemap.xml"
PAGINATED_TEMPLATES = {"index": 20, "tag": 20, "term": 20}
DEFAULT_PAGINATION = 20
PAGINATION_PATTERNS = (
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)

FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
FEED_RSS = "index.xml"
TAG_FEED_RSS = "tags/{slug}/index.xml"
FEED_MAX_ITEMS = 30
RSS_FEED_SUMMARY_ONLY = False

# Off by default; it makes every build after the first much faster.
CACHE_CONTENT = LOAD_CONTENT_CACHE = True

PLUGINS = ["related_posts", "neighbors", "taxonomies"]
DISCLAIMERS = {
    "standard": "This briefing is for information only; it isn't investment advice, and its sources may be wrong.",
    "holdings": "The publisher may hold positions in securities that are mentioned here; this isn't investment advice.",
}
