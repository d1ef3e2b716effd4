"""What a browser may ask of the playground: who is let in, the page's own files, and files sent.

The page holds nothing secret, but it can act for every sample person. So it answers this machine
alone, and what people send each other is given out in a way that no browser runs.
"""

from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from aiohttp import BodyPartReader, web

PAGE: Final = Path(__file__).parent / "page"
MAX_BODY: Final = 25_000_000
"""The largest form or file taken, in bytes."""

_SHOWN: Final = ("image/", "audio/", "video/")
_HEADERS: Final = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def local(handler: Handler) -> Handler:
    """Let ``handler`` answer this machine only, under a name that other sites cannot borrow."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if not (_loopback(request.remote) and _loopback(urlsplit(f"//{request.host}").hostname)):
            raise web.HTTPForbidden(text="the playground answers on this machine only")
        return await handler(request)

    return answer


def _loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


async def index(_request: web.Request) -> web.StreamResponse:
    """Serve the page."""
    return web.FileResponse(PAGE / "index.html", headers=_HEADERS)


async def part(request: web.Request) -> web.StreamResponse:
    """Serve a script, a style sheet or a drawing of the page."""
    path = PAGE / request.match_info["name"]
    if not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers=_HEADERS)


def own_page(request: web.Request) -> None:
    """Raise HTTPForbidden (403) unless a page that we served makes this request."""
    if request.headers.get("Origin") != f"http://{request.host}":
        raise web.HTTPForbidden(text="only the playground's own page may do this")


def fitting(size: int) -> None:
    """Raise HTTPRequestEntityTooLarge (413) for more than MAX_BODY bytes."""
    if size > MAX_BODY:
        raise web.HTTPRequestEntityTooLarge(MAX_BODY, size)


async def body(field: BodyPartReader) -> bytes:
    """Read one part of a form. Raises HTTPRequestEntityTooLarge (413) above MAX_BODY bytes."""
    content = bytearray()
    while chunk := await field.read_chunk(64 * 1024):
        content += chunk
        fitting(len(content))
    return bytes(content)


def bare(name: str | None) -> str | None:
    """Return a file's name without the folders that somebody may have written before it."""
    return name and name.replace("\\", "/").rpartition("/")[2]


def harmless(content: bytes, mime: str, name: str | None = None) -> web.Response:
    """Return a file for the page to show, or to be saved where it could act as a page itself.

    What is saved keeps its ``name``, in any script (RFC 6266), but never a folder.
    """
    shows = mime.startswith(_SHOWN) and "svg" not in mime
    disposition = "inline" if shows else "attachment"
    if not shows and (saved := bare(name)):
        disposition += f"; filename*=UTF-8''{quote(saved, safe='')}"
    headers = _HEADERS | {
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Content-Disposition": disposition,
    }
    return web.Response(
        body=content,
        content_type=mime if shows else "application/octet-stream",
        headers=headers,
    )
