"""Checks JSON against type hints: the TypedDicts and dataclasses of `_models` and `_events` are the only schema.

Unknown keys pass: a newer server may say more. A missing key or another type is a ShapeError with its place.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import types
from collections.abc import Callable
from typing import (
    Any,
    Final,
    Literal,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

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

    def __init__(self, expected: str, got: object, place: str = "") -> None:
        super().__init__(expected, got, place)
        self.place = place
        self._expected = expected
        self._got = got

    def __str__(self) -> str:
        return f"at {self.place or 'the top'}: expected {self._expected}, got {_describe(self._got)}"

    def within(self, key: str | int) -> ShapeError:
        """The same, as seen from what holds the value at `key`."""
        return ShapeError(self._expected, self._got, f"/{str(key).replace('~', '~0').replace('/', '~1')}{self.place}")


class _Missing:
    pass


def _describe(value: object) -> str:
    if isinstance(value, _Missing):
        return "nothing"
    if isinstance(value, list | dict):
        return _WORDS[type(cast("object", value))]
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def conform(hint: Any, value: object) -> Any:
    """`value`, where it fits `hint`; objects become the dataclass that the hint names. Else ShapeError."""
    return _check_of(hint)(value)


_Check: TypeAlias = Callable[[Any], Any]


@functools.cache
def _check_of(hint: Any) -> _Check:
    """Made once for each hint: to look at it anew takes longer than to check a value."""
    origin, args = get_origin(hint), get_args(hint)
    if hint is Any or hint is object:
        return lambda value: value
    if origin is Literal:
        return _literal(args)
    if origin is Union or origin is types.UnionType:
        # Every union of the contract is `X | None`.
        check = _check_of(next(a for a in args if a is not type(None)))
        return lambda value: None if value is None else check(value)
    if origin is list:
        return _list(_check_of(args[0]))
    if origin is dict:
        return _plain(dict) if args[1] is Any else _dict(_check_of(args[1]))
    if isinstance(hint, TypeVar):
        # The only type parameter of the models is that of a flow's outputs: always an object, typed by the flow.
        return _plain(dict)
    if is_typeddict(hint):
        return _typed_dict(hint)
    cls = cast("type[object]", origin or hint)
    return _record(cls) if dataclasses.is_dataclass(cls) else _plain(cls)


def _literal(choices: tuple[object, ...]) -> _Check:
    # A list: True and 1 are one in a set.
    def check(value: object) -> object:
        for choice in choices:
            if value == choice and type(value) is type(choice):
                return value
        raise ShapeError(" or ".join(json.dumps(choice) for choice in choices), value)

    return check


def _plain(cls: type) -> _Check:
    def check(value: object) -> object:
        if type(value) is cls or (cls is float and type(value) is int):
            return value
        raise ShapeError(_WORDS[cls], value)

    return check


def _list(check_item: _Check) -> _Check:
    plain = _plain(list)
    return lambda value: [_at(index, check_item, item) for index, item in enumerate(plain(value))]


def _dict(check_item: _Check) -> _Check:
    plain = _plain(dict)
    return lambda value: {key: _at(key, check_item, item) for key, item in plain(value).items()}


def _typed_dict(cls: Any) -> _Check:
    plain = _plain(dict)
    fields = [(key, _check_of(hint), key in cls.__required_keys__) for key, hint in get_type_hints(cls).items()]

    def check(value: object) -> dict[str, object]:
        entries: dict[str, object] = plain(value)
        checked = dict(entries)
        for key, check_field, required in fields:
            if key in entries:
                checked[key] = _at(key, check_field, entries[key])
            elif required:
                raise _missing(key, check_field)
        return checked

    return check


def _record(cls: Any) -> _Check:
    plain = _plain(dict)
    hints = get_type_hints(cls)
    fields = [
        (field.name, _check_of(hints[field.name]), field.default is dataclasses.MISSING)
        for field in dataclasses.fields(cls)
        if not NOT_ON_WIRE.keys() <= field.metadata.keys()
    ]

    def check(value: object) -> object:
        entries: dict[str, object] = plain(value)
        arguments: dict[str, object] = {"raw": entries}
        for key, check_field, required in fields:
            if key in entries:
                arguments[key] = _at(key, check_field, entries[key])
            elif required:
                raise _missing(key, check_field)
        return cls(**arguments)

    return check


def _at(key: str | int, check: _Check, value: object) -> Any:
    try:
        return check(value)
    except ShapeError as error:
        raise error.within(key) from None


def _missing(key: str, check: _Check) -> ShapeError:
    """In the words of the check: what should be there is known to it alone."""
    try:
        check(_Missing())
    except ShapeError as error:
        return error.within(key)
    return ShapeError("a value", _Missing()).within(key)
