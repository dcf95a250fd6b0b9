"""Compares what came of a call with what a scenario expects of it."""

from __future__ import annotations

from typing import Any, Final

from scenario_calls import Outcome
from scenario_format import Json
from scenario_match import Bindings, differences

STAMP: Final = {"seq", "execution_id", "flow", "timestamp", "status", "duration_ms"}
"""What no two plays have in common; the wire's check judges it."""


def compare(expect: Json, outcome: Outcome, bindings: Bindings) -> list[str]:
    if "error" in outcome and "error" not in expect:
        return [f"it failed with {outcome['error']}"]
    found: list[str] = []
    for key, pattern in expect.items():
        if key not in outcome:
            found.append(f"there is no {key}")
        elif key == "events":
            found += differences(pattern, [unstamped(event) for event in outcome[key]], bindings, "/events")
        else:
            found += differences(loosen(key, pattern), unstamped_answer(outcome[key], key), bindings, f"/{key}")
    return found


def loosen(key: str, pattern: Any) -> Any:
    """An error has what its class has; a scenario names what it is about."""
    if key == "error":
        return {**pattern, "$more": True}
    if key != "answer":
        return pattern
    return {**pattern, "headers": {**pattern.get("headers", {}), "$more": True}, "$more": True}


def unstamped_answer(value: Any, key: str) -> Any:
    if key != "answer" or "events" not in value:
        return value
    return {**value, "events": [unstamped(event) for event in value["events"]]}


def unstamped(event: Json) -> Json:
    return {key: value for key, value in event.items() if key not in STAMP}
