"""What cannot be meant is refused before anything is sent, in words that say what is right."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from driver import Call
from fake_server import SUCCESS, FakeServer, reset, respond
from flowlang.client import (
    AsyncFlowLangClient,
    ConnectionError,
    ExecutionHandle,
    FlowLangClient,
    FlowLangError,
    Retry,
    Timeout,
)

URL = "http://localhost:1"
NO_RETRY = "retry is a Retry, such as Retry\\(attempts=3\\), or None for a single try, not"
NO_TIMEOUT = "timeout is a number of seconds, or a Timeout of flowlang.client, not"

OPTIONS: list[tuple[dict[str, Any], str]] = [
    ({"retry": 3}, f"{NO_RETRY} int"),
    ({"retry": True}, f"{NO_RETRY} bool"),
    ({"retry": {"attempts": 3}}, f"{NO_RETRY} dict"),
    ({"timeout": datetime.timedelta(seconds=3)}, NO_TIMEOUT),
    ({"timeout": httpx.Timeout(5)}, NO_TIMEOUT),
    ({"timeout": {"total": 3}}, NO_TIMEOUT),
    ({"timeout": "5"}, f"{NO_TIMEOUT} '5'"),
    ({"timeout": True}, f"{NO_TIMEOUT} True"),
    ({"headers": 5}, "headers are texts"),
]


def refused(make: Callable[[], object], match: str) -> None:
    with pytest.raises(FlowLangError, match=match) as caught:
        make()
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, TypeError)


@pytest.mark.parametrize(("options", "match"), OPTIONS)
def test_an_option_of_a_client_or_a_call(call: Call, options: dict[str, Any], match: str) -> None:
    refused(lambda: call(URL, "health", client={"retry": None, **options}), match)
    refused(lambda: call(URL, "health", **options), match)


@pytest.mark.parametrize("make", [FlowLangClient, AsyncFlowLangClient])
@pytest.mark.parametrize(("options", "match"), OPTIONS)
def test_an_option_of_a_stream_is_refused_at_once_and_not_with_its_first_event(
    make: Callable[[str], FlowLangClient | AsyncFlowLangClient], options: dict[str, Any], match: str
) -> None:
    client = make(URL)
    refused(lambda: client.execute_flow_stream("Greet", **options), match)
    refused(lambda: client.execution_events("Greet", "x1", **options), match)


@pytest.mark.parametrize("make", [FlowLangClient, AsyncFlowLangClient])
@pytest.mark.parametrize("after", ["3", -1, 1.5, True, None])
def test_the_event_after_which_to_read(make: Callable[[str], FlowLangClient | AsyncFlowLangClient], after: Any) -> None:
    client = make(URL)
    match = "after is the number of an event, a whole number, not"
    refused(lambda: client.execution_events("Greet", "x1", after=after), match)


@pytest.mark.parametrize(
    ("method", "args", "match"),
    [
        ("execute_flow", {"flow_name": "Greet", "idempotency_key": 5}, "idempotency_key is text, not int"),
        ("get_execution", {"flow_name": "Greet", "execution_id": 5}, "execution_id is text, not int"),
        ("send_event", {"flow_name": "Greet", "execution_id": "x", "event": 5}, "event is text, not int"),
        ("cancel_execution", {"flow_name": "Greet", "execution_id": "x", "reason": 5}, "reason is text, not int"),
    ],
)
def test_an_argument_that_is_text(call: Call, method: str, args: dict[str, Any], match: str) -> None:
    refused(lambda: call(URL, method, **args), match)


@pytest.mark.parametrize(
    ("kind", "given", "match"),
    [
        (Retry, {"attempts": 2.5}, r"Retry\.attempts counts the first try too: a whole number from 1 on, not 2\.5"),
        (Retry, {"attempts": True}, r"Retry\.attempts"),
        (Retry, {"attempts": "3"}, r"Retry\.attempts"),
        (Retry, {"base_delay": "a"}, r"Retry\.base_delay and Retry\.max_delay are seconds, 0 or more, not 'a'"),
        (Retry, {"max_delay": None}, r"Retry\.base_delay and Retry\.max_delay"),
        (Timeout, {"total": "5"}, r"Timeout\.total is a number of seconds above 0, not '5'; None is no limit"),
        (Timeout, {"idle": datetime.timedelta(1)}, r"Timeout\.idle"),
    ],
)
def test_a_part_of_a_retry_or_a_timeout(kind: Callable[..., object], given: dict[str, Any], match: str) -> None:
    refused(lambda: kind(**given), match)


@pytest.mark.parametrize("client", [FlowLangClient, AsyncFlowLangClient])
@pytest.mark.parametrize("url", [httpx.URL(URL), URL.encode(), 5])
def test_a_base_url_that_is_no_text(client: Any, url: Any) -> None:
    refused(lambda: client(url), "base_url is text, such as 'http://localhost:8000', not")


def test_an_http_client_of_the_other_kind() -> None:
    sync, asynchronous = httpx.Client(), httpx.AsyncClient()
    make_sync: Any = FlowLangClient
    make_async: Any = AsyncFlowLangClient
    match = "http_client of FlowLangClient is an httpx.Client, not AsyncClient"
    refused(lambda: make_sync(URL, http_client=asynchronous), match)
    match = "http_client of AsyncFlowLangClient is an httpx.AsyncClient, not Client"
    refused(lambda: make_async(URL, http_client=sync), match)


def test_a_coroutine_function_for_the_key_of_the_synchronous_client() -> None:
    async def key() -> str:
        return "later"

    given: Any = key
    refused(FlowLangClient(URL, api_key=given).health, "only AsyncFlowLangClient can await it")


def test_how_long_a_handle_waits() -> None:
    with FakeServer(respond(202, RECORD)) as server, FlowLangClient(server.url) as client:
        handle: ExecutionHandle[Any] = client.start_flow("Greet")
        timeout: Any = datetime.timedelta(seconds=3)
        refused(lambda: handle.result(timeout), r"Timeout\.total")


RECORD: dict[str, Any] = {
    "execution_id": SUCCESS["execution_id"],
    "flow": "Greet",
    "status": "queued",
    "created_at": "2026-01-02T03:04:05.678Z",
    "origin": "api",
    "inputs": {},
    "started_at": None,
    "ended_at": None,
    "parent_id": None,
    "attempt": 1,
}


@pytest.mark.parametrize("options", [{"retry": False}, {"client": {"retry": False}}])
def test_false_is_no_retry_as_it_is_in_typescript(call: Call, options: dict[str, Any]) -> None:
    with FakeServer(reset) as server, pytest.raises(ConnectionError):
        call(server.url, "execute_flow", "Greet", **options)
    assert len(server.requests) == 1


def test_a_client_that_is_closed_says_so() -> None:
    client = FlowLangClient(URL)
    client.close()
    for use in (client.health, client.execute_flow_stream("Greet").result):
        with pytest.raises(FlowLangError, match="The client is closed: make one for a program"):
            use()


def test_an_http_client_that_is_closed_is_named() -> None:
    with httpx.Client() as mine:
        client = FlowLangClient(URL, http_client=mine)
    with pytest.raises(FlowLangError, match="The http_client that this client was given is closed"):
        client.health()
