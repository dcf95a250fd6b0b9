"""Checks JSON against type hints: the TypedDicts and dataclasses of `_models` and `_events` are the only schema.

Unknown keys pass: a newer server may say more. A missing key or another type is a ShapeError with its place.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import types
from typing import Any, Final, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints, is_typeddict

NOT_ON_WIRE: Final = {"flowlang_not_on_wire": True}
"""Metadata of a dataclass field that no key of the JSON fills."""

_WORDS: Final[dict[type, str]] = {
    str: "a string",
    bool: "a boolean",
    int: "an integer",
    float: "a number",
    list: "an array",
    dict: "an object",
    type(None): "null",
}


class ShapeError(Exception):
    """`place` is a JSON Pointer into what was read ("" is the whole)."""

    def __init__(self, place: str, expected: str, got: object) -> None:
        super().__init__(f"at {place or 'the top'}: expected {expected}, got {_describe(got)}")
        self.place = place


class _Missing:
    pass


def _describe(value: object) -> str:
    if isinstance(value, _Missing):
        return "nothing"
    if isinstance(value, list | dict):
        return _WORDS[type(cast("object", value))]
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def join(place: str, key: str | int) -> str:
    return f"{place}/{str(key).replace('~', '~0').replace('/', '~1')}"


@functools.cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def conform(hint: Any, value: object, place: str = "") -> Any:
    """`value`, where it fits `hint`; objects become the dataclass that the hint names. Else ShapeError."""
    origin, args = get_origin(hint), get_args(hint)
    if hint is Any or hint is object:
        return value
    if origin is Literal:
        if any(value == choice and type(value) is type(choice) for choice in args):
            return value
        raise ShapeError(place, " or ".join(json.dumps(choice) for choice in args), value)
    if origin is Union or origin is types.UnionType:
        # Every union of the contract is `X | None`.
        return None if value is None else conform(next(a for a in args if a is not type(None)), value, place)
    if origin is list:
        items = cast("list[object]", _plain(list, value, place))
        return [conform(args[0], item, join(place, index)) for index, item in enumerate(items)]
    if origin is dict:
        entries = cast("dict[str, object]", _plain(dict, value, place))
        return {key: conform(args[1], item, join(place, key)) for key, item in entries.items()}
    if isinstance(hint, TypeVar):
        # The only type parameter of the models is that of a flow's outputs: always an object, typed by the flow.
        return _plain(dict, value, place)
    if is_typeddict(hint):
        return _typed_dict(hint, value, place)
    cls = cast("type[object]", origin or hint)
    return _record(cls, value, place) if dataclasses.is_dataclass(cls) else _plain(cls, value, place)


def _plain(cls: type, value: object, place: str) -> object:
    if type(value) is cls or (cls is float and type(value) is int):
        return value
    raise ShapeError(place, _WORDS[cls], value)


def _typed_dict(cls: Any, value: object, place: str) -> dict[str, object]:
    entries = cast("dict[str, object]", _plain(dict, value, place))
    checked = dict(entries)
    for key, hint in _hints(cls).items():
        if key in entries:
            checked[key] = conform(hint, entries[key], join(place, key))
        elif key in cls.__required_keys__:
            conform(hint, _Missing(), join(place, key))
            raise ShapeError(join(place, key), "a value", _Missing())
    return checked


def _record(cls: Any, value: object, place: str) -> object:
    entries = cast("dict[str, object]", _plain(dict, value, place))
    arguments: dict[str, object] = {"raw": entries}
    for field in dataclasses.fields(cls):
        if NOT_ON_WIRE.keys() <= field.metadata.keys():
            continue
        if field.name in entries:
            arguments[field.name] = conform(_hints(cls)[field.name], entries[field.name], join(place, field.name))
        elif field.default is dataclasses.MISSING:
            conform(_hints(cls)[field.name], _Missing(), join(place, field.name))
            raise ShapeError(join(place, field.name), "a value", _Missing())
    return cls(**arguments)
