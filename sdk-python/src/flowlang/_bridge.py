"""Reads a blocking iterator from asyncio without blocking the event loop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

from flowlang._errors import FlowLangError

T = TypeVar("T")

_Request = tuple[asyncio.AbstractEventLoop, "asyncio.Future[Any]"]


@dataclass(frozen=True)
class _Item(Generic[T]):
    value: T


class ThreadedIterator(Generic[T]):
    """An async iterator over `items`, pulled in a thread of its own: one at a time and only when asked for.

    Not the loop's executor: a stream may wait for minutes, and would hold one of its few threads. `stop` must wake a
    thread that waits inside `items`, from any thread; it is called when the reader leaves: on a break (the iterator is
    then dropped), when its task is cancelled, and after the last item. An item that came too late for a cancelled task
    goes to `give_back`.
    """

    def __init__(
        self, items: Generator[T, None, None], stop: Callable[[], None], give_back: Callable[[T], None]
    ) -> None:
        self._items = items
        self._stop = stop
        self._give_back = give_back
        self._requests: SimpleQueue[_Request | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._over = False
        self._process = os.getpid()

    def __aiter__(self) -> ThreadedIterator[T]:
        return self

    async def __anext__(self) -> T:
        if self._over:
            raise StopAsyncIteration
        if self._process != os.getpid():
            # Its thread is not here, and nobody would ever answer.
            raise FlowLangError("This loop was begun in another process, before a fork. Begin another over the stream")
        if self._thread is None:
            # The thread must not know this object: it would live for as long as the thread, and never be dropped.
            self._thread = threading.Thread(target=_pull, args=(self._items, self._requests, self._give_back))
            self._thread.daemon = True
            self._thread.name = "flowlang-stream"
            self._thread.start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[_Item[T] | None] = loop.create_future()
        self._requests.put((loop, future))
        try:
            item = await future
        except BaseException:
            self._leave()
            raise
        if item is None:
            self._leave()
            raise StopAsyncIteration
        return item.value

    def _leave(self) -> None:
        if self._over:
            return
        self._over = True
        self._stop()
        self._requests.put(None)

    def __del__(self) -> None:
        if self._thread is not None:
            self._leave()


def _pull(
    items: Generator[T, None, None], requests: SimpleQueue[_Request | None], give_back: Callable[[T], None]
) -> None:
    while (request := requests.get()) is not None:
        loop, future = request
        outcome: _Item[T] | BaseException | None
        try:
            outcome = _Item(next(items))
        except StopIteration:
            outcome = None
        except BaseException as error:
            outcome = error
        # A loop that was closed in the meantime wants no answer.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, future, outcome, give_back)
        del request, loop, future, outcome
    items.close()


def _settle(
    future: asyncio.Future[_Item[T] | None], outcome: _Item[T] | BaseException | None, give_back: Callable[[T], None]
) -> None:
    if isinstance(outcome, BaseException):
        if not future.done():
            future.set_exception(outcome)
    elif not future.done():
        future.set_result(outcome)
    elif outcome is not None:
        give_back(outcome.value)
