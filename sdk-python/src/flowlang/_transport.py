"""Where this package meets httpx: requests built, time limits kept, failures translated. Shared by both clients."""

from __future__ import annotations

import contextlib
import functools
import math
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import httpx

from flowlang._answers import Answer
from flowlang._errors import ConnectionError, FlowLangError, TimeoutError
from flowlang._operations import Request
from flowlang._retry import Tries
from flowlang._settings import Settings, authorization

Phase = Literal["attempt", "total", "idle"]


@dataclass(frozen=True)
class Call:
    """What one try has besides its request: its limits, and the headers of this call, with names in lower case."""

    limits: Limits
    headers: Mapping[str, str]


class Limits(Mapping[str, "float | None"]):
    """The time limits of one try, and what httpx reads as its `timeout`.

    httpx limits each wait on a socket by itself, and looks its limit up just before each stage (connect, send,
    receive). What is left by then is the answer, so that the stages together keep one limit.
    """

    def __init__(self, tries: Tries) -> None:
        self._tries = tries
        self._streaming = False
        attempt = tries.timeout.attempt
        self._end = None if attempt is None else tries.now() + attempt
        self.phase: Phase = "attempt"

    def __getitem__(self, stage: str) -> float | None:
        if stage not in _STAGES:
            raise KeyError(stage)
        return self.left()

    def left(self) -> float | None:
        """Seconds until the nearest limit; None without one."""
        seconds = self._left()
        # A limit of 0 would mean "do not wait at all" to a socket, and fail in another way.
        return None if seconds == math.inf else max(seconds, 0.001)

    def __iter__(self) -> Iterator[str]:
        return iter(_STAGES)

    def __len__(self) -> int:
        return len(_STAGES)

    def begin_streaming(self) -> None:
        """The answer has begun, and is a stream: from now on only silence counts, and the total."""
        self._streaming = True

    def check(self) -> None:
        """Raises when a limit has passed though bytes keep coming."""
        if self._left() <= 0:
            raise httpx.ReadTimeout("bytes keep coming, but the time is over")

    def total_left(self) -> float | None:
        return self._tries.remaining()

    def passed(self, name: str, key: str | None) -> TimeoutError:
        """The error for the limit that was the nearest."""
        timeout = self._tries.timeout
        if self.phase == "idle":
            return TimeoutError(f"{name}: the stream said nothing for {timeout.idle:g} s", phase="idle")
        seconds = timeout.total if self.phase == "total" else timeout.attempt
        which = "in all" if self.phase == "total" else "in one try"
        hint = "Allow more with timeout=."
        if key:
            hint = f"The execution may go on: idempotency_key={key!r} in another call gets its answer. {hint}"
        what = "the stream did not end" if self._streaming else "no answer"
        return TimeoutError(f"{name}: {what} within {seconds:g} s {which}. {hint}", phase=self.phase)

    def _left(self) -> float:
        """Seconds until the nearest limit, which `phase` then names."""
        if self._streaming:
            own, self.phase = _or_infinite(self._tries.timeout.idle), "idle"
        else:
            own, self.phase = math.inf if self._end is None else self._end - self._tries.now(), "attempt"
        total = _or_infinite(self._tries.remaining())
        if total <= own:
            self.phase = "total"
        return min(total, own)


_STAGES: Final = ("connect", "read", "write", "pool")


def _or_infinite(seconds: float | None) -> float:
    return math.inf if seconds is None else seconds


def build(
    http: httpx.Client | httpx.AsyncClient, settings: Settings, request: Request, call: Call, key: object
) -> httpx.Request:
    """The request, its headers from the least to the most particular."""
    given = {**request.headers, **authorization(key), **settings.headers, **call.headers}
    headers = httpx.Headers(given, encoding="iso-8859-1")
    url = _url(settings.base_url + request.path)
    return http.build_request(
        request.method, url, headers=headers, content=request.body, extensions={"timeout": call.limits}
    )


@functools.lru_cache(maxsize=256)
def _url(text: str) -> httpx.URL:
    """Most calls of a program go to a few places, and to parse a URL takes as long as to write a request."""
    return httpx.URL(text)


def names_credentials(settings: Settings, call: Call) -> bool:
    """Whether the headers that were given say themselves who asks: the key is then neither asked for nor sent."""
    return "authorization" in settings.headers or "authorization" in call.headers


def answer_of(response: httpx.Response, body: bytes) -> Answer:
    return Answer(response.status_code, response.headers, body, response.request.url)


def translate(
    error: httpx.HTTPError | httpx.InvalidURL | httpx.StreamError, settings: Settings, request: Request, limits: Limits
) -> FlowLangError:
    """What httpx raised, as an error of ours. The original is to be its `__cause__`."""
    if isinstance(error, httpx.TimeoutException):
        return limits.passed(request.name, request.headers.get("idempotency-key"))
    if isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError | httpx.InvalidURL):
        if "header value" in str(error):
            # It is of an http_client, whose headers nobody has judged: its value would follow, here and in the causes.
            error.args = (str(error).partition(" b")[0],)
            error.__cause__ = error.__context__ = None
        return FlowLangError(f"{request.name} cannot be sent: {error}")
    return _connection_error(error, settings, request.name)


FROM_HTTPX: Final = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError)
"""All that httpx raises of its own."""


def _connection_error(error: Exception, settings: Settings, name: str) -> ConnectionError:
    causes = list(_causes(error))
    proxy = settings.proxy
    url = settings.base_url if proxy is None else f"{settings.base_url} through {proxy}"

    def told(what: str, hint: str | None = None) -> ConnectionError:
        hint = hint if proxy is None else proxy.way_around
        return ConnectionError(what if hint is None else f"{what}. {hint}")

    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        return ConnectionError(f"Could not reach {url}: its certificate was not accepted: {error}", retryable=False)
    if not isinstance(error, httpx.ConnectError):
        return told(f"{name}: the connection to {url} broke: {str(error) or type(error).__name__}")
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        hint = "Is the server running? Start it with `flowlang serve`"
        return told(f"Could not reach {url}: connection refused", hint)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return told(f"Could not reach {url}: the host name is not known", "Is base_url spelt right?")
    return told(f"Could not reach {url}: {error}")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        # asyncio tries several addresses and groups what each answered.
        members: tuple[BaseException, ...] = getattr(error, "exceptions", ())
        for member in members:
            yield from _causes(member)
        error = error.__cause__ or error.__context__


END_WITHIN: Final = 0.1
"""Seconds that the end of an answer may take to come after the last event, with which the server sends it."""


def ends_for_itself(response: httpx.Response) -> bool:
    """Whether its connection is for the next request only once this answer was read to its end."""
    return _socket_of(response) is not None


def interrupt(response: httpx.Response | None) -> None:
    """Wakes whoever waits for bytes of `response`, from any thread. Only a shutdown does: closing a socket does not."""
    connection = _socket_of(response)
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


def _socket_of(response: httpx.Response | None) -> socket.socket | None:
    network = response.extensions.get("network_stream") if response is not None else None
    if response is None or network is None or response.http_version == "HTTP/2":
        # An HTTP/2 connection carries other calls too. The server's next comment wakes the reader.
        return None
    connection: socket.socket | None = network.get_extra_info("socket")
    return connection
