"""The proxy that the environment names for a server. httpx takes it by itself, so that errors have to tell of it."""

from __future__ import annotations

import os
import urllib.request
from dataclasses import dataclass

import httpx


@dataclass(frozen=True)
class Proxy:
    """`url` has no user and no password; `source` is the variable that names it."""

    url: str
    source: str
    host: str

    @property
    def way_around(self) -> str:
        return f"To reach {self.host} without it, set NO_PROXY={self.host}"

    def __str__(self) -> str:
        return f"the proxy {self.url} (from {self.source})"


def proxy_of(server: str) -> Proxy | None:
    """As httpx decides it: what is named for the scheme, else for all, unless NO_PROXY has the host."""
    url = httpx.URL(server)
    named = urllib.request.getproxies()
    if any(urllib.request.proxy_bypass(host) for host in (url.host, url.netloc.decode())):
        return None
    scheme = next((scheme for scheme in (url.scheme, "all") if named.get(scheme)), None)
    return None if scheme is None else _shown(named[scheme], _source(scheme), url.host)


def _shown(text: str, source: str, host: str) -> Proxy | None:
    try:
        proxy = httpx.URL(text if "://" in text else f"http://{text}")
    except httpx.InvalidURL:
        # The httpx client cannot be made either, which is told of there.
        return None
    port = "" if proxy.port is None else f":{proxy.port}"
    return Proxy(f"{proxy.scheme}://{proxy.host}{port}", source, host)


def socks_sources() -> str:
    """The variables that name SOCKS proxies, for a message."""
    return " and ".join(_source(key) for key, text in urllib.request.getproxies().items() if text.startswith("socks"))


def _source(scheme: str) -> str:
    names = (f"{scheme}_proxy", f"{scheme}_proxy".upper())
    return next((name for name in names if os.environ.get(name)), "the settings of the system")
