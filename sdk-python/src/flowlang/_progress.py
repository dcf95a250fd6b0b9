"""Shows how a stream gets on: in lines of plain text, in a terminal with rich where that is installed, in a notebook.

Only what has been given out is shown. Looking at a stream (`repr`, the last line of a cell) reads nothing.
"""

from __future__ import annotations

import sys
import time
from html import escape
from typing import Any, Final, Protocol

from flowlang._events import (
    Event,
    FlowCancelled,
    FlowCompleted,
    FlowFailed,
    FlowStarted,
    StepCompleted,
    StepFailed,
    StepProgress,
    StepRetrying,
    StepWaiting,
)
from flowlang._stream import StreamState

_SECONDS_BETWEEN_UPDATES: Final = 0.1
"""A notebook keeps every update of a display; a loop of a thousand steps would drown it."""


class Progress(Protocol):
    def see(self, event: Event) -> None: ...
    def close(self) -> None:
        """The loop was left, or the stream is at its end. Another loop may follow."""


class Hidden:
    def see(self, event: Event) -> None:
        pass

    def close(self) -> None:
        pass


class Lines:
    """A line for each event on stderr, as it was when the stream was made: stdout is for what the program says."""

    def __init__(self, flow: str) -> None:
        self._flow = flow
        self._out = sys.stderr

    def see(self, event: Event) -> None:
        print(f"{_printable(self._flow)}: {line_of(event)}", file=self._out, flush=True)

    def close(self) -> None:
        pass


class Notebook:
    """One display, which follows the stream."""

    def __init__(self, state: StreamState) -> None:
        self._state = state
        self._handle: Any = None
        self._next = 0.0

    def see(self, event: Event) -> None:
        if time.monotonic() >= self._next:
            self.show()

    def close(self) -> None:
        if self._handle is not None:
            self.show()

    def show(self) -> None:
        self._next = time.monotonic() + _SECONDS_BETWEEN_UPDATES
        data = {"text/plain": text(self._state), "text/html": html(self._state)}
        if self._handle is None:
            display: Any = sys.modules["IPython.display"].display
            self._handle = display(data, raw=True, display_id=True)
        else:
            self._handle.update(data, raw=True)


def progress_of(state: StreamState, wanted: bool | None) -> Progress:
    """None is: in a notebook, but nowhere else."""
    if wanted is False:
        return Hidden()
    if in_notebook():
        return Notebook(state)
    if not wanted:
        return Hidden()
    if sys.stderr.isatty():
        try:
            from flowlang._rich import Table
        except ImportError:
            # Not installed: it is an extra, `flowlang[rich]`.
            return Lines(state.flow)
        return Table(state)
    return Lines(state.flow)


def in_notebook() -> bool:
    """IPython is not imported for this: where a notebook runs, it is there."""
    ipython: Any = sys.modules.get("IPython")
    shell: Any = ipython.get_ipython() if ipython is not None else None
    return shell is not None and getattr(shell, "kernel", None) is not None and "IPython.display" in sys.modules


def line_of(event: Event) -> str:
    """What happened, in words and in one line that any terminal can show."""
    where = f"{event.step_id}: " if event.step_id is not None else ""
    return _printable(f"{where}{_what(event)}")


def _what(event: Event) -> str:
    match event:
        case FlowStarted():
            return f"started, execution {event.execution_id}"
        case FlowCompleted() | StepCompleted():
            return f"completed in {_seconds(event.duration_ms)}"
        case FlowFailed() | StepFailed():
            return f"failed after {_seconds(event.duration_ms)}: {event.error.type}: {event.error.message}"
        case FlowCancelled():
            return f"cancelled: {event.reason}"
        case StepProgress():
            return f"{event.progress:.0%}{f' {event.message}' if event.message else ''}"
        case StepRetrying():
            return f"try {event.attempt} failed, another in {_seconds(event.delay_ms)}: {event.error.message}"
        case StepWaiting():
            return f"waiting for {event.event!r}" if event.event is not None else f"waiting until {event.until}"
        case _:
            return event.status or event.type


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.2f} s"


def _printable(line: str) -> str:
    """What a flow says may hold anything, also what moves a cursor or sets the title of a window."""
    return "".join(character if character.isprintable() else " " for character in line)


def text(state: StreamState) -> str:
    return f"<stream of {state.flow}: {_summary(state)}>"


def html(state: StreamState) -> str:
    rows = "".join(f"<tr><td>{escape(step)}</td><td>{escape(line)}</td></tr>" for step, line in lines_of(state))
    table = f"<table><tr><th>Step</th><th>Status</th></tr>{rows}</table>" if rows else ""
    return f"<b>{escape(state.flow)}</b> {escape(_summary(state))}{table}"


def lines_of(state: StreamState) -> list[tuple[str, str]]:
    """The last word on each step, in the order in which they began."""
    return [(step, _printable(_what(event))) for step, event in state.steps.items()]


def _summary(state: StreamState) -> str:
    if state.execution_id is None:
        return "not started"
    return f"execution {state.execution_id}, {state.status}, {state.given_out} events"
