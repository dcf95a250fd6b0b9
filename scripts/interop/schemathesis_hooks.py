"""Holds what schemathesis.toml lets pass to its reason: a status alone would hide any other refusal."""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.check
def refused_for_what_came_before(_context: Any, response: Any, case: Any) -> None:
    if response.status_code not in (400, 422) or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    code = response.json()["code"]
    names_event = "after" in (case.query or {}) or "last-event-id" in {name.lower() for name in case.headers or {}}
    if code == "idempotency_key_reused" or (code == "invalid_request" and names_event):
        return
    raise AssertionError(f"A request that fits the document was refused: {code}")
