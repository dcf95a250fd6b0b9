"""One try of one request, on asyncio."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable

import httpx

from flowlang._answers import Answer
from flowlang._connections import AsyncConnections
from flowlang._log import log
from flowlang._operations import Request
from flowlang._settings import Settings
from flowlang._transport import FROM_HTTPX, Call, answer_of, build, names_credentials, translate

AsyncApiKey = str | Callable[[], str | Awaitable[str | None] | None] | None


class AsyncTransport:
    def __init__(self, settings: Settings, connections: AsyncConnections, api_key: AsyncApiKey) -> None:
        self.settings = settings
        self._connections = connections
        self._api_key = api_key

    async def open(self, request: Request, call: Call) -> httpx.Response:
        """The response with its body not yet read. Whoever gets it closes it."""
        own = names_credentials(self.settings, call)
        key = None if own else await self._key(request, call)
        # What an http_client has as its `auth` would otherwise replace the key.
        auth = None if own or key else httpx.USE_CLIENT_DEFAULT
        http = await self._connections.http()
        started = time.monotonic()
        try:
            built = build(http, self.settings, request, call, key)
            response = await http.send(built, stream=True, auth=auth, follow_redirects=False)
        except FROM_HTTPX as error:
            raise translate(error, self.settings, request, call.limits) from error
        except RuntimeError as error:
            raise self._connections.explain(error) from error
        log.debug("%s: %d in %.0f ms", request.name, response.status_code, (time.monotonic() - started) * 1000)
        return response

    async def _key(self, request: Request, call: Call) -> str | None:
        given = self._api_key() if callable(self._api_key) else self._api_key
        if not inspect.isawaitable(given):
            return given
        asking = asyncio.ensure_future(given)
        try:
            # Not `wait_for`: a TimeoutError of the function itself is to come through.
            done, _ = await asyncio.wait({asking}, timeout=call.limits.left())
        finally:
            asking.cancel()
        if not done:
            raise call.limits.passed(request.name, request.headers.get("idempotency-key"))
        return asking.result()

    async def read(self, response: httpx.Response, request: Request, call: Call) -> Answer:
        """The whole answer; closes the response."""
        if 300 <= response.status_code < 400:
            # Its head says all, and its body may never end.
            await response.aclose()
            return answer_of(response, b"")
        parts: list[bytes] = []
        try:
            async for chunk in response.aiter_bytes():
                parts.append(chunk)
                call.limits.check()
        except FROM_HTTPX as error:
            raise translate(error, self.settings, request, call.limits) from error
        finally:
            await response.aclose()
        return answer_of(response, b"".join(parts))
