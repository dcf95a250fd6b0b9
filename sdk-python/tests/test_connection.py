"""Where both clients connect to: base URL, key, headers, redirects, and the httpx client they use."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from driver import AT_ONCE, Call, Read
from fake_server import RUN, SSE_HEAD, SUCCESS, Exchange, FakeServer, Reply, encode, problem, reset, respond
from flowlang.client import (
    APIError,
    AsyncFlowLangClient,
    FlowLangClient,
    FlowLangError,
    FlowNotFoundError,
)

OK = respond(200, SUCCESS)


def test_a_base_url_may_have_a_path_and_a_slash_at_its_end(call: Call) -> None:
    with FakeServer(OK) as server:
        call(f"{server.url}/api/v1/", "execute_flow", "a/b")
    assert server.requests[0].path == "/api/v1/flows/a%2Fb/execute"


def test_the_environment_says_where_and_who(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeServer(respond(200, [])) as server:
        monkeypatch.setenv("FLOWLANG_BASE_URL", server.url)
        monkeypatch.setenv("FLOWLANG_API_KEY", " secret\n")
        call(None, "list_flows")
        call(None, "list_flows", client={"api_key": "other"})
        call(None, "list_flows", client={"api_key": ""})
    sent = [request.headers.get("authorization") for request in server.requests]
    assert sent == ["Bearer secret", "Bearer other", None]


def test_a_function_is_asked_for_the_key_before_each_try(call: Call) -> None:
    keys = iter(["one", "two", None])
    with FakeServer(reset, respond(200, [])) as server:
        call(server.url, "list_flows", client={"api_key": lambda: next(keys)})
    assert [request.headers["authorization"] for request in server.requests] == ["Bearer one", "Bearer two"]


def test_a_coroutine_function_may_give_the_key_to_the_asynchronous_client() -> None:
    async def key() -> str:
        return "later"

    async def main() -> None:
        async with AsyncFlowLangClient(server.url, api_key=key) as client:
            await client.list_flows()

    with FakeServer(respond(200, [])) as server:
        asyncio.run(main())
    assert server.requests[0].headers["authorization"] == "Bearer later"


@pytest.mark.parametrize("text", ["hunter2€", "hunter2\nb", "hunter2\0"])
def test_what_no_header_can_carry_is_refused_by_its_name_and_without_showing_it(call: Call, text: str) -> None:
    for options, what in (
        ({"client": {"api_key": text}}, "api_key"),
        ({"client": {"headers": {"X-A": "a", "X-Key": text}}}, "headers: x-key"),
        ({"headers": {"X-Key": text}}, "headers: x-key"),
    ):
        with pytest.raises(FlowLangError, match=f"^{what} must be one line of Latin-1$") as caught:
            call("http://localhost:1", "health", **options)
        assert "hunter2" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("text", ["hunter2\n", "hunter2 it's\n"])
def test_a_header_of_the_http_client_that_cannot_be_sent_is_not_shown_either(text: str) -> None:
    with httpx.Client(headers={"X-Key": text}) as mine, FakeServer(OK) as server:
        client = FlowLangClient(server.url, http_client=mine)
        with pytest.raises(FlowLangError, match=r"^health\(\) cannot be sent: Illegal header value$") as caught:
            client.health()
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


def test_a_name_that_no_header_can_have_is_refused(call: Call) -> None:
    with pytest.raises(ValueError, match="headers: 'x key' is no name of a header"):
        call("http://localhost:1", "health", headers={"X Key": "a"})


def test_headers_of_a_call_win_over_those_of_the_client(call: Call) -> None:
    with FakeServer(respond(200, [])) as server:
        options = {"client": {"headers": {"X-A": "client", "X-B": "client"}}, "headers": {"x-b": "call"}}
        call(server.url, "list_flows", **options)
    assert (server.requests[0].headers["x-a"], server.requests[0].headers["x-b"]) == ("client", "call")


BASIC = {"headers": {"authorization": "Basic x"}}


@pytest.mark.parametrize("headers", [{"client": BASIC}, BASIC])
def test_a_header_that_says_who_asks_wins_over_the_key_which_is_not_asked_for(
    call: Call, headers: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOWLANG_API_KEY", "secret")
    with FakeServer(respond(200, [])) as server:
        call(server.url, "list_flows", **headers)
    assert server.requests[0].headers["authorization"] == "Basic x"


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["execute_flow", "get_flow"])
def test_a_redirect_is_an_error_that_names_the_target_and_is_never_followed(
    call: Call, status: int, method: str
) -> None:
    moved = respond(status, b"", {"Location": "/flows/Greet?token=hunter2"})
    with FakeServer(moved, OK) as server, pytest.raises(APIError, match="redirects to /flows/Greet ") as caught:
        call(server.url, method, "Greet", client={"api_key": "k"})
    assert (type(caught.value), caught.value.status) == (APIError, status)
    assert "the client follows no redirect. Set base_url to where it leads" in str(caught.value)
    assert len(server.requests) == 1


def test_a_stream_follows_no_redirect_either(read: Read) -> None:
    with FakeServer(respond(307, b"", {"Location": "/there"}), OK) as server:
        reading = read(server.url)
    assert type(reading.error) is APIError
    assert "redirects to /there (HTTP 307)" in str(reading.error)
    assert len(server.requests) == 1


@pytest.mark.parametrize("client", [FlowLangClient, AsyncFlowLangClient])
@pytest.mark.parametrize("given", [None, "", " "])
def test_without_a_base_url_the_error_says_what_to_give(
    client: type[FlowLangClient | AsyncFlowLangClient], given: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if given == "":
        monkeypatch.setenv("FLOWLANG_BASE_URL", "http://h")
    with pytest.raises(ValueError, match=r"give base_url, such as 'http://localhost:8000', or set FLOWLANG_BASE_URL"):
        client(given)


def test_a_base_url_with_a_password_is_refused_without_showing_it() -> None:
    with pytest.raises(ValueError, match="use api_key") as caught:
        FlowLangClient("http://me:hunter2@h")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["localhost:8000", "ftp://h", "http://", "http://h?x=1", "http://h#x", "http://h:x", "h"]
)
def test_a_base_url_that_cannot_be_meant_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="base_url"):
        FlowLangClient(url)


def test_a_client_that_was_given_stays_open_and_its_own_is_closed() -> None:
    with httpx.Client(headers={"X-Mine": "yes"}, follow_redirects=True) as mine, FakeServer(respond(200, [])) as server:
        with FlowLangClient(server.url, http_client=mine, retry=AT_ONCE) as client:
            client.list_flows()
        assert not mine.is_closed
        assert server.requests[0].headers["x-mine"] == "yes"
        own = FlowLangClient(server.url)
        own.close()
        with pytest.raises(FlowLangError, match="The client is closed"):
            own.list_flows()


def test_a_call_leaves_no_connection_behind_once_the_client_is_closed(call: Call) -> None:
    with FakeServer(problem(404, "flow_not_found")) as server:
        with pytest.raises(FlowNotFoundError):
            call(server.url, "get_flow", "A")
        assert server.left.get(timeout=5)


def test_connections_are_used_again_after_an_error() -> None:
    with FakeServer(problem(404, "flow_not_found"), respond(200, [])) as server, FlowLangClient(server.url) as client:
        with pytest.raises(FlowNotFoundError):
            client.get_flow("A")
        client.list_flows()
        assert server.connections == 1


def whole_stream(pause: float) -> Reply:
    """With an end of its own, as a server sends it that keeps its connections; the end a little after the events."""
    head = SSE_HEAD.replace(b"Connection: close", b"Transfer-Encoding: chunked")

    def reply(exchange: Exchange) -> None:
        body = b"".join(encode(event) for event in RUN)
        exchange.send(head + f"{len(body):x}\r\n".encode() + body + b"\r\n")
        exchange.pause(pause)
        exchange.send(b"0\r\n\r\n")

    return reply


def two_streams_sync(url: str) -> None:
    with FlowLangClient(url) as client:
        for _ in range(2):
            assert client.execute_flow_stream("Greet").result().success


def two_streams_async(url: str) -> None:
    async def main() -> None:
        async with AsyncFlowLangClient(url) as client:
            for _ in range(2):
                assert (await client.execute_flow_stream("Greet").result()).success

    asyncio.run(main())


@pytest.mark.parametrize("two_streams", [two_streams_sync, two_streams_async])
def test_a_connection_is_used_again_after_a_stream(two_streams: Callable[[str], None]) -> None:
    with FakeServer(whole_stream(0.01)) as server:
        two_streams(server.url)
        assert server.connections == 1


@pytest.mark.parametrize("two_streams", [two_streams_sync, two_streams_async])
def test_a_stream_whose_end_is_held_back_is_left_for_a_new_connection(two_streams: Callable[[str], None]) -> None:
    with FakeServer(whole_stream(10)) as server:
        two_streams(server.url)
        assert server.connections == 2
