"""Proxies that the environment names: errors tell of them, and do not blame the server."""

from __future__ import annotations

import socket

import httpx
import pytest

from driver import Call
from fake_server import FakeServer, cut
from flowlang._proxy import proxy_of
from flowlang.client import AsyncFlowLangClient, ConnectionError, FlowLangClient, FlowLangError

VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
SERVER = "http://flows.test:8000"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def nobody() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_a_proxy_that_refuses_is_named_without_its_password(
    call: Call, nobody: str, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, f"http://me:hunter2@{nobody}")
    with pytest.raises(ConnectionError) as caught:
        call(SERVER, "health", client={"retry": None})
    assert str(caught.value) == (
        f"Could not reach {SERVER} through the proxy http://{nobody} (from {variable}): connection refused. "
        "To reach flows.test without it, set NO_PROXY=flows.test"
    )


def test_a_proxy_that_breaks_off_or_is_not_known_is_named_too(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeServer(cut) as proxy:
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        with pytest.raises(ConnectionError, match=rf"{SERVER} through the proxy {proxy.url} .* broke: .* NO_PROXY="):
            call(SERVER, "health", client={"retry": None})
    monkeypatch.setenv("ALL_PROXY", "http://nowhere.invalid:3128")
    with pytest.raises(ConnectionError, match=r"the proxy http://nowhere\.invalid:3128 .* not known\. To reach"):
        call(SERVER, "health", client={"retry": None})


def test_a_server_to_which_no_proxy_leads_is_told_of_as_ever(
    call: Call, nobody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with pytest.raises(ConnectionError, match=r"connection refused\. Is the server running"):
        call(f"http://{nobody}", "health", client={"retry": None})


@pytest.mark.parametrize(
    ("server", "environment", "used"),
    [
        (SERVER, {"HTTP_PROXY": "one:1", "ALL_PROXY": "two:2"}, "http://one:1"),
        (SERVER, {"HTTPS_PROXY": "one:1", "ALL_PROXY": "two:2"}, "http://two:2"),
        ("https://flows.test", {"HTTPS_PROXY": "http://one:1", "ALL_PROXY": "two:2"}, "http://one:1"),
        ("https://flows.test", {"HTTP_PROXY": "http://one:1"}, None),
        *(
            (SERVER, {"ALL_PROXY": "one:1", "NO_PROXY": no}, None)
            for no in ("*", "test", ".test", "a, flows.test:8000")
        ),
        (SERVER, {"ALL_PROXY": "one:1", "NO_PROXY": "other.test,lows.test"}, "http://one:1"),
        ("http://[::1]:8000", {"ALL_PROXY": "one:1", "NO_PROXY": "::1"}, None),
        (SERVER, {}, None),
    ],
)
def test_which_proxy_it_is(
    server: str, environment: dict[str, str], used: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in environment.items():
        monkeypatch.setenv(name, text)
    found = proxy_of(server)
    assert (found.url if found else None) == used
    # There is no public way to ask httpx for what it makes of the same environment.
    http = httpx.Client()
    assert (http._transport_for_url(httpx.URL(server)) is not http._transport) is (used is not None)


@pytest.mark.parametrize("client", [FlowLangClient, AsyncFlowLangClient])
@pytest.mark.parametrize(
    ("variable", "text", "said"),
    [
        (
            "ALL_PROXY",
            "socks5://me:hunter2@127.0.0.1:1",
            r"ALL_PROXY names a SOCKS proxy, .*pip install 'httpx\[socks\]'",
        ),
        (
            "HTTP_PROXY",
            "ftp://me:hunter2@127.0.0.1:1",
            "HTTP_PROXY, HTTPS_PROXY, ALL_PROXY or NO_PROXY that is no proxy",
        ),
        ("HTTP_PROXY", "http://me:hunter2@127.0.0.1:port", "that is no proxy for httpx"),
        (
            "SSL_CERT_FILE",
            __file__,
            "the certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read",
        ),
    ],
)
def test_an_environment_that_httpx_cannot_use_is_told_of_by_the_constructor(
    client: type[FlowLangClient | AsyncFlowLangClient],
    variable: str,
    text: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, text)
    with pytest.raises(FlowLangError, match=said) as caught:
        client(SERVER)
    assert "hunter2" not in str(caught.value)
