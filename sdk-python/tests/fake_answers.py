"""Answers as the reader gets them, without a server."""

from __future__ import annotations

import json
from typing import Any

import httpx

from flowlang._answers import Answer

URL = "http://flows.test/flows/Greet/execute"


def answer(status: int, body: Any = b"", kind: str | None = "application/json", **headers: str) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    all_headers = {"x-request-id": "req-1", **({"content-type": kind} if kind else {}), **headers}
    return Answer(status, httpx.Headers(all_headers), raw, URL)


def problem(code: str, status: int, **more: Any) -> dict[str, Any]:
    body = {"type": "/x", "title": "A title", "status": status, "detail": "A detail.", "instance": "/", "code": code}
    return {**body, "request_id": "req-7", **more}
