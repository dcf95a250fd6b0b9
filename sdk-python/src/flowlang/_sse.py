"""Server-sent events, read as https://html.spec.whatwg.org/multipage/server-sent-events.html has it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

# Only these end a line. str.splitlines would also cut at U+2028, which may stand in JSON.
_LINE_END: Final = re.compile(rb"\r\n|\r|\n")
_BOM: Final = b"\xef\xbb\xbf"
# Of more digits than 4,300 Python makes no number, but an error.
_LONGEST_RETRY: Final = 15


@dataclass(frozen=True)
class ServerSentEvent:
    """`id` is the last event id of the stream when the event was dispatched ("" if none was sent)."""

    id: str
    event: str
    data: str


class SseParser:
    """Bytes in, in chunks cut anywhere; events out. One parser for each connection.

    An event that the end of the stream cuts off is never dispatched: nothing has to be called at the end.
    """

    def __init__(self) -> None:
        self.retry_ms: int | None = None
        """The reconnection time that the server asked for, in milliseconds."""
        self._last_event_id = ""
        self._event = ""
        self._data: list[str] = []
        self._unfinished: list[bytes] = []
        self._ended_with_cr = False
        self._at_start = True

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """The events that `chunk` completes."""
        if not chunk:
            return []
        if self._ended_with_cr and chunk.startswith(b"\n"):
            # The line already ended at the CR: to wait for this LF would hold back an event.
            chunk = chunk[1:]
        self._ended_with_cr = chunk.endswith(b"\r")
        *lines, rest = _LINE_END.split(chunk)
        events: list[ServerSentEvent] = []
        for line in lines:
            # A line is decoded whole, so no character is ever cut in two.
            event = self._line(b"".join([*self._unfinished, line]))
            self._unfinished.clear()
            if event is not None:
                events.append(event)
        if rest:
            self._unfinished.append(rest)
        return events

    def _line(self, line: bytes) -> ServerSentEvent | None:
        if self._at_start:
            self._at_start = False
            line = line.removeprefix(_BOM)
        if not line:
            return self._dispatch()
        name, _, value = line.decode("utf-8", "replace").partition(":")
        self._field(name, value.removeprefix(" "))
        return None

    def _field(self, name: str, value: str) -> None:
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id":
            if "\0" not in value:
                self._last_event_id = value
        elif name == "retry" and value.isascii() and value.isdigit() and len(value) <= _LONGEST_RETRY:
            self.retry_ms = int(value)
        # Anything else is unknown; a comment is a field without a name.

    def _dispatch(self) -> ServerSentEvent | None:
        event, self._event = self._event or "message", ""
        if not self._data:
            return None
        data = "\n".join(self._data)
        self._data.clear()
        return ServerSentEvent(self._last_event_id, event, data)
