"""How a caller of the synchronous client ends what he has begun: a stream is closed, a call interrupted by Ctrl-C."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from flowlang.client import ExecutionStream


class SyncAbort:
    """Ends a stream at the moment that `wait` returns; without one when `close` is called, or `at_once`."""

    def __init__(self, wait: Callable[[], None] | None, *, at_once: bool) -> None:
        self._wait = wait
        self._at_once = at_once
        self._stream: ExecutionStream[Any] | None = None
        self.closed = False

    def of(self, stream: ExecutionStream[Any]) -> None:
        self._stream = stream
        if self._at_once:
            self.close()
        if self._wait is not None:
            threading.Thread(target=self._close_later, args=[self._wait], daemon=True).start()

    def close(self) -> None:
        self.closed = True
        if self._stream is not None:
            self._stream.close()

    def _close_later(self, wait: Callable[[], None]) -> None:
        wait()
        self.close()


def interrupt_when(wait: Callable[[], None]) -> None:
    """Ctrl-C at the moment that `wait` returns: KeyboardInterrupt in the main thread, whatever it waits for."""

    def interrupt() -> None:
        wait()
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
