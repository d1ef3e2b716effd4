"""Reading a request: the address, a JSON body, a form, or a form with files."""

from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from bot.playground.botapi.errors import Refusal, bad_request
from bot.playground.botapi.fields import Upload, parse_json
from bot.playground.botapi.files import MAX_UPLOAD

Given = dict[str, object]


async def read_request(request: web.Request) -> tuple[Given, dict[str, Upload]]:
    """Return the fields and the files of a request, not yet checked.

    Raises:
        Refusal: 400 for a body that cannot be read, 413 for one that is too large.
    """
    given: Given = {}
    if request.query_string:
        given.update(request.query)
    if not request.body_exists:
        return given, {}
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _multipart(request, given)
    body = await request.read()
    if kind == "application/json":
        given.update(_json(body))
    elif kind == "application/x-www-form-urlencoded":
        given.update(_form(body))
    elif body:
        raise bad_request(f"unsupported content type {kind}")
    return given, {}


def _json(body: bytes) -> Given:
    if not body:
        return {}
    found = parse_json(_decoded(body), "JSON object")
    if not isinstance(found, dict):
        raise bad_request("JSON object expected")
    return found


def _form(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    return dict(pairs)


async def _multipart(request: web.Request, given: Given) -> tuple[Given, dict[str, Upload]]:
    uploads: dict[str, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or not part.name:
            raise bad_request("can't parse multipart body")
        content = await _content(part)
        if part.filename is None:
            given[part.name] = _decoded(content)
        else:
            mime = part.headers.get("Content-Type", "application/octet-stream")
            name = _file_name(part.headers.get("Content-Disposition", ""))
            uploads[part.name] = Upload(content, name, mime)
    return given, uploads


def _file_name(disposition: str) -> str:
    """Read a file's name as the real server does (td, HttpReader.cpp): bytes as they stand.

    A name ends at ";", quoted or not, and nothing is unescaped, not even "%D8%AC".
    """
    for member in disposition.split(";"):
        key, equals, value = member.partition("=")
        if equals and key.strip() == "filename":
            name = value.strip()
            quoted = len(name) > 1 and name[0] == name[-1] == '"'
            return name[1:-1] if quoted else name
    return ""


async def _content(part: BodyPartReader) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := await part.read_chunk():
        size += len(piece)
        if size > MAX_UPLOAD:
            raise Refusal(413, "Request Entity Too Large")
        pieces.append(piece)
    return b"".join(pieces)


def _decoded(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
