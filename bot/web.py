"""The web endpoints: is the process alive, is it ready, and the webhook where one is set."""

from collections.abc import Callable, Iterable

from aiohttp import web

MOST_BYTES = 1024 * 1024


async def serve(
    routes: Iterable[web.RouteDef], host: str, port: int, ready: Callable[[], bool]
) -> web.AppRunner:
    """Listen on ``host:port`` for ``routes``, ``/livez`` and ``/readyz``. Raises OSError.

    ``/livez`` answers while the event loop turns; ``/readyz`` is 503 until ``ready`` says yes.
    """

    async def livez(_request: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def readyz(_request: web.Request) -> web.Response:
        good = ready()
        return web.Response(text="ready\n" if good else "not ready\n", status=200 if good else 503)

    app = web.Application(client_max_size=MOST_BYTES)
    app.add_routes([web.get("/livez", livez), web.get("/readyz", readyz), *routes])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner
