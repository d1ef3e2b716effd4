"""HTTP to the Bot API: python-telegram-bot's requests carried by aiohttp.

Measured, HTTPX's pool makes each request dearer the more run at once (it scans all connections),
and its timeouts leave open whether a request had left. Here a failure is either ``NeverSent`` or
``Doubtful``, and its text is ours: aiohttp's own may quote the address, which holds the token.
"""

import io
import json
from typing import Any
from urllib.parse import urlencode

import aiohttp
from telegram import Bot
from telegram.error import BadRequest, EndPointNotFound, InvalidToken, NetworkError, RetryAfter
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 64
READ_TIMEOUT = 20.0  # seconds
SLOWEST = 128 * 1024  # bytes a second: an upload that takes longer counts as broken off
KEEP_ALIVE = 15.0  # seconds: shorter than the servers', so that none closes under a request
HTTP_ERROR = 400
HTTP_NOT_FOUND = 404
HTTP_TOO_LARGE = 413
HTTP_TOO_MANY = 429
HTTP_SERVER_ERROR = 500
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NEVER_LEFT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,  # also: no free connection in the pool
    aiohttp.InvalidURL,
)


class NeverSent(NetworkError):
    """The request surely did not reach the Bot API, or was not carried out by it."""


class Doubtful(NetworkError):
    """The request may have been carried out: no answer of the Bot API came back."""


class AiohttpRequest(BaseRequest):
    """One pool of connections for all calls.

    Args:
        read: seconds to wait for an answer, unless a call says otherwise.
        connect: seconds for a free connection to be had and established.
        limit: connections at once.
    """

    __slots__ = ("_connect", "_limit", "_read", "_session")

    def __init__(
        self, *, read: float = READ_TIMEOUT, connect: float = 10.0, limit: int = CONNECTIONS
    ) -> None:
        """Remember the limits; nothing is opened before ``initialize``."""
        self._read = read
        self._connect = connect
        self._limit = limit
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer by default."""
        return self._read

    @property
    def session(self) -> aiohttp.ClientSession:
        """The open session. Raises NeverSent before ``initialize`` and after ``shutdown``."""
        if self._session is None:
            message = "the connection to the Bot API is closed"
            raise NeverSent(message)
        return self._session

    async def initialize(self) -> None:
        """Open the pool; a second call changes nothing."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._limit, keepalive_timeout=KEEP_ALIVE),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close the pool; a second call changes nothing."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0913, PLR0917 (python-telegram-bot's interface)
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 (part of the interface)
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 (counted with connect)
    ) -> tuple[int, bytes]:
        """Make one request and return status and body, for python-telegram-bot to read.

        Files have longer, by their size. Raises NeverSent or Doubtful, also for an error page that
        no Bot API wrote, RetryAfter, EndPointNotFound, and BadRequest for too large a file.
        """
        body, headers = _body(request_data)
        timeout = _timeout(
            _seconds(connect_timeout, self._connect),
            _seconds(read_timeout, self._read),
            moving=_size(request_data) / SLOWEST,
        )
        try:
            async with self.session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                status, content = response.status, await response.read()
        except NEVER_LEFT as error:
            raise NeverSent(_kind(error)) from None
        except (aiohttp.ClientError, OSError) as error:  # OSError: also the timeouts
            raise Doubtful(_kind(error)) from None
        if status >= HTTP_ERROR:
            _check_page(status, content)
        return status, content

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer of the Bot API. Raises Doubtful when it is something else."""
        answer = _answer(payload)
        if answer is None or not (answer.get("ok") is False or "result" in answer):
            message = "an answer that is not the Bot API's"
            raise Doubtful(message)
        return answer


class Client(Bot):
    """python-telegram-bot's client, whose calls can also be plain dictionaries both ways."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Name the client; python-telegram-bot would show the token, in every traceback."""
        return f"Client({self._bot_user.username if self._bot_user else 'not initialised'})"

    async def call(
        self, method: str, parameters: dict[str, Any], *, read_timeout: float | None = None
    ) -> Any:  # noqa: ANN401 (whatever the Bot API answers)
        """Call ``method`` ("sendMessage") and return its bare result.

        Builds no objects; ``Bot.do_api_request`` would do the same, but warns on every method
        that has a typed twin. ``read_timeout`` in seconds. Raises telegram.error.TelegramError.
        """
        patience = BaseRequest.DEFAULT_NONE if read_timeout is None else read_timeout
        return await self._post(method, parameters, read_timeout=patience)

    async def initialize(self) -> None:
        """Open the connections and ask who we are. Raises InvalidToken, without the token."""
        try:
            await super().initialize()
        except InvalidToken:
            message = "the Bot API does not accept the token"
            raise InvalidToken(message) from None


