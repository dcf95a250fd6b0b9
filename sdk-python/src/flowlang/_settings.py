"""What a client was made with, checked once: where the server is, who asks, and with which limits."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from types import EllipsisType
from typing import Final, TypedDict

import httpx

from flowlang._retry import DEFAULT_TIMEOUT, NO_RETRY, Retry, Timeout, Tries, timeout_from
from flowlang._version import __version__

DEFAULT_BASE_URL: Final = "http://localhost:8000"


class CallOptions(TypedDict, total=False):
    """What every method takes besides its own arguments. Left out: as the client has it."""

    timeout: Timeout | float | None
    retry: Retry | None
    headers: Mapping[str, str] | None


class RunOptions(CallOptions, total=False):
    """What the methods take that run a flow."""

    idempotency_key: str | None


@dataclass(frozen=True)
class Settings:
    """`base_url` has no slash at its end."""

    base_url: str
    timeout: Timeout
    retry: Retry
    headers: httpx.Headers

    @staticmethod
    def of(
        base_url: str | None, timeout: Timeout | float, retry: Retry | None, headers: Mapping[str, str] | None
    ) -> Settings:
        return Settings(
            base_url=_check_base_url(base_url or os.environ.get("FLOWLANG_BASE_URL") or DEFAULT_BASE_URL),
            timeout=timeout_from(timeout, DEFAULT_TIMEOUT),
            retry=retry or NO_RETRY,
            headers=httpx.Headers({"User-Agent": f"flowlang-python/{__version__}", **(headers or {})}),
        )

    @property
    def shown_url(self) -> str:
        """Without credentials, which do not belong in a message or a log."""
        return str(httpx.URL(self.base_url).copy_with(userinfo=b""))

    def tries(self, timeout: Timeout | float | None, retry: Retry | EllipsisType | None) -> Tries:
        """The tries of one call. `...` is the client's own policy, since None means no retries."""
        policy = self.retry if isinstance(retry, EllipsisType) else retry or NO_RETRY
        return Tries(policy, timeout_from(timeout, self.timeout))


def _check_base_url(text: str) -> str:
    url = text.strip()
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise ValueError(f"base_url {url!r} is not a URL: {error}") from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise ValueError(f"base_url {url!r} must begin with http:// or https:// and name a host, as {DEFAULT_BASE_URL}")
    if parsed.query or parsed.fragment or "?" in url or "#" in url:
        raise ValueError(f"base_url {url!r} must not have a query or a fragment")
    return url.rstrip("/")


def api_key_from_environment() -> str | None:
    return os.environ.get("FLOWLANG_API_KEY")


def authorization(key: object) -> dict[str, str]:
    """The header that carries the key; none without one. The key itself never stands in a message."""
    if key is None:
        return {}
    if not isinstance(key, str):
        raise TypeError(f"api_key must be text or give text, not {type(key).__name__}")
    # A file or a variable that a shell has filled often ends with a newline.
    key = key.strip()
    if not key:
        return {}
    if not (key.isascii() and key.isprintable()):
        raise ValueError("api_key has characters that an HTTP header cannot carry")
    return {"Authorization": f"Bearer {key}"}
