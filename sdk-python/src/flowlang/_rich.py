"""Progress as a table that stays in its place, for terminals. Only imported where rich is there: `flowlang[rich]`."""

from __future__ import annotations

from rich.console import Console
from rich.live import Live
from rich.table import Table as RichTable
from rich.text import Text

from flowlang._events import Event
from flowlang._progress import line_of, lines_of
from flowlang._stream import StreamState


class Table:
    def __init__(self, state: StreamState) -> None:
        self._state = state
        self._title = "not started"
        self._live: Live | None = None

    def see(self, event: Event) -> None:
        if event.step_id is None:
            self._title = line_of(event)
        if self._live is None:
            # No thread that draws: each event does.
            self._live = Live(console=Console(stderr=True), auto_refresh=False)
            self._live.start()
        self._live.update(self._table(), refresh=True)

    def close(self) -> None:
        live, self._live = self._live, None
        if live is not None:
            live.stop()

    def _table(self) -> RichTable:
        # As Text: a step's own words may look like rich's markup.
        table = RichTable(title=Text(f"{self._state.flow}: {self._title}"))
        table.add_column("Step")
        table.add_column("Status")
        for step, line in lines_of(self._state):
            table.add_row(Text(step), Text(line))
        return table