def client(token: str, api_url: str, *, read: float = READ_TIMEOUT) -> Client:
    """Build the client of the Bot API at ``api_url`` (``https://api.telegram.org``).

    ``read`` is how many seconds an answer is waited for. Nothing is opened before ``initialize``.
    """
    request = AiohttpRequest(read=read)
    base = api_url.rstrip("/")
    return Client(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request,
        get_updates_request=request,
    )


def _seconds(given: object, default: float) -> float | None:
    if given is None:
        return None  # python-telegram-bot's word for "for ever"
    return float(given) if isinstance(given, int | float) else default


def _timeout(connect: float | None, read: float | None, moving: float) -> aiohttp.ClientTimeout:
    """Return how long to wait; ``moving`` are the seconds granted for the files' way, or 0.

    Reading is timed from the end of the upload, so that only a total can end one that stalls.
    """
    if not moving or connect is None or read is None:
        return aiohttp.ClientTimeout(connect=connect, sock_connect=connect, sock_read=read)
    return aiohttp.ClientTimeout(
        total=connect + moving + read, connect=connect, sock_connect=connect, sock_read=read
    )


def _size(data: RequestData | None) -> int:
    """Return how many bytes of files there are."""
    if data is None or not data.contains_files:
        return 0
    contents = [content for _name, content, _mime in data.multipart_data.values()]
    return sum(len(content) for content in contents if isinstance(content, bytes))


def _kind(error: BaseException) -> str:
    return type(error).__name__


def _body(
    data: RequestData | None,
) -> tuple[bytes | aiohttp.FormData | None, dict[str, str] | None]:
    """Return the form, in parts when there are files, and its headers.

    JSON would be cheaper by 50 µs a message. But a form is what python-telegram-bot itself sends,
    so that every server that imitates the Bot API understands it.
    """
    if data is None:
        return None, None
    if not data.contains_files:
        return urlencode(data.json_parameters, errors="replace").encode(), FORM
    form = aiohttp.FormData(quote_fields=False)  # the Bot API would show "%D8%AC" for an Arabic ج
    for name, value in data.json_parameters.items():
        form.add_field(name, value.encode(errors="replace").decode())
    for name, (filename, content, mime) in data.multipart_data.items():
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, file, filename=filename, content_type=mime)
    return form, None


def _answer(content: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(content)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _check_page(status: int, content: bytes) -> None:
    """Let the Bot API's own refusals pass; others say nothing about the person or the message."""
    answer = _answer(content)
    if answer is None or answer.get("ok") is not False:
        message = f"HTTP {status} from something in between"
        raise Doubtful(message) if status >= HTTP_SERVER_ERROR else NeverSent(message)
    if status >= HTTP_SERVER_ERROR:
        message = f"HTTP {status} from the Bot API"
        raise NeverSent(message)
    if status == HTTP_NOT_FOUND:
        # This method, or the token: 404 is also for one that is none. Only the caller can tell.
        raise EndPointNotFound(answer.get("description") or "Not Found")
    if status == HTTP_TOO_LARGE:
        raise BadRequest(answer.get("description") or "Request Entity Too Large")
    if status == HTTP_TOO_MANY:
        raise RetryAfter((answer.get("parameters") or {}).get("retry_after") or 1)
