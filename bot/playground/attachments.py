"""Files on the page: those people send, those that stand in the chats, and spreadsheets to try."""

from collections.abc import Mapping
from typing import Final

from aiohttp import BodyPartReader, web

from bot.playground.botapi import World
from bot.playground.browser import body, fitting, harmless, local, own_page
from bot.playground.phones import Phone
from handlers.imports.columns import Kind
from handlers.imports.sheets_out import sample, template
from locales import LANGUAGES

FILE_KINDS: Final = frozenset({"photo", "document", "voice", "video", "audio"})
SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Attachments:
    """The routes over which files come and go."""

    def __init__(self, world: World, phones: Mapping[int, Phone]) -> None:
        """Serve the files of ``phones``, whoever joins them later included."""
        self._world = world
        self._phones = phones

    def join(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_post("/playground/file", local(self.receive))
        app.router.add_get("/playground/file/{person:\\d+}/{message:\\d+}", local(self.show))
        app.router.add_get("/playground/sheet/{sheet:sample|template}/{language}", local(blank))

    async def receive(self, request: web.Request) -> web.Response:
        """Take a file somebody sends: a form with ``person``, ``kind`` and, last, ``file``."""
        own_page(request)
        fitting(request.content_length or 0)
        fields: dict[str, str] = {}
        async for field in await request.multipart():
            if not isinstance(field, BodyPartReader) or field.name is None:
                continue
            if field.name == "file":
                return await self._keep(fields, field)
            fields[field.name] = (await body(field)).decode()
        raise web.HTTPBadRequest(text="a file is missing")

    async def _keep(self, fields: Mapping[str, str], file: BodyPartReader) -> web.Response:
        person, kind = fields.get("person", ""), fields.get("kind", "")
        if not person.isdecimal() or int(person) not in self._phones or kind not in FILE_KINDS:
            raise web.HTTPBadRequest(text="which person sends what kind of file?")
        content = await body(file)
        mime = file.headers.get("Content-Type", "application/octet-stream")
        message = await self._world.send_file(
            int(person), kind, content, name=file.filename, mime=mime.partition(";")[0]
        )
        return web.json_response({"message": message})

    async def show(self, request: web.Request) -> web.Response:
        """Give out the file of a message, under headers that keep it from acting as a page."""
        person, message = (int(request.match_info[name]) for name in ("person", "message"))
        found = self._world.chats[person].messages.get(message) if person in self._phones else None
        if found is None or found.deleted or found.file is None:
            raise web.HTTPNotFound(text="no such file")
        file = self._world.file(found.file.file_id)
        assert file is not None
        return harmless(file.content, file.mime, found.file.name)


async def blank(request: web.Request) -> web.Response:
    """Give out a spreadsheet of members: fictitious people, or a template to fill in."""
    language = request.match_info["language"]
    if language not in LANGUAGES:
        raise web.HTTPNotFound(text="no such language")
    wanted = request.match_info["sheet"]
    content = sample(language) if wanted == "sample" else template(Kind.MEMBERS, language)
    return harmless(content, SHEET)
