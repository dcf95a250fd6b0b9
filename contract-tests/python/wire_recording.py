"""Listens on the wire: httpx transports that keep what passes through them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, cast

import httpx


class Exchange:
    """One request and its answer. `to_json` is what ../conformance reads."""

    def __init__(self, request: httpx.Request, response: httpx.Response) -> None:
        self.request = request
        self.response = response
        self.body = bytearray()
        self.complete = False

    def to_json(self) -> dict[str, Any]:
        path, mark, query = self.request.url.raw_path.decode().partition("?")
        return {
            "method": self.request.method,
            "path": path,
            "query": mark + query,
            "request": dict(self.request.headers),
            "status": self.response.status_code,
            "headers": dict(self.response.headers),
            "body": self.body.decode(errors="replace"),
            "complete": self.complete,
        }


class SyncRecorder(httpx.BaseTransport):
    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self._inner = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._inner.handle_request(request)
        exchange = Exchange(request, response)
        self.exchanges.append(exchange)
        stream = _SyncTap(cast("httpx.SyncByteStream", response.stream), exchange)
        return httpx.Response(response.status_code, headers=response.headers, stream=stream)

    def close(self) -> None:
        self._inner.close()


class AsyncRecorder(httpx.AsyncBaseTransport):
    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []
        self._inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        exchange = Exchange(request, response)
        self.exchanges.append(exchange)
        stream = _AsyncTap(cast("httpx.AsyncByteStream", response.stream), exchange)
        return httpx.Response(response.status_code, headers=response.headers, stream=stream)

    async def aclose(self) -> None:
        await self._inner.aclose()


class _SyncTap(httpx.SyncByteStream):
    def __init__(self, stream: httpx.SyncByteStream, exchange: Exchange) -> None:
        self._stream = stream
        self._exchange = exchange

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            self._exchange.body += chunk
            yield chunk
        self._exchange.complete = True

    def close(self) -> None:
        self._stream.close()


class _AsyncTap(httpx.AsyncByteStream):
    def __init__(self, stream: httpx.AsyncByteStream, exchange: Exchange) -> None:
        self._stream = stream
        self._exchange = exchange

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._exchange.body += chunk
            yield chunk
        self._exchange.complete = True

    async def aclose(self) -> None:
        await self._stream.aclose()
