"""The scenarios, as ../README.md describes them. The TypeScript driver plays the same files."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

Json: TypeAlias = dict[str, Any]

ROOT: Final = Path(__file__).parents[1]


def load_scenarios() -> list[Json]:
    files = sorted((ROOT / "scenarios").glob("*.json"))
    return [with_calls(scenario) for file in files for scenario in json.loads(file.read_text(encoding="utf-8"))]


def with_calls(scenario: Json) -> Json:
    if "calls" in scenario:
        return scenario
    call = {"client": scenario["client"], "expect": scenario["expect"]}
    return {"name": scenario["name"], "operation": scenario["operation"], "calls": [call]}


def bound(call: Json, bindings: Mapping[str, Any]) -> Json:
    """The call with what `$same:name` stands for by now in its arguments."""
    text = json.dumps(call["client"])
    whole = re.sub(r'"\$same:(\w+)"', lambda found: json.dumps(bindings.get(found[1])), text)
    # Within a longer text: a path.
    client = re.sub(r"\$same:(\w+)", lambda found: str(bindings.get(found[1])), whole)
    return {**call, "client": json.loads(client)}


def refresh(scenario: Json) -> Json:
    """A scenario that has never been played: `$new:key` becomes a text that no other has."""
    suffix = uuid.uuid4().hex[:8]
    fresh: Json = json.loads(re.sub(r"\$new:(\w+)", rf"\1-{suffix}", json.dumps(scenario)))
    return fresh
