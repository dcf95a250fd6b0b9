"""The state of a stream, without I/O: what to ask for next, which events are new, and how it ended. Shared by both
clients.

1. An event is given out once, in the order of `seq`: what was seen already is dropped, a gap is an error.
2. The sequence ends with `flow_completed`, `flow_failed` or `flow_cancelled`. A connection that ends before is cut.
3. All connections of a stream belong to one execution. Until its id is known it is found by its Idempotency-Key, then
   by the id: also when the server was restarted.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flowlang import _operations
from flowlang._answers import Answer, api_error, parse_json, result_of, unexpected
from flowlang._errors import ConnectionError, FlowLangError, TimeoutError, UnexpectedResponseError
from flowlang._events import Event, FlowCancelled, FlowCompleted, FlowFailed, read_event
from flowlang._flow import AnyFlow, name_of
from flowlang._operations import Request
from flowlang._results import ExecutionResult
from flowlang._retry import LONGEST_RETRY_AFTER, Tries
from flowlang._shape import ShapeError
from flowlang._sse import SseParser

_PROVEN_AFTER: Final = 8.0
"""Seconds after which a connection that still brings bytes counts as a success."""

_PATIENCE: Final = 10
"""Tries in a row to come back to an execution, where nobody has said: a server that restarts takes seconds."""

_ENDS: Final = (FlowCompleted, FlowFailed, FlowCancelled)


@dataclass(frozen=True)
class Beginning:
    """How the execution of a stream begins: by running its flow."""

    body: bytes
    key: str

    @staticmethod
    def of(inputs: object, key: str | None) -> Beginning:
        return Beginning(_operations.encode_inputs(inputs), _operations.idempotency_key(key))


@dataclass(frozen=True)
class Known:
    """The execution of a stream is there already; events up to `after` are not wanted."""

    execution_id: str
    after: int


class StreamState:
    """`pending` has the events that were received and not yet given out."""

    def __init__(
        self,
        flow: AnyFlow,
        source: Beginning | Known,
        start_tries: Callable[[], Tries],
        cancel_on_disconnect: bool = False,
    ) -> None:
        self.flow = name_of(flow)
        self.key = source.key if isinstance(source, Beginning) else None
        self.execution_id = source.execution_id if isinstance(source, Known) else None
        self.last_seq = source.after if isinstance(source, Known) else 0
        self.pending: deque[Event] = deque()
        self.given_out = self.last_seq
        self.steps: dict[str, Event] = {}
        """The last event of each step that was given out, for display."""
        self._source = source
        self._cancel_on_disconnect = cancel_on_disconnect
        self._start_tries = start_tries
        self._nothing_new = False
        self._tries: Tries | None = None
        self._end: FlowCompleted | FlowFailed | FlowCancelled | None = None
        self._failure: UnexpectedResponseError | None = None
        self._answer: Answer | None = None
        self._parser = SseParser()
        self._opened_at = 0.0

    @property
    def tries(self) -> Tries:
        """Begun with the first connection: the total limit does not count the time before."""
        if self._tries is None:
            self._tries = self._start_tries()
        return self._tries

    @property
    def over(self) -> bool:
        """Nothing more is to be read: the last event was received, or one that cannot be, or there is none left."""
        return self._end is not None or self._failure is not None or self._nothing_new

    @property
    def ended(self) -> bool:
        """Its last event was received, and nothing was wrong: only the end of the answer is left to read."""
        return self._end is not None and self._failure is None

    def check(self) -> None:
        """Raises what is wrong with the stream. To be called once `pending` is empty: what came before it is good."""
        if self._failure is not None:
            raise self._failure

    @property
    def status(self) -> str:
        """Of the flow, as far as its events were given out."""
        return "running" if self._end is None or self.given_out < self._end.seq else self._end.status

    def request(self) -> Request:
        if self.execution_id is not None:
            return _operations.events(self.flow, self.execution_id, self.last_seq, self._cancel_on_disconnect)
        assert isinstance(self._source, Beginning)
        return _operations.stream(self.flow, self._source.body, self._source.key, self._cancel_on_disconnect)

    def opened(self, answer: Answer) -> None:
        """A connection answered. Of a 200 the body is the stream and is not part of `answer`; else it must be there."""
        if answer.status == 204:
            if not isinstance(self._source, Known) or self.last_seq != self._source.after:
                what = f"the server has no events after {self.last_seq}, though the flow had not ended"
                raise unexpected(answer, what)
            self._nothing_new = True
            return
        if answer.status != 200:
            raise api_error(answer)
        if answer.media_type != "text/event-stream":
            raise unexpected(answer, f"expected text/event-stream, got {answer.media_type or 'no content type'}")
        self._answer = answer
        self._same_execution(answer.headers.get("x-execution-id"), answer)
        self._parser = SseParser()
        self._opened_at = self.tries.now()

    def feed(self, chunk: bytes) -> None:
        """Bytes of the stream: new events go to `pending`."""
        # A connection that lives for long counts as a success even if the flow is silent, else a proxy that cuts every
        # minute would end a quiet flow. One that dies at once does not, or it would be dialled for ever.
        if self.tries.now() - self._opened_at >= _PROVEN_AFTER:
            self.tries.progress()
        for message in self._parser.feed(chunk):
            if self.over:
                break
            try:
                self._receive(message.data)
            except UnexpectedResponseError as error:
                self._failure = error
        if self._parser.retry_ms is not None:
            self.tries.least_delay = min(self._parser.retry_ms / 1000, LONGEST_RETRY_AFTER)

    def give_out(self) -> Event:
        event = self.pending.popleft()
        self.given_out = event.seq
        if event.step_id is not None:
            self.steps[event.step_id] = event
        return event

    def cut(self) -> ConnectionError:
        """The error for a connection that ended before the flow did."""
        return ConnectionError(f"{self.request().name}: the connection ended")

    def wait_before_next(self, error: FlowLangError) -> float:
        """Seconds until the next connection; raises where there is to be none."""
        # What has timed out has been waited for.
        is_patient = self.execution_id is not None and not isinstance(error, TimeoutError)
        delay = self.tries.wait_before_next(error, _PATIENCE) if is_patient else self.tries.wait_before_next(error)
        if delay is not None:
            return delay
        if self.execution_id is None or not error.retryable:
            raise error
        # Not the bare reason: the caller has to know that the flow runs, and how to reach it.
        where = f"after event {self.last_seq}, before the flow ended; execution {self.execution_id}"
        message = f"{error}, {where}" if self.key is None else f"{error}, {where}, idempotency_key={self.key!r}"
        if isinstance(error, TimeoutError):
            raise TimeoutError(message, phase=error.phase) from error
        if isinstance(error, ConnectionError):
            raise ConnectionError(message) from error
        raise error

    def result(self) -> ExecutionResult[Any]:
        """How the flow ended, in the words of `execute_flow`."""
        self.check()
        end, answer = self._end, self._answer
        if self._nothing_new:
            raise FlowLangError(f"Event {self.last_seq} is the last one: a stream that begins after it has no result")
        if end is None or answer is None:
            raise FlowLangError(
                f"The stream of {self.flow} was closed before the flow ended, so there is no result yet"
            )
        common = {"execution_id": end.execution_id, "flow": end.flow, "execution_time_ms": end.duration_ms}
        if isinstance(end, FlowCancelled):
            error = {"type": "Cancelled", "message": end.reason}
            return result_of({"success": False, **common, "error": error}, answer)
        shown = ("success", "outputs", "error", "terminated", "termination_reason")
        return result_of({**{key: end[key] for key in shown if key in end}, **common}, answer)

    def _receive(self, data: str) -> None:
        try:
            event = read_event(parse_json(data))
        except ShapeError as error:
            raise self._unexpected(str(error), error.place) from error
        except ValueError as error:
            raise self._unexpected(f"its data is not JSON: {data[:80]!r}") from error
        if event.seq <= self.last_seq:
            return
        if event.seq != self.last_seq + 1:
            raise self._unexpected(f"event {self.last_seq + 1} is missing, {event.seq} came instead", "/seq")
        self._same_execution(event.execution_id, self._answer)
        self.last_seq = event.seq
        self.tries.progress()
        self.pending.append(event)
        if isinstance(event, _ENDS):
            self._end = event

    def _same_execution(self, execution_id: str | None, answer: Answer | None) -> None:
        if execution_id is None or execution_id == self.execution_id:
            return
        if self.execution_id is not None and answer is not None:
            what = (
                f"execution {self.execution_id} was asked for and {execution_id} answered. "
                "The server has lost the first (was it restarted with its journal in memory?) and ran the flow anew"
            )
            raise unexpected(answer, what, "/execution_id")
        self.execution_id = execution_id

    def _unexpected(self, what: str, place: str = "") -> UnexpectedResponseError:
        request_id, headers = (self._answer.request_id, self._answer.headers) if self._answer else (None, None)
        message = f"The stream of {self.flow} is not what the API document says: after event {self.last_seq}: {what}"
        return UnexpectedResponseError(message, place=place, status=200, request_id=request_id, headers=headers)
