"""The time limits and waits of a call, in both clients."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from driver import Call
from fake_server import SUCCESS, Exchange, FakeServer, hang, problem, respond
from flowlang.client import (
    AsyncFlowLangClient,
    FlowLangClient,
    RateLimitError,
    Timeout,
    TimeoutError,
)

OK = respond(200, SUCCESS)


def test_a_try_that_takes_too_long_is_given_up_and_made_again(call: Call) -> None:
    with FakeServer(hang, OK) as server:
        assert call(server.url, "execute_flow", "Greet", timeout=0.4).success
    assert len(server.requests) == 2


def test_the_last_timeout_names_the_limit_and_the_key_that_finds_the_execution(call: Call) -> None:
    with FakeServer(hang) as server, pytest.raises(TimeoutError) as caught:
        call(server.url, "execute_flow", "Greet", idempotency_key="mine", timeout=Timeout(attempt=0.4))
    assert caught.value.phase == "attempt"
    assert "execute_flow('Greet'): no answer within 0.4 s in one try" in str(caught.value)
    assert "idempotency_key='mine'" in str(caught.value)
    assert len(server.requests) == 3


def test_the_total_limit_spans_all_tries(call: Call) -> None:
    with FakeServer(hang) as server, pytest.raises(TimeoutError) as caught:
        call(server.url, "execute_flow", "Greet", timeout=Timeout(attempt=0.4, total=0.6))
    assert caught.value.phase == "total"
    assert len(server.requests) == 2


def test_an_answer_that_comes_drop_by_drop_is_too_late_all_the_same(call: Call) -> None:
    def drip(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n")
        for _ in range(100):
            exchange.send(b" ")
            exchange.pause(0.02)

    with FakeServer(drip) as server, pytest.raises(TimeoutError) as caught:
        call(server.url, "execute_flow", "Greet", retry=None, timeout=0.2)
    assert caught.value.phase == "attempt"


def test_a_connection_that_is_given_up_is_closed_though_the_client_stays_open() -> None:
    def drip(exchange: Exchange) -> None:
        exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n")
        for _ in range(200):
            exchange.send(b" ")
            exchange.pause(0.02)

    async def main() -> None:
        async with AsyncFlowLangClient(server.url, retry=None, timeout=0.4) as client:
            with pytest.raises(TimeoutError):
                await client.health()
            assert await asyncio.to_thread(server.left.get, timeout=2)

    with FakeServer(drip) as server:
        with FlowLangClient(server.url, retry=None, timeout=0.4) as client:
            with pytest.raises(TimeoutError):
                client.health()
            assert server.left.get(timeout=2)
        asyncio.run(main())


def asked_for_a_key(key: Callable[[], Awaitable[str]], timeout: Timeout) -> BaseException:
    async def main() -> None:
        async with AsyncFlowLangClient(server.url, api_key=key, retry=None, timeout=timeout) as client:
            await client.health()

    with FakeServer(OK) as server, pytest.raises(BaseException) as caught:  # noqa: PT011
        asyncio.run(main())
    assert server.requests == []
    return caught.value


@pytest.mark.parametrize(
    ("timeout", "phase"), [(Timeout(attempt=0.1), "attempt"), (Timeout(attempt=9, total=0.1), "total")]
)
def test_a_coroutine_function_that_is_slow_with_the_key_is_given_up_too(timeout: Timeout, phase: str) -> None:
    ended: list[bool] = []

    async def key() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)
        return "never"

    error = asked_for_a_key(key, timeout)
    assert isinstance(error, TimeoutError)
    assert error.phase == phase
    assert ended == [True]


def test_a_timeout_of_the_coroutine_function_itself_comes_through() -> None:
    own = asyncio.TimeoutError("the vault did not answer")

    async def key() -> str:
        raise own

    assert asked_for_a_key(key, Timeout(attempt=5)) is own


def test_the_wait_that_the_server_asks_for_is_kept(call: Call) -> None:
    with FakeServer(problem(503, "server_full", {"Retry-After": "1"}), OK) as server:
        before = time.monotonic()
        assert call(server.url, "execute_flow", "Greet").success
        assert time.monotonic() - before >= 0.95


def test_a_wait_that_does_not_fit_is_not_begun(call: Call) -> None:
    with FakeServer(problem(429, "slow", {"Retry-After": "30"})) as server, pytest.raises(RateLimitError) as caught:
        call(server.url, "execute_flow", "Greet", timeout=Timeout(total=5))
    assert caught.value.retry_after == 30
    assert len(server.requests) == 1
