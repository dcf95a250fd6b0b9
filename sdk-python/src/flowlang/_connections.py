"""The httpx client that requests go through: one that was given, or our own.

1. A connection belongs to one process. After a fork both would read from it, and each would get answers of the other.
2. A connection of asyncio belongs to one event loop, and cannot outlive it.
3. What is of another process is neither used nor closed: its locks may be held for ever by threads that are not here.
"""

from __future__ import annotations

import asyncio
import os
import ssl
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import httpx

from flowlang._arguments import must_be
from flowlang._errors import FlowLangError
from flowlang._proxy import socks_sources

Http = TypeVar("Http", httpx.Client, httpx.AsyncClient)
T = TypeVar("T")

Place = tuple[int, asyncio.AbstractEventLoop | None]

# Not limited: each stream holds a connection, and a full pool would make every other call wait.
_UNLIMITED: Final = httpx.Limits(max_connections=None)

_of_other_processes: Final[list[object]] = []


def leave_to_other_process(*things: object) -> None:
    """Keeps them, since dropping them would close them."""
    _of_other_processes.append(things)


def place() -> Place:
    """Where connections of asyncio can be used: this process and the loop that runs."""
    try:
        return os.getpid(), asyncio.get_running_loop()
    except RuntimeError:
        # Another library than asyncio, with which plain calls work too.
        return os.getpid(), None


class _Given(Generic[Http]):
    """An `http_client`. Nobody can tell whether its connections are of another process, but whether we have used it."""

    def __init__(self, http: Http) -> None:
        self.used_in: Place | None = None
        self._http: Http = http

    def http(self, here: Place) -> Http:
        if self._http.is_closed:
            raise FlowLangError("The http_client that this client was given is closed")
        if self.used_in is None:
            self.used_in = here
        if self.used_in[0] != here[0]:
            raise FlowLangError(
                "http_client was used before this process was forked, and its connections are those of the other "
                "process, whose answers would come here. Make a client, and an http_client, in each process"
            )
        return self._http


class SyncConnections:
    def __init__(self, given: httpx.Client | None) -> None:
        self._given = None if given is None else _given(given, httpx.Client, "FlowLangClient", "httpx.Client")
        self._make = _maker(httpx.Client)
        self._by_process: dict[int, httpx.Client] = {}
        self._closed = False
        if given is None:
            self.http()

    def http(self) -> httpx.Client:
        pid = os.getpid()
        if self._given is not None:
            return self._given.http((pid, None))
        if self._closed:
            raise _closed()
        # Not under a lock, which a fork could copy while it is held; of two threads that make one, the first wins.
        return self._by_process.get(pid) or self._by_process.setdefault(pid, self._make())

    def close(self) -> None:
        self._closed = True
        http = self._by_process.get(os.getpid())
        if http is not None:
            http.close()


@dataclass(frozen=True)
class _OfLoop:
    http: httpx.AsyncClient
    until_the_end: AsyncGenerator[None, None]


class AsyncConnections:
    def __init__(self, given: httpx.AsyncClient | None) -> None:
        name = "AsyncFlowLangClient"
        self._given = None if given is None else _given(given, httpx.AsyncClient, name, "httpx.AsyncClient")
        self._make = _maker(httpx.AsyncClient)
        self._by_place: dict[Place, _OfLoop] = {}
        self._closed = False
        if given is None:
            # What is wrong with the environment is for the constructor to say.
            self._make()

    async def http(self) -> httpx.AsyncClient:
        here = place()
        if self._given is not None:
            return self._given.http(here)
        if self._closed:
            raise _closed()
        found = self._by_place.get(here)
        return found.http if found is not None else await self._open(here)

    async def close(self) -> None:
        self._closed = True
        found = self._by_place.pop(place(), None)
        if found is not None:
            await found.until_the_end.aclose()

    def explain(self, error: RuntimeError) -> Exception:
        """Of an http_client in a second event loop asyncio says only that something is closed, or of another loop."""
        if self._given is None or self._given.used_in == place():
            return error
        return FlowLangError(f"http_client was used in another event loop, where its connections are: {error}")

    async def _open(self, here: Place) -> httpx.AsyncClient:
        for pid, loop in list(self._by_place):
            if pid == here[0] and loop is not None and loop.is_closed():
                self._by_place.pop((pid, loop), None)
        http = self._make()
        until_the_end = _close_with_the_loop(http)
        await anext(until_the_end)
        self._by_place[here] = _OfLoop(http, until_the_end)
        return http


async def _close_with_the_loop(http: httpx.AsyncClient) -> AsyncGenerator[None, None]:
    """asyncio.run ends the generators that are open before it closes the loop: the last moment to close anything."""
    try:
        yield
    finally:
        await http.aclose()


def _given(http: Http, kind: type[Http], ours: str, theirs: str) -> _Given[Http]:
    must_be(kind, http, f"http_client of {ours} is an {theirs}")
    return _Given(http)


def _closed() -> FlowLangError:
    return FlowLangError("The client is closed: make one for a program, and close it when it is no longer needed")


def _maker(kind: type[Http]) -> Callable[[], Http]:
    """Certificates take forty milliseconds to read, and are read once."""
    certificates: list[ssl.SSLContext] = []

    def make() -> Http:
        if not certificates:
            certificates.append(_explained(httpx.create_ssl_context))
        return _explained(lambda: kind(verify=certificates[0], limits=_UNLIMITED))

    return make


def _explained(make: Callable[[], T]) -> T:
    """What httpx makes of the environment. Its own words are not repeated: they may hold the password of a proxy."""
    try:
        return make()
    except ImportError as error:
        what = f"{socks_sources()} names a SOCKS proxy, for which httpx needs another package"
        raise FlowLangError(f"{what}: pip install 'httpx[socks]', or unset the variable") from error
    except OSError as error:
        what = f"the certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read ({error.strerror})"
        raise FlowLangError(f"No connection can be made: {what}") from error
    except (ValueError, httpx.InvalidURL) as error:
        variables = "HTTP_PROXY, HTTPS_PROXY, ALL_PROXY or NO_PROXY"
        raise FlowLangError(f"The environment has something in {variables} that is no proxy for httpx") from error
