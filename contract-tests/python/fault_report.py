"""Compares what the proxy has seen with what was expected."""

from __future__ import annotations

import re
from typing import Any

from scenario_calls import Outcome
from scenario_format import Json
from scenario_match import Bindings, differences, same


def compare_streams(pattern: str, outcome: Outcome, report: Json) -> list[str]:
    """`$all`: the events that the server keeps, each once and in order; `$first:3` and `$after:3`: a part of them."""
    kept: list[Json] = report["events"].get(outcome.get("execution"), [])
    found = re.fullmatch(r"\$(first|after):(\d+)", pattern)
    first, after = (int(found[2]) if found and found[1] == part else None for part in ("first", "after"))
    wanted = kept[after:first]
    events: list[Json] = outcome.get("events", [])
    if wanted and same(events, wanted):
        return []
    numbers = [event["seq"] for event in events]
    return [f"expected: its events are {numbers}, and not the {len(wanted)} that the server keeps"]


def compare_saw(saw: Json, report: Json, bindings: Bindings) -> list[str]:
    requests: list[Json] = report["requests"]
    actual = {
        "tries": len(requests),
        "reached": sum(request["reached"] for request in requests),
        "left": sum(request["left"] for request in requests),
        "executions": len(report["executions"]),
    }
    lines = [
        line
        for key, value in saw.items()
        if key in actual
        for line in differences(value, actual[key], bindings, f"/saw/{key}")
    ]
    lines += differences(0, report["elsewhere"], bindings, "/saw/elsewhere")
    lines += differences(0, report["open"], bindings, "/saw/open")
    if "requests" in saw:
        lines += _compare_requests(saw["requests"], requests, bindings)
    for index, least in enumerate(saw.get("waits", [])):
        waited = requests[index + 1]["at"] - requests[index]["at"] if index + 1 < len(requests) else 0
        if waited < least:
            lines.append(f"/saw/waits/{index} should be at least {least}, is {waited}")
    return lines


def _compare_requests(wanted: list[Json], seen: list[Json], bindings: Bindings) -> list[str]:
    """Of a request only what is named is compared; None is a header that is not there."""
    loose: list[Json] = [{**one, "headers": {**one.get("headers", {}), "$more": True}, "$more": True} for one in wanted]
    actual: list[Json] = []
    for index, one in enumerate(seen):
        named: Json = wanted[index].get("headers", {}) if index < len(wanted) else {}
        absent: dict[str, Any] = dict.fromkeys(named)
        actual.append({**one, "headers": {**absent, **one["headers"]}})
    return differences(loose, actual, bindings, "/saw/requests")
