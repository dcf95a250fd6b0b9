"""Lists of executions, page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

from flowlang._models import ExecutionList, ExecutionSummary


class ExecutionPages:
    """Executions, newest first: `for` each, or page by page. A page is asked for when it is read."""

    def __init__(self, load: Callable[[str | None], ExecutionList]) -> None:
        self._load = load

    def __iter__(self) -> Iterator[ExecutionSummary]:
        for page in self.pages():
            yield from page["items"]

    def pages(self) -> Iterator[ExecutionList]:
        """As the server answers them: `items` and `next_cursor`."""
        cursor: str | None = None
        while True:
            page = self._load(cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return


class AsyncExecutionPages:
    """Executions, newest first: `async for` each, or page by page. A page is asked for when it is read."""

    def __init__(self, load: Callable[[str | None], Awaitable[ExecutionList]]) -> None:
        self._load = load

    async def __aiter__(self) -> AsyncIterator[ExecutionSummary]:
        async for page in self.pages():
            for item in page["items"]:
                yield item

    async def pages(self) -> AsyncIterator[ExecutionList]:
        """As the server answers them: `items` and `next_cursor`."""
        cursor: str | None = None
        while True:
            page = await self._load(cursor)
            yield page
            cursor = page["next_cursor"]
            if cursor is None:
                return
