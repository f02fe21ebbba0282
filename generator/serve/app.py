"""The preview as a web application: the files of one folder, and what keeps open pages up to date."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from generator import fingerprint
from generator.serve.channel import Channel
from generator.serve.folder import is_text, kind_of, located

_CLIENT = Path(__file__).with_name("client")
_CLIENT_FILES = frozenset({"live.js", "preview.css"})
_OWN = "/.headframe/"
"""Where the preview's own addresses begin, which are none of the site's."""
_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_HTML = kind_of("index.html")
_HEADERS = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}


class Finding(Struct, frozen=True):
    """A diagnostic as a browser shows it; `excerpt` is the line at fault and the carets below it, or nothing."""

    place: str
    code: str
    message: str
    help: str
    excerpt: tuple[str, ...]


class Notice(Struct, frozen=True):
    """What stands where there is no site to show yet: plain text, and what is wrong."""

    title: str
    text: str
    findings: tuple[Finding, ...] = ()


BEING_BUILT = Notice("The site is being built", "This page shows it as soon as it is there.")


class Shown(Struct):
    """What the preview shows just now: the site at its base path `home`, or a notice instead of it."""

    home: str = "/"
    notice: Notice | None = None


def application(folder: Path, shown: Shown, channel: Channel, port: int, missing: Callable[[], None]) -> Starlette:
    """The application that shows a site's output folder, and tells `missing` when that is gone."""

    async def live(request: Request) -> Response:
        mark = request.headers.get("last-event-id") or request.query_params.get("mark", "")
        return StreamingResponse(channel.events(mark), media_type="text/event-stream", headers=_HEADERS)

    async def client(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _CLIENT_FILES:
            raise HTTPException(404)
        return _whole(request, (_CLIENT / name).read_bytes(), kind_of(name))

    async def page(request: Request) -> Response:
        if shown.notice is None and not folder.is_dir():
            missing()
            shown.notice = BEING_BUILT
        if shown.notice is not None:
            return _whole(request, _page_of(shown.notice, channel.mark), _HTML, 503)
        return _answer(request, request.path_params["path"], _Site(folder, shown.home, channel.mark))

    routes = [Route(f"{_OWN}live", live), Route(f"{_OWN}{{name}}", client), Route("/{path:path}", page)]
    return Starlette(routes=routes, middleware=[Middleware(_HostCheck, port=port)])


class _Site(Struct, frozen=True):
    """A site's output folder at a base path, and the mark of its edition."""

    folder: Path
    home: str
    mark: str


class _HostCheck:
    """Answers to this machine's own names alone: a page elsewhere may have its name lead here, and read drafts."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._names = {f"{host}:{port}" for host in _HOSTS} | (set(_HOSTS) if port == 80 else set())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        hosts = [value.decode("latin-1").lower() for name, value in scope.get("headers", ()) if name == b"host"]
        if len(hosts) == 1 and hosts[0] in self._names:
            await self._app(scope, receive, send)
        else:
            message = f"This preview is at http://{min(self._names)}/ and answers to no other name.\n"
            await PlainTextResponse(message, 403)(scope, receive, send)


def _answer(request: Request, path: str, site: _Site) -> Response:
    """What a path means, decoded and without its first slash."""
    if not f"/{path}".startswith(site.home):
        return _to(site.home) if f"/{path}" in {"/", site.home[:-1]} else _not_found(request, site)
    below = path[len(site.home) - 1 :]
    place = located(site.folder, below)
    if place is not None and place.is_dir():
        if below and not below.endswith("/"):
            return _to(f"/{path}/", request.url.query)
        place = located(site.folder, f"{below}index.html")
    try:
        return _file(request, place, site.mark) if place else _not_found(request, site)
    except OSError:  # it went since it was looked for, or may not be read
        return _not_found(request, site)


def _to(path: str, query: str = "") -> Response:
    url = quote(path, safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")
    return RedirectResponse(url, 307, headers=_HEADERS)


def _not_found(request: Request, site: _Site) -> Response:
    """The site's own page for it, which waits for the page that is missing."""
    place = located(site.folder, "404.html")
    page = (
        place.read_bytes() if place and place.is_file() else b"<!doctype html><title>404</title>There is no such page."
    )
    return _whole(request, _with_client(page, site.mark, "site"), _HTML, 404)


def _file(request: Request, file: Path, mark: str) -> Response:
    kind = kind_of(file.name)
    if is_text(kind):
        data = file.read_bytes()  # at once: all of it is old or all new, if a build replaces it just now
        return _whole(request, _with_client(data, mark, "page") if kind == _HTML else data, kind)
    response = FileResponse(file, headers=_HEADERS, media_type=kind, stat_result=file.stat())
    tag = response.headers["etag"]
    return Response(status_code=304, headers={**_HEADERS, "ETag": tag}) if _is_known(request, tag) else response


def _whole(request: Request, data: bytes, kind: str, status: int = 200) -> Response:
    tag = f'"{fingerprint.of_bytes(data)}"'
    headers = {**_HEADERS, "ETag": tag}
    if status == 200 and _is_known(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(data, status, headers, kind)


def _is_known(request: Request, tag: str) -> bool:
    """Whether the browser has what it asks for already (RFC 9110, section 13.1.2)."""
    known = request.headers.get("if-none-match", "")
    return tag in (one.strip().removeprefix("W/") for one in known.split(","))


def _with_client(page: bytes, mark: str, follows: str) -> bytes:
    """A page with the script that has it follow the site, or some more of it, at the end of its body."""
    script = f'<script src="{_OWN}live.js" data-mark="{mark}" data-follows="{follows}"></script>\n'.encode()
    end = page.lower().rfind(b"</body")
    return page[:end] + script + page[end:] if end >= 0 else page + script


def _page_of(notice: Notice, mark: str) -> bytes:
    title = escape(notice.title)
    findings = "".join(map(_item_of, notice.findings))
    page = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{title}</title>\n<link rel="stylesheet" href="{_OWN}preview.css">\n</head>\n'
        f'<body class="notice">\n<main>\n<h1>{title}</h1>\n<p>{escape(notice.text)}</p>\n'
        f"<ol>\n{findings}</ol>\n</main>\n</body>\n</html>\n"
    )
    return _with_client(page.encode(), mark, "notice")


def _item_of(finding: Finding) -> str:
    """A finding as the client shows it, too."""
    lines = [escape(line) for line in finding.excerpt]
    excerpt = f'<pre tabindex="0">{lines[0]}\n<b>{"".join(lines[1:])}</b></pre>\n' if lines else ""
    help_ = f'<p class="help">{escape(finding.help)}</p>\n' if finding.help else ""
    message = f'<span class="code">{escape(finding.code)}</span> {escape(finding.message)}'
    place = escape(finding.place)
    return f'<li>\n<p class="place">{place}</p>\n<p class="message">{message}</p>\n{excerpt}{help_}</li>\n'
