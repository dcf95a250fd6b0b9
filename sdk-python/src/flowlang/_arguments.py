"""Judges arguments that no type checker did: what cannot be meant is refused before anything is sent, and in words."""

from __future__ import annotations

import numbers

from flowlang._errors import ArgumentError


def must_be(kind: type | tuple[type, ...], value: object, what: str) -> None:
    """`what` says what is right, as in "base_url is text"."""
    if not isinstance(value, kind):
        raise ArgumentError(f"{what}, not {type(value).__name__}")


def is_number(value: object, kind: type = numbers.Real) -> bool:
    # To Python a bool is a number; nobody means a second by True.
    return isinstance(value, kind) and not isinstance(value, bool)
