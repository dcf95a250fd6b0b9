"""Where both clients connect to: base URL, key, headers, redirects, and the httpx client they use."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from driver import AT_ONCE, Call
from fake_server import SUCCESS, FakeServer, problem, reset, respond
from flowlang.client import (
    APIError,
    AsyncFlowLangClient,
    FlowLangClient,
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


@pytest.mark.parametrize("key", ["ä", "a\nb"])
def test_a_key_that_no_header_can_carry_is_refused_without_showing_it(call: Call, key: str) -> None:
    with pytest.raises(ValueError, match="api_key has characters") as caught:
        call("http://localhost:1", "health", client={"api_key": key})
    assert key not in str(caught.value)


def test_headers_of_a_call_win_over_those_of_the_client(call: Call) -> None:
    with FakeServer(respond(200, [])) as server:
        options = {"client": {"headers": {"X-A": "client", "X-B": "client"}}, "headers": {"x-b": "call"}}
        call(server.url, "list_flows", **options)
    assert (server.requests[0].headers["x-a"], server.requests[0].headers["x-b"]) == ("client", "call")


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_on_the_same_server_is_followed(call: Call, status: int) -> None:
    with FakeServer(respond(status, b"", {"Location": "/moved/flows/Greet/execute"}), OK) as server:
        assert call(server.url, "execute_flow", "Greet", {"n": 1}, client={"api_key": "k"}).success
    first, second = server.requests
    assert (second.method, second.path) == ("POST", "/moved/flows/Greet/execute")
    assert second.body == first.body
    assert second.headers["idempotency-key"] == first.headers["idempotency-key"]
    assert second.headers["authorization"] == "Bearer k"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_to_another_server_is_an_error_and_never_sees_the_key(call: Call, status: int) -> None:
    with (
        FakeServer(OK) as other,
        FakeServer(respond(status, b"", {"Location": f"{other.url}/flows"})) as server,
        pytest.raises(APIError, match=r"redirects to .*Set base_url") as caught,
    ):
        call(server.url, "list_flows", client={"api_key": "k"})
    assert caught.value.status == status
    assert other.requests == []


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirect_that_would_make_a_post_a_get_is_an_error(call: Call, status: int) -> None:
    with FakeServer(respond(status, b"", {"Location": "/x"}), OK) as server, pytest.raises(APIError):
        call(server.url, "execute_flow", "Greet")
    assert len(server.requests) == 1


def test_redirects_without_end_are_an_error(call: Call) -> None:
    with FakeServer(respond(307, b"", {"Location": "/flows"})) as server, pytest.raises(APIError) as caught:
        call(server.url, "list_flows")
    assert (caught.value.status, len(server.requests)) == (307, 6)


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
        with pytest.raises(RuntimeError, match="closed"):
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
