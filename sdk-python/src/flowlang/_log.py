"""The logger `flowlang`: retries are warnings, answers debug lines. Keys, headers and bodies are never in it."""

from __future__ import annotations

import logging
import os
from typing import Final

log: Final = logging.getLogger("flowlang")

_LEVELS: Final = {"debug": logging.DEBUG, "info": logging.INFO, "warn": logging.WARNING}
_OURS: Final = "flowlang-stderr"


def listen() -> None:
    """Writes to stderr if `FLOWLANG_LOG` is debug, info or warn; else the log is heard only where the program asks."""
    level = _LEVELS.get(os.environ.get("FLOWLANG_LOG", "").strip().lower())
    if not log.handlers:
        # Without any, Python itself would write warnings to stderr.
        log.addHandler(logging.NullHandler())
    if level is None:
        return
    log.setLevel(level)
    if all(handler.get_name() != _OURS for handler in log.handlers):
        handler = logging.StreamHandler()
        handler.set_name(_OURS)
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s: %(message)s"))
        log.addHandler(handler)
