"""What a client was made with, checked once: where the server is, who asks, and with which limits."""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import EllipsisType
from typing import Final, Literal, TypedDict

import httpx

from flowlang._arguments import must_be
from flowlang._errors import ArgumentError
from flowlang._log import listen
from flowlang._proxy import Proxy, proxy_of
from flowlang._retry import Retry, RetryPolicy, TimeLimits, Timeout, Tries, retry_from, timeout_from
from flowlang._version import __version__

_EXAMPLE: Final = "http://localhost:8000"


class CallOptions(TypedDict, total=False):
    """What every method takes besides its own arguments. Left out: as the client has it."""

    timeout: Timeout | float | None
    retry: Retry | Literal[False] | None
    headers: Mapping[str, str] | None


class StartOptions(CallOptions, total=False):
    """What the methods take that begin an execution."""

    idempotency_key: str | None


class RunOptions(StartOptions, total=False):
    """What the methods take that run a flow."""

    cancel_on_disconnect: bool


class EventsOptions(CallOptions, total=False):
    """What the methods take that read events of executions that are there already."""

    progress: bool | None


class StreamOptions(RunOptions, EventsOptions, total=False):
    """What the methods take that run a flow and read its events."""


@dataclass(frozen=True)
class Settings:
    """`base_url` has no slash at its end, and the names of `headers` are in lower case.

    `proxy` is what our own httpx client takes from the environment; what one that was given does, nobody can tell.
    """

    base_url: str
    timeout: TimeLimits
    retry: RetryPolicy
    headers: Mapping[str, str]
    proxy: Proxy | None = None

    @staticmethod
    def of(
        base_url: str | None,
        timeout: Timeout | float | None,
        retry: Retry | Literal[False] | EllipsisType | None,
        headers: Mapping[str, str] | None,
        *,
        own_http: bool = True,
    ) -> Settings:
        listen()
        url = _check_base_url(base_url if base_url is not None else os.environ.get("FLOWLANG_BASE_URL"))
        return Settings(
            base_url=url,
            timeout=timeout_from(timeout, TimeLimits()),
            retry=retry_from(retry, RetryPolicy()),
            headers={"user-agent": f"flowlang-python/{__version__}", **headers_from(headers)},
            proxy=proxy_of(url) if own_http else None,
        )

    def tries(self, timeout: Timeout | float | None, retry: Retry | Literal[False] | EllipsisType | None) -> Tries:
        """The tries of one call. `...` is the client's own policy, since None means no retries."""
        return Tries(retry_from(retry, self.retry), timeout_from(timeout, self.timeout))


def _check_base_url(text: str | None) -> str:
    if text is not None:
        must_be(str, text, f"base_url is text, such as {_EXAMPLE!r}")
    url = (text or "").strip()
    if not url:
        raise ArgumentError(
            f"The client does not know the server: give base_url, such as {_EXAMPLE!r}, or set FLOWLANG_BASE_URL"
        )
    # Not with the text given: a URL may hold a password.
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        parsed = httpx.URL("")
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise ArgumentError(f"base_url is not an absolute http(s) URL; it must look like {_EXAMPLE!r}")
    if parsed.userinfo:
        raise ArgumentError("base_url has a user or password in it: use api_key, or headers with an Authorization")
    if parsed.query or parsed.fragment or "?" in url or "#" in url:
        raise ArgumentError("base_url has a query or a fragment: it may only have a path")
    return url.rstrip("/")


def api_key_from_environment() -> str | None:
    return os.environ.get("FLOWLANG_API_KEY")


def headers_from(given: Mapping[str, str] | None) -> dict[str, str]:
    """With names in lower case, by which two that mean the same are told. ArgumentError for what is no header."""
    try:
        # In UTF-8 all texts come through: what HTTP can carry is judged below, where the name is known.
        headers = dict(httpx.Headers(given, encoding="utf-8"))
    except (TypeError, ValueError) as error:
        raise ArgumentError(f"headers are texts, by name: {error}") from error
    for name in headers:
        if not _NAME.fullmatch(name):
            raise ArgumentError(f"headers: {name!r} is no name of a header")
    # What a shell has filled often ends with a line end. No other blanks: `fetch` leaves those, too.
    return {name: _sendable(f"headers: {name}", value.strip(" \t\r\n")) for name, value in headers.items()}


def _sendable(what: str, text: str) -> str:
    # httpx would refuse it later, with the value in its message.
    if _SENDABLE.fullmatch(text):
        return text
    raise ArgumentError(f"{what} must be one line of Latin-1")


_NAME: Final = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
_SENDABLE: Final = re.compile(r"[\t -~\x80-\xff]*")


def authorization(key: object) -> dict[str, str]:
    """The header that carries the key; none without one. The key itself never stands in a message."""
    if key is None:
        return {}
    if inspect.iscoroutine(key):
        key.close()
        raise ArgumentError("api_key is a coroutine function, and only AsyncFlowLangClient can await it")
    if not isinstance(key, str):
        raise ArgumentError(f"api_key must be text or give text, not {type(key).__name__}")
    key = _sendable("api_key", key.strip())
    return {"authorization": f"Bearer {key}"} if key else {}
