"""A server on a real socket that does what its script says, down to the bytes: also what no real server should do."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from queue import SimpleQueue
from types import TracebackType
from typing import Any

EXECUTION_ID = "0199aaaa-0000-7000-8000-000000000001"


@dataclass(frozen=True)
class Received:
    """A request; header names are in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Exchange:
    """One request and the socket to answer it on."""

    def __init__(self, connection: socket.socket, request: Received) -> None:
        self._connection = connection
        self.request = request

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def pause(self, seconds: float) -> None:
        """Waits, but not for a side that has left."""
        self._connection.settimeout(seconds)
        with contextlib.suppress(TimeoutError, socket.timeout):
            if self._connection.recv(1) == b"":
                raise OSError
        self._connection.settimeout(None)

    def reset(self) -> None:
        # A linger time of 0 makes close() send RST.
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.cut()

    def cut(self) -> None:
        self._connection.close()

    def wait_until_left(self) -> bool:
        """True once the other side has closed the connection."""
        with contextlib.suppress(OSError):
            return self._connection.recv(1) == b""
        return True


Reply = Callable[[Exchange], None]


class FakeServer:
    """Answers request after request with the next reply of its script; then, and for ever, with the last."""

    def __init__(self, *script: Reply) -> None:
        self._script = list(script)
        self.requests: list[Received] = []
        self.left: SimpleQueue[bool] = SimpleQueue()
        self._open: set[socket.socket] = set()
        self.connections = 0
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> FakeServer:
        self._spawn(self._accept)
        return self

    def __exit__(self, _type: type[BaseException] | None, _e: BaseException | None, _tb: TracebackType | None) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def _spawn(self, target: Callable[..., None], *args: Any) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._open.add(connection)
            self.connections += 1
            self._spawn(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        try:
            while (request := _read_request(connection)) is not None:
                self.requests.append(request)
                reply = self._script.pop(0) if len(self._script) > 1 else self._script[0]
                reply(Exchange(connection, request))
        except (OSError, ValueError):
            pass
        finally:
            self._open.discard(connection)
            connection.close()
            self.left.put(True)


def _read_request(connection: socket.socket) -> Received | None:
    # Not with makefile(): the socket would then stay open after close().
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            return None
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    line, *lines = head.decode().split("\r\n")
    method, path, _ = line.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    return Received(method, path, headers, body)


def respond(status: int, body: Any = b"", headers: Mapping[str, str] | None = None) -> Reply:
    """A whole answer; what is not bytes goes as JSON (an error as a problem)."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
    all_headers = {"Content-Type": kind, "Content-Length": str(len(raw)), "X-Request-Id": "req-1", **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in all_headers.items() if value)
    return lambda exchange: exchange.send(f"HTTP/1.1 {status} Any\r\n{head}\r\n".encode() + raw)


def problem(status: int, code: str, headers: Mapping[str, str] | None = None, **more: Any) -> Reply:
    body = {
        "type": f"/errors/{code}",
        "title": "A title",
        "status": status,
        "detail": "What is wrong.",
        "instance": "/flows",
        "code": code,
        "request_id": "req-7",
        **more,
    }
    return respond(status, body, {"Content-Type": "application/problem+json", **(headers or {})})


def reset(exchange: Exchange) -> None:
    exchange.reset()


def cut(exchange: Exchange) -> None:
    exchange.cut()


def hang(exchange: Exchange) -> None:
    exchange.wait_until_left()


SSE_HEAD = (
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
    f"X-Execution-Id: {EXECUTION_ID}\r\nX-Request-Id: req-1\r\nConnection: close\r\n\r\n"
).encode()


def sse(events: Iterable[Mapping[str, Any]], then: Reply = cut, head: bytes = SSE_HEAD) -> Reply:
    """A stream with these events, that then ends, or does what `then` does."""

    def reply(exchange: Exchange) -> None:
        exchange.send(head + b"".join(encode(event) for event in events))
        then(exchange)

    return reply


def encode(event: Mapping[str, Any]) -> bytes:
    return f"id: {event['seq']}\nevent: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()


def event(seq: int, type_: str, **more: Any) -> dict[str, Any]:
    base = {"seq": seq, "execution_id": EXECUTION_ID, "flow": "Greet", "timestamp": "2026-01-02T03:04:05.678Z"}
    return {**base, "type": type_, "step_id": None, "status": "running", **more}


def step(seq: int, type_: str, **more: Any) -> dict[str, Any]:
    return event(seq, type_, **{"step_id": "greet", "kind": "task", "task": "Greet", "path": "steps[0]", **more})


STARTED = event(1, "flow_started", inputs={"name": "Ada"})
STEP_STARTED = step(2, "step_started", inputs={"name": "Ada"}, attempt=1)
STEP_COMPLETED = step(3, "step_completed", status="completed", outputs={"text": "Hello"}, duration_ms=1.5)
COMPLETED = event(4, "flow_completed", status="completed", success=True, outputs={"text": "Hello"}, duration_ms=2)
RUN = [STARTED, STEP_STARTED, STEP_COMPLETED, COMPLETED]

SUCCESS = {
    "success": True,
    "execution_id": EXECUTION_ID,
    "flow": "Greet",
    "outputs": {"text": "Hello"},
    "execution_time_ms": 2.5,
}
FAILURE = {
    "success": False,
    "execution_id": EXECUTION_ID,
    "flow": "Greet",
    "error": {"type": "CardDeclined", "message": "no funds", "step_id": "charge", "task": "ChargeCard", "attempts": 3},
    "execution_time_ms": 7,
}
