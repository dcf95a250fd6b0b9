"""The proxy's process, and what is asked of it."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import httpx

from real_server import REPOSITORY, spawn
from scenario_format import Json


@dataclass(frozen=True)
class ProxySession:
    """The proxy of one scenario."""

    url: str
    server: str
    """The URL of the server itself."""
    _place: str
    _http: httpx.Client

    def wait(self, moment: str) -> None:
        """Until it has come, or the session has ended."""
        with suppress(httpx.HTTPError):
            self._http.get(f"{self._place}/{moment}")

    def end(self) -> Json:
        report: Any = self._http.delete(self._place).raise_for_status().json()
        return report


class RunningProxy:
    def __init__(self, control: str, http: httpx.Client) -> None:
        self._control = control
        self._http = http

    def begin(self, plan: Json) -> ProxySession:
        answer: Any = self._http.post(self._control, json=plan).raise_for_status().json()
        return ProxySession(answer["url"], answer["server"], f"{self._control}/{answer['id']}", self._http)


@contextmanager
def proxying() -> Generator[RunningProxy, None, None]:
    limits = httpx.Limits(max_connections=None)
    main = str(REPOSITORY / "contract-tests" / "proxy" / "main.ts")
    with spawn(main, stdin=-1) as process, httpx.Client(timeout=60, limits=limits, trust_env=False) as http:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield RunningProxy(process.stdout.readline().strip(), http)
        finally:
            process.stdin.close()
            process.wait(30)
