"""The event-stream parser. The vectors of contract-tests drive both clients; a few more stand here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flowlang._sse import ServerSentEvent, SseParser

VECTORS = Path(__file__).parents[2] / "contract-tests" / "vectors" / "sse.json"


def events_of(*chunks: bytes) -> list[ServerSentEvent]:
    parser = SseParser()
    return [event for chunk in chunks for event in parser.feed(chunk)]


def message(data: str, event: str = "message", id: str = "") -> ServerSentEvent:
    return ServerSentEvent(id, event, data)


CASES: dict[str, tuple[bytes, list[ServerSentEvent]]] = {
    "an id, an event and data": (b"id: 7\nevent: tick\ndata: x\n\n", [message("x", "tick", "7")]),
    "CR, LF and CRLF end lines": (b"data: a\r\rdata: b\n\ndata: c\r\n\r\n", [message("a"), message("b"), message("c")]),
    "several data lines are joined by LF": (b"data: a\ndata:\ndata: b\n\n", [message("a\n\nb")]),
    "an empty data line is an empty message": (b"data\n\n", [message("")]),
    "no data is no message, and forgets the event": (b"event: x\n\ndata: a\n\n", [message("a")]),
    "an id without data stays for the next message": (b"id: 3\n\ndata: a\n\n", [message("a", id="3")]),
    "an id stays until the next": (b"id: 1\ndata: a\n\ndata: b\n\n", [message("a", id="1"), message("b", id="1")]),
    "an empty id takes it back": (b"id: 1\ndata: a\n\nid\ndata: b\n\n", [message("a", id="1"), message("b")]),
    "an id with NULL is ignored": (b"id: 1\nid: 2\x00\ndata: a\n\n", [message("a", id="1")]),
    "an event does not stay": (b"event: x\ndata: a\n\ndata: b\n\n", [message("a", "x"), message("b")]),
    "comments and unknown fields are nothing": (b": hi\n:\nfoo: bar\nDATA: no\ndata: a\n\n", [message("a")]),
    "one space after the colon goes, others stay": (b"data:  a \ndata:b\n\n", [message(" a \nb")]),
    "a colon may stand in the value": (b"data: a: b\n\n", [message("a: b")]),
    "a BOM at the start goes": (b"\xef\xbb\xbfdata: a\n\n", [message("a")]),
    "only one BOM goes": (b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\ndata: b\n\n", [message("b")]),
    "a BOM later is part of the name": (b"data: a\n\n\xef\xbb\xbfdata: b\n\n", [message("a")]),
    "an unterminated last event is dropped": (b"data: a\n\ndata: b\n", [message("a")]),
    "U+2028, U+0085 and form feed end no line": (
        "data: a\u2028b\u0085c\x0cd\n\n".encode(),
        [message("a\u2028b\u0085c\x0cd")],
    ),
    "characters of several bytes": ("data: ä€😀\n\n".encode(), [message("ä€😀")]),
    "bytes that are no UTF-8 are replaced": (b"data: \xff\xe2\x82\n\n", [message("\ufffd\ufffd")]),
}


def read_vectors() -> list[Any]:
    if not VECTORS.exists():
        return []
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]
    return [pytest.param(vector, id=vector["name"]) for vector in vectors]


@pytest.mark.parametrize(("data", "expected"), CASES.values(), ids=CASES.keys())
def test_reads_events_wherever_the_bytes_are_cut(data: bytes, expected: list[ServerSentEvent]) -> None:
    assert_events(data, expected)


@pytest.mark.parametrize("vector", read_vectors())
def test_agrees_with_the_vectors_of_both_clients(vector: dict[str, Any]) -> None:
    data = bytes.fromhex(vector["bytes_hex"]) if "bytes_hex" in vector else vector["bytes_utf8"].encode()
    expected = [
        ServerSentEvent(event.get("id", ""), event.get("event", "message"), event["data"]) for event in vector["events"]
    ]
    assert_events(data, expected)
    if "retry" in vector:
        for cut in range(len(data) + 1):
            parser = SseParser()
            parser.feed(data[:cut])
            parser.feed(data[cut:])
            assert parser.retry_ms == vector["retry"], f"cut at {cut}"


def assert_events(data: bytes, expected: list[ServerSentEvent]) -> None:
    assert events_of(data) == expected
    assert events_of(*(data[i : i + 1] for i in range(len(data)))) == expected, "byte by byte"
    for cut in range(len(data) + 1):
        assert events_of(data[:cut], data[cut:]) == expected, f"cut at {cut}"
    for first in range(len(data) + 1 if len(data) <= 60 else 0):
        for second in range(first, len(data) + 1):
            assert events_of(data[:first], data[first:second], data[second:]) == expected, f"cut at {first}, {second}"


def test_an_event_that_ends_with_cr_is_given_out_without_waiting_for_the_next_byte() -> None:
    assert events_of(b"data: a\r\r") == [message("a")]


def test_an_empty_chunk_between_cr_and_lf_changes_nothing() -> None:
    assert events_of(b"data: a\r", b"", b"\ndata: b\r\n\r\n") == [message("a\nb")]


@pytest.mark.parametrize(
    ("line", "expected"), [(b"1500", 1500), (b"", None), (b"1.5", None), (b"-1", None), ("²".encode(), None)]
)
def test_retry_is_taken_where_it_has_digits_only(line: bytes, expected: int | None) -> None:
    parser = SseParser()
    parser.feed(b"retry: " + line + b"\n")
    assert parser.retry_ms == expected
