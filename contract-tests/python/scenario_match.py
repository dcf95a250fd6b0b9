"""Compares what came with what was expected."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias, cast

Bindings: TypeAlias = dict[str, Any]
"""What `$same:name` has stood for so far in the scenario."""

MATCHERS: Final[dict[str, Callable[[Any], bool]]] = {
    "$any": lambda value: True,
    "$id": lambda value: isinstance(value, str) and re.fullmatch(r"[\w.:-]{8,128}", value) is not None,
    "$text": lambda value: isinstance(value, str) and value != "",
    "$number": lambda value: type(value) in (int, float) and value >= 0,
}


def differences(expected: Any, actual: Any, bindings: Bindings, at: str = "") -> list[str]:
    """The differences, a line each. Objects must have the same keys, lists the same length."""
    if isinstance(expected, str) and expected.startswith("$"):
        return [] if meets(expected, actual, bindings) else [f"{at or '/'} should be {expected}, is {show(actual)}"]
    if isinstance(expected, list):
        return _list_differences(cast("list[Any]", expected), actual, bindings, at)
    if isinstance(expected, dict):
        return _object_differences(cast("dict[str, Any]", expected), actual, bindings, at)
    return [] if same(expected, actual) else [f"{at or '/'} should be {show(expected)}, is {show(actual)}"]


def _list_differences(expected: list[Any], actual: Any, bindings: Bindings, at: str) -> list[str]:
    if not isinstance(actual, list):
        return [f"{at or '/'} should be a list, is {show(actual)}"]
    items = cast("list[Any]", actual)
    pairs = enumerate(zip(expected, items, strict=False))
    found = [line for index, (want, got) in pairs for line in differences(want, got, bindings, f"{at}/{index}")]
    return found if len(expected) == len(items) else [*found, f"{at} has {len(items)} and not {len(expected)} items"]


def _object_differences(expected: dict[str, Any], actual: Any, bindings: Bindings, at: str) -> list[str]:
    if not isinstance(actual, dict):
        return [f"{at or '/'} should be an object, is {show(actual)}"]
    entries = cast("dict[str, Any]", actual)
    found: list[str] = []
    for key, want in expected.items():
        if key == "$more":
            continue
        if key in entries:
            found += differences(want, entries[key], bindings, f"{at}/{key}")
        else:
            found.append(f"{at}/{key} is missing")
    extra = [] if expected.get("$more") else sorted(entries.keys() - expected.keys())
    return found + [f"{at}/{key} is not expected: {show(entries[key])}" for key in extra]


def meets(pattern: str, value: Any, bindings: Bindings) -> bool:
    if pattern in MATCHERS:
        return MATCHERS[pattern](value)
    kind, _, text = pattern.partition(":")
    if kind == "$least":
        return type(value) in (int, float) and value >= float(text)
    if kind == "$contains":
        return isinstance(value, str) and text in value
    if kind == "$same":
        return same(bindings.setdefault(text, value), value)
    if kind == "$other":
        return text in bindings and not same(bindings[text], value)
    raise ValueError(f"{pattern} is no pattern: see README.md")


def same(left: Any, right: Any) -> bool:
    """Equal as JSON: True is not 1 there, and 1.0 is 1."""
    return json.dumps(plain(left), sort_keys=True) == json.dumps(plain(right), sort_keys=True)


def plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [plain(item) for item in cast("list[Any]", value)]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in cast("dict[str, Any]", value).items()}
    return value


def show(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:200]}…"
