"""What schemathesis must be told of our document: that for which OpenAPI 3.1 has no words."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import schemathesis

TOKEN = re.compile(r"[A-Za-z0-9_.:-]{1,128}", re.ASCII)


@schemathesis.deserializer("text/event-stream")
def data_of_events(_context: Any, response: Any) -> list[Any]:
    """The schema of a stream is that of the JSON in each event's `data`, and not of `{id, event, data}`."""
    lines = response.content.decode("utf-8").split("\n")
    return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: dict[str, Any]) -> None:
    """A key is for one request: that the same with another body is a 422 is its purpose, and no schema can say so."""
    headers = case.headers or {}
    for name in list(headers):
        if name.lower() == "idempotency-key" and TOKEN.fullmatch(str(headers[name])):
            headers[name] = str(uuid.uuid4())
