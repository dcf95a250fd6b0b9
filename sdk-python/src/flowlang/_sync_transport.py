"""One try of one request, blocking."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx

from flowlang._answers import Answer
from flowlang._connections import SyncConnections
from flowlang._log import log
from flowlang._operations import Request
from flowlang._settings import Settings
from flowlang._transport import FROM_HTTPX, Call, answer_of, build, names_credentials, translate

ApiKey = str | Callable[[], str | None] | None


class SyncTransport:
    def __init__(self, settings: Settings, connections: SyncConnections, api_key: ApiKey) -> None:
        self.settings = settings
        self._connections = connections
        self._api_key = api_key

    def open(self, request: Request, call: Call) -> httpx.Response:
        """The response with its body not yet read. Whoever gets it closes it."""
        own = names_credentials(self.settings, call)
        key = None if own else self._api_key() if callable(self._api_key) else self._api_key
        # What an http_client has as its `auth` would otherwise replace the key.
        auth = None if own or key else httpx.USE_CLIENT_DEFAULT
        http = self._connections.http()
        started = time.monotonic()
        try:
            built = build(http, self.settings, request, call, key)
            response = http.send(built, stream=True, auth=auth, follow_redirects=False)
        except FROM_HTTPX as error:
            raise translate(error, self.settings, request, call.limits) from error
        log.debug("%s: %d in %.0f ms", request.name, response.status_code, (time.monotonic() - started) * 1000)
        return response

    def read(self, response: httpx.Response, request: Request, call: Call) -> Answer:
        """The whole answer; closes the response."""
        if 300 <= response.status_code < 400:
            # Its head says all, and its body may never end.
            response.close()
            return answer_of(response, b"")
        parts: list[bytes] = []
        try:
            for chunk in response.iter_bytes():
                parts.append(chunk)
                call.limits.check()
        except FROM_HTTPX as error:
            raise translate(error, self.settings, request, call.limits) from error
        finally:
            response.close()
        return answer_of(response, b"".join(parts))
