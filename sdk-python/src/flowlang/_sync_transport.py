"""One try of one request, blocking."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from flowlang._answers import Answer
from flowlang._operations import Request
from flowlang._settings import Settings
from flowlang._transport import MAX_REDIRECTS, Call, answer_of, build, redirect_target, translated

ApiKey = str | Callable[[], str | None] | None


class SyncTransport:
    def __init__(self, settings: Settings, http: httpx.Client, api_key: ApiKey) -> None:
        self.settings = settings
        self._http = http
        self._api_key = api_key

    def open(self, request: Request, call: Call) -> httpx.Response:
        """The response with its body not yet read. Whoever gets it closes it."""
        key = self._api_key() if callable(self._api_key) else self._api_key
        # Credentials in the URL would otherwise replace the key.
        auth = None if key else httpx.USE_CLIENT_DEFAULT
        url = self.settings.base_url + request.path
        for hops_left in range(MAX_REDIRECTS, -1, -1):
            with translated(self.settings, request, call.limits):
                built = build(self._http, self.settings, request, call, key, url)
                response = self._http.send(built, stream=True, auth=auth, follow_redirects=False)
            target = redirect_target(response) if hops_left else None
            if target is None:
                return response
            response.close()
            url = target
        raise AssertionError("the last hop always returns")

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
