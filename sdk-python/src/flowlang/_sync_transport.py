"""One try of one request, blocking."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx

from flowlang._answers import Answer
from flowlang._log import log
from flowlang._operations import Request
from flowlang._settings import Settings
from flowlang._transport import Call, answer_of, build, names_credentials, translated

ApiKey = str | Callable[[], str | None] | None


class SyncTransport:
    def __init__(self, settings: Settings, http: httpx.Client, api_key: ApiKey) -> None:
        self.settings = settings
        self._http = http
        self._api_key = api_key

    def open(self, request: Request, call: Call) -> httpx.Response:
        """The response with its body not yet read. Whoever gets it closes it."""
        own = names_credentials(self.settings, call)
        key = None if own else self._api_key() if callable(self._api_key) else self._api_key
        # What an http_client has as its `auth` would otherwise replace the key.
        auth = None if own or key else httpx.USE_CLIENT_DEFAULT
        with translated(self.settings, request, call.limits):
            built = build(self._http, self.settings, request, call, key)
            started = time.monotonic()
            response = self._http.send(built, stream=True, auth=auth, follow_redirects=False)
        log.debug("%s: %d in %.0f ms", request.name, response.status_code, (time.monotonic() - started) * 1000)
        return response

    def read(self, response: httpx.Response, request: Request, call: Call) -> Answer:
        """The whole answer; closes the response."""
        parts: list[bytes] = []
        try:
            with translated(self.settings, request, call.limits):
                for chunk in response.iter_bytes():
                    parts.append(chunk)
                    call.limits.check()
        finally:
            response.close()
        return answer_of(response, b"".join(parts))
