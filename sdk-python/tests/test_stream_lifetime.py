"""Streams that are left, closed, read twice, or read by two threads at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from driver import AT_ONCE
from fake_server import RUN, SSE_HEAD, Exchange, FakeServer, hang, reset, sse
from flowlang._retry import Retry, Timeout
from flowlang.client import FlowLangClient, FlowLangError

STAY = sse(RUN[:2], hang)


def in_thread(task: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=task, daemon=True)
    thread.start()
    return thread


def test_nothing_is_sent_before_the_first_event_is_asked_for() -> None:
    with FakeServer(sse(RUN)) as server, FlowLangClient(server.url) as client:
        stream = client.execute_flow_stream("Greet")
        assert (stream.execution_id, repr(stream), server.requests) == (None, "<stream of Greet: not started>", [])
        stream.close()
        assert server.requests == []


def test_a_second_loop_goes_on_where_the_first_was_left() -> None:
    with FakeServer(sse(RUN[:2], hang), sse(RUN[2:])) as server, FlowLangClient(server.url) as client:
        stream = client.execute_flow_stream("Greet")
        for event in stream:
            if event.seq == 2:
                break
        assert server.left.get(timeout=5)
        assert [event.seq for event in stream] == [3, 4]
        assert [event.seq for event in stream] == []
        assert stream.result().success


def test_leaving_a_loop_over_a_stream_that_nobody_holds_closes_it() -> None:
    with FakeServer(STAY) as server, FlowLangClient(server.url) as client:
        for _ in client.execute_flow_stream("Greet"):
            break
        assert server.left.get(timeout=5)


def test_an_error_in_the_loop_closes_the_connection() -> None:
    def work(client: FlowLangClient) -> None:
        for _ in client.execute_flow_stream("Greet"):
            raise LookupError

    with FakeServer(STAY) as server, FlowLangClient(server.url) as client:
        with pytest.raises(LookupError):
            work(client)
        assert server.left.get(timeout=5)


def test_closing_within_the_loop_ends_it() -> None:
    with FakeServer(STAY) as server, FlowLangClient(server.url) as client:
        with client.execute_flow_stream("Greet") as stream:
            seqs: list[int] = []
            for event in stream:
                seqs.append(event.seq)
                stream.close()
            stream.close()
        assert seqs == [1]
        assert server.left.get(timeout=5)


def test_a_stream_that_was_closed_has_no_result_and_no_events() -> None:
    with FakeServer(STAY) as server, FlowLangClient(server.url) as client:
        with client.execute_flow_stream("Greet") as stream:
            next(iter(stream))
        with pytest.raises(FlowLangError, match="The stream is closed"):
            stream.result()
        with pytest.raises(FlowLangError, match="The stream is closed"):
            next(iter(stream))


def test_a_result_that_was_reached_stays_after_closing() -> None:
    with FakeServer(sse(RUN)) as server, FlowLangClient(server.url) as client:
        with client.execute_flow_stream("Greet") as stream:
            stream.result()
        assert stream.result().success


def test_closing_from_another_thread_ends_a_loop_that_waits() -> None:
    seqs: list[int] = []

    def read() -> None:
        for event in stream:
            seqs.append(event.seq)
            if event.seq == 2:
                at_two.set()

    with FakeServer(STAY) as server, FlowLangClient(server.url) as client:
        at_two = threading.Event()
        stream = client.execute_flow_stream("Greet")
        reader = in_thread(read)
        assert at_two.wait(5)
        stream.close()
        reader.join(5)
        assert not reader.is_alive()
        assert server.left.get(timeout=5)
    assert seqs == [1, 2]


def test_closing_from_another_thread_ends_a_wait_between_tries() -> None:
    slow = Retry(attempts=9, base_delay=3600, max_delay=3600)
    with FakeServer(reset) as server, FlowLangClient(server.url, retry=slow) as client:
        stream = client.execute_flow_stream("Greet")
        reader = in_thread(lambda: list(stream))
        while not server.requests:
            time.sleep(0.001)
        stream.close()
        reader.join(5)
        assert not reader.is_alive()


def test_two_threads_cannot_read_one_stream() -> None:
    at_two = threading.Event()

    def read() -> None:
        for event in stream:
            if event.seq == 2:
                at_two.set()

    with FakeServer(STAY) as server, FlowLangClient(server.url) as client:
        stream = client.execute_flow_stream("Greet")
        reader = in_thread(read)
        assert at_two.wait(5)
        while stream._reader is None:  # it is about to wait for the third event
            time.sleep(0.001)
        with pytest.raises(FlowLangError, match="already being read by another thread"):
            next(iter(stream))
        assert reader.is_alive()
        stream.close()
        reader.join(5)


def test_a_stream_shows_its_steps_and_escapes_them() -> None:
    events = [RUN[0], {**RUN[1], "step_id": "<b>"}, {**RUN[3], "seq": 3}]
    with FakeServer(sse(events)) as server, FlowLangClient(server.url) as client:
        stream = client.execute_flow_stream("Greet")
        stream.result()
        assert "completed, 3 events" in repr(stream)
        assert "<td>&lt;b&gt;</td><td>running</td>" in stream._repr_html_()


def test_the_head_of_the_stream_names_the_execution_before_the_first_event() -> None:
    def head_only(exchange: Exchange) -> None:
        exchange.send(SSE_HEAD)
        exchange.wait_until_left()

    with FakeServer(head_only) as server, FlowLangClient(server.url, retry=AT_ONCE) as client:
        stream = client.execute_flow_stream("Greet", retry=None, timeout=Timeout(idle=0.05))
        with pytest.raises(FlowLangError):
            next(iter(stream))
        assert stream.execution_id is not None
