"""How a stream looks where it is printed, or is the last line of a notebook's cell. Looking at it reads nothing."""

from __future__ import annotations

from html import escape

from flowlang._stream import StreamState


def text(state: StreamState) -> str:
    return f"<stream of {state.flow}: {_summary(state)}>"


def html(state: StreamState) -> str:
    rows = "".join(f"<tr><td>{escape(step)}</td><td>{escape(status)}</td></tr>" for step, status in state.steps.items())
    table = f"<table><tr><th>Step</th><th>Status</th></tr>{rows}</table>" if rows else ""
    return f"<b>{escape(state.flow)}</b> {escape(_summary(state))}{table}"


def _summary(state: StreamState) -> str:
    if state.execution_id is None:
        return "not started"
    return f"execution {state.execution_id}, {state.status}, {state.last_seq} events"
