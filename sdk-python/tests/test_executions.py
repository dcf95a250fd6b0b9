"""Executions by their id, and those that are started without waiting for their end: the same in both clients."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

import pytest

from driver import AT_ONCE, Call
from fake_server import EXECUTION_ID, RUN, FakeServer, Reply, hang, problem, reset, respond, sse
from flowlang.client import (
    AsyncFlowLangClient,
    CompletedExecution,
    ConflictError,
    ErrorInfo,
    FailedExecution,
    FlowLangClient,
    FlowLangError,
    TimeoutError,
    UnexpectedResponseError,
    UnfinishedExecution,
)

TIME = "2026-01-02T03:04:05.678Z"
LISTED: dict[str, Any] = {
    "execution_id": EXECUTION_ID,
    "flow": "Greet",
    "status": "running",
    "created_at": TIME,
    "started_at": TIME,
    "ended_at": None,
    "origin": "api",
    "parent_id": None,
    "attempt": 1,
}
RUNNING = {**LISTED, "inputs": {"name": "Ada"}}
ENDED = {**RUNNING, "ended_at": TIME, "execution_time_ms": 2.5}
COMPLETED = {**ENDED, "status": "completed", "outputs": {"text": "Hello"}}
FAILED = {**ENDED, "status": "failed", "error": {"type": "E", "message": "m"}}
PATH = f"/flows/Greet/executions/{EXECUTION_ID}"
ACCEPTED = respond(202, RUNNING)

Asking = Callable[[Any], Any]
"""What is asked of a handle; a coroutine of the asynchronous one."""


class Ask(Protocol):
    """Starts a flow, and answers what its handle does."""

    def __call__(self, url: str, *asks: Asking) -> list[Any]: ...


def ask_sync(url: str, *asks: Asking) -> list[Any]:
    with FlowLangClient(url, retry=AT_ONCE) as client:
        handle = client.start_flow("Greet", {"name": "Ada"})
        return [ask(handle) for ask in asks]


def ask_async(url: str, *asks: Asking) -> list[Any]:
    async def main() -> list[Any]:
        async with AsyncFlowLangClient(url, retry=AT_ONCE) as client:
            handle = await client.start_flow("Greet", {"name": "Ada"})
            answers = [ask(handle) for ask in asks]
            return [await answer if asyncio.iscoroutine(answer) else answer for answer in answers]

    return asyncio.run(main())


@pytest.fixture(params=[ask_sync, ask_async], ids=["sync", "async"])
def ask(request: pytest.FixtureRequest) -> Ask:
    made: Ask = request.param
    return made


def test_start_flow_asks_for_an_answer_before_the_end_and_gives_a_handle(ask: Ask) -> None:
    with FakeServer(reset, ACCEPTED) as server:
        seen = ask(server.url, lambda h: h.id, lambda h: h.flow, lambda h: h.record, repr)
    assert seen[:2] == [EXECUTION_ID, "Greet"]
    assert seen[2] == RUNNING
    assert EXECUTION_ID in seen[3]
    first, second = server.requests
    assert (second.method, second.path, second.json) == ("POST", "/flows/Greet/execute", {"inputs": {"name": "Ada"}})
    assert second.headers["prefer"] == "respond-async"
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert "x-cancel-on-disconnect" not in second.headers


def test_a_start_that_answers_no_record_is_an_error(call: Call) -> None:
    with FakeServer(respond(202, {"success": True})) as server, pytest.raises(UnexpectedResponseError, match="status"):
        call(server.url, "start_flow", "Greet")


def test_a_handle_tells_the_status(ask: Ask) -> None:
    with FakeServer(ACCEPTED, respond(200, {**RUNNING, "status": "waiting"})) as server:
        assert ask(server.url, lambda h: h.status()) == ["waiting"]
    assert (server.requests[1].method, server.requests[1].path) == ("GET", PATH)


def test_a_handle_waits_for_the_result_over_as_many_connections_as_it_takes(ask: Ask) -> None:
    with FakeServer(ACCEPTED, sse(RUN[:2]), sse(RUN[2:])) as server:
        (result,) = ask(server.url, lambda h: h.result())
    assert result.outputs == {"text": "Hello"}
    assert [request.path for request in server.requests[1:]] == [f"{PATH}/events"] * 2
    assert [request.headers.get("last-event-id") for request in server.requests[1:]] == [None, "2"]


def test_a_handle_waits_as_long_as_it_is_told(ask: Ask) -> None:
    with FakeServer(ACCEPTED, hang) as server, pytest.raises(TimeoutError) as caught:
        ask(server.url, lambda h: h.result(timeout=0.2))
    assert caught.value.phase == "total"


def test_a_handle_cancels_and_sends(ask: Ask) -> None:
    cancellation = {"execution_id": EXECUTION_ID, "flow": "Greet", "reason": "r"}
    delivery = {"execution_id": EXECUTION_ID, "flow": "Greet", "event": "e"}
    with FakeServer(ACCEPTED, respond(202, cancellation), respond(202, delivery)) as server:
        assert ask(server.url, lambda h: h.cancel("r"), lambda h: h.send("e", [1])) == [cancellation, delivery]
    paths = [(request.path, request.json) for request in server.requests[1:]]
    assert paths == [(f"{PATH}/cancel", {"reason": "r"}), (f"{PATH}/events/e", [1])]


def test_the_events_of_a_handle_begin_after_the_one_that_is_named() -> None:
    with FakeServer(ACCEPTED, sse(RUN[2:])) as server, FlowLangClient(server.url) as client:
        events = client.start_flow("Greet").events(after=2)
        assert [event.seq for event in events] == [3, 4]
        assert events.result().success
        assert events.idempotency_key is None
    assert server.requests[1].headers["last-event-id"] == "2"


def test_after_the_last_event_there_is_none_and_no_result() -> None:
    with FakeServer(respond(204)) as server, FlowLangClient(server.url) as client:
        stream = client.execution_events("Greet", EXECUTION_ID, after=4)
        assert list(stream) == []
        with pytest.raises(FlowLangError, match="Event 4 is the last one"):
            stream.result()


def test_after_the_last_event_there_is_none_for_the_asynchronous_client_either() -> None:
    async def main(url: str) -> None:
        async with AsyncFlowLangClient(url) as client:
            stream = client.execution_events("Greet", EXECUTION_ID, after=4)
            assert [event async for event in stream] == []
            with pytest.raises(FlowLangError, match="Event 4 is the last one"):
                await stream.result()

    with FakeServer(respond(204)) as server:
        asyncio.run(main(server.url))


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_stream_cancels_its_execution_once_that_is_known(kind: str) -> None:
    cancellation = {"execution_id": EXECUTION_ID, "flow": "Greet", "reason": "r"}

    async def main(url: str) -> None:
        async with AsyncFlowLangClient(url) as client:
            stream = client.execute_flow_stream("Greet")
            with pytest.raises(FlowLangError, match="no execution to cancel yet"):
                await stream.cancel()
            await stream.result()
            assert await stream.cancel("r") == cancellation

    with FakeServer(sse(RUN), respond(202, cancellation)) as server:
        if kind == "async":
            asyncio.run(main(server.url))
        else:
            with FlowLangClient(server.url) as client:
                stream = client.execute_flow_stream("Greet")
                with pytest.raises(FlowLangError, match="no execution to cancel yet"):
                    stream.cancel()
                stream.result()
                assert stream.cancel("r") == cancellation
    assert server.requests[1].path == f"{PATH}/cancel"


def test_retry_execution_gives_a_handle_of_the_new_one(call: Call) -> None:
    retried = {**RUNNING, "execution_id": "x2", "origin": "retry", "parent_id": EXECUTION_ID, "attempt": 2}
    with FakeServer(reset, respond(202, retried)) as server:
        assert call(server.url, "retry_execution", "Greet", EXECUTION_ID).record == retried
    first, second = server.requests
    assert (second.method, second.path, second.body) == ("POST", f"{PATH}/retry", b"")
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


def test_the_retry_of_what_has_not_failed_is_a_conflict(call: Call) -> None:
    with FakeServer(problem(409, "execution_not_failed")) as server, pytest.raises(ConflictError):
        call(server.url, "retry_execution", "Greet", EXECUTION_ID)


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (RUNNING, UnfinishedExecution),
        ({**RUNNING, "status": "queued", "started_at": None}, UnfinishedExecution),
        ({**COMPLETED, "terminated": True, "termination_reason": "enough"}, CompletedExecution),
        (FAILED, FailedExecution),
        ({**FAILED, "status": "cancelled", "started_at": None}, FailedExecution),
    ],
)
def test_get_execution_gives_the_record(call: Call, record: dict[str, Any], kind: type) -> None:
    with FakeServer(respond(200, record)) as server:
        execution: Any = call(server.url, "get_execution", "Greet", EXECUTION_ID)
    assert type(execution).__name__ == kind.__name__
    assert dict(execution) == record
    assert execution.inputs == {"name": "Ada"}
    assert execution.outputs == record.get("outputs")
    assert (execution.error is not None) == ("error" in record)
    assert execution.error is None or isinstance(execution.error, ErrorInfo)


@pytest.mark.parametrize(
    ("record", "place"),
    [
        ({**RUNNING, "inputs": None}, "/inputs"),
        ({**COMPLETED, "outputs": None}, "/outputs"),
        ({**FAILED, "error": None}, "/error"),
        ({**COMPLETED, "ended_at": None}, "/ended_at"),
        ({**RUNNING, "status": 1}, "/status"),
    ],
)
def test_a_record_that_is_none_is_an_error_with_the_place(call: Call, record: dict[str, Any], place: str) -> None:
    with FakeServer(respond(200, record)) as server, pytest.raises(UnexpectedResponseError) as caught:
        call(server.url, "get_execution", "Greet", EXECUTION_ID)
    assert caught.value.place == place


def page(*ids: str, cursor: str | None = None) -> Reply:
    return respond(200, {"items": [{**LISTED, "execution_id": one} for one in ids], "next_cursor": cursor})


def list_sync(url: str, **options: Any) -> list[str]:
    with FlowLangClient(url) as client:
        return [one["execution_id"] for one in client.list_executions("Greet", **options)]


def list_async(url: str, **options: Any) -> list[str]:
    async def main() -> list[str]:
        async with AsyncFlowLangClient(url) as client:
            return [one["execution_id"] async for one in client.list_executions("Greet", **options)]

    return asyncio.run(main())


@pytest.mark.parametrize("listing", [list_sync, list_async])
def test_list_executions_gives_all_of_all_pages(listing: Callable[..., list[str]]) -> None:
    with FakeServer(page("x3", "x2", cursor="c 1"), page("x1")) as server:
        assert listing(server.url, status="failed", limit=2) == ["x3", "x2", "x1"]
    paths = [request.path for request in server.requests]
    assert paths == [
        "/flows/Greet/executions?status=failed&limit=2",
        "/flows/Greet/executions?status=failed&limit=2&cursor=c+1",
    ]


def test_a_page_is_asked_for_when_it_is_read() -> None:
    with FakeServer(page("x3", cursor="c1"), page("x1")) as server, FlowLangClient(server.url) as client:
        executions = client.list_executions("Greet", cursor="c0")
        assert server.requests == []
        first = next(iter(executions.pages()))
        assert first["next_cursor"] == "c1"
        assert [request.path for request in server.requests] == ["/flows/Greet/executions?cursor=c0"]


def test_a_stream_that_broke_is_gone_on_with_by_the_id_of_its_execution() -> None:
    with FakeServer(sse([]), sse(RUN[:1]), sse(RUN[1:])) as server, FlowLangClient(server.url, retry=AT_ONCE) as client:
        stream = client.execute_flow_stream("Greet", cancel_on_disconnect=True)
        assert [event.seq for event in stream] == [1, 2, 3, 4]
    seen = [(request.method, request.headers.get("last-event-id")) for request in server.requests]
    assert seen == [("POST", None), ("GET", None), ("GET", "1")]
    assert {request.headers["x-cancel-on-disconnect"] for request in server.requests} == {"true"}
