"""Every word a person reads. Code names a text by key, the words lie in `i18n/zh_CN/<screen>.json`.

A key is `<screen>.<name>`: the first part is the file, the rest the entry in it. Texts take named
placeholders (`{name}`) as `str.format` does.
"""

from __future__ import annotations

import json
from functools import cache

from resources.paths import resource

LANGUAGE = "zh_CN"


@cache
def catalogue(screen: str) -> dict[str, str]:
    """All texts of one screen. Raises FileNotFoundError for a screen that has none."""
    path = resource("i18n", LANGUAGE, f"{screen}.json")
    loaded: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def text(key: str, **values: object) -> str:
    """The words of `key`, filled with `values`. Raises KeyError for an unknown key or a missing value."""
    screen, _, name = key.partition(".")
    return catalogue(screen)[name].format(**values)


def error_text(code: str, details: dict[str, object]) -> str:
    """The words for an error code; an unknown code is named so that it can be reported.

    The detail `system` is a text key (see `app.domain.system_fault`) and stands in the words as its own words.
    """
    family, _, cause = code.partition(".")
    try:
        words = catalogue(f"errors_{family}").get(cause)
    except FileNotFoundError:
        words = None
    if words is None:
        return text("errors.unknown", code=code)
    spoken = {**details, "system": text(str(details["system"]))} if "system" in details else details
    return words.format_map(_Placeholders(spoken))


class _Placeholders(dict[str, object]):
    """Leaves a placeholder without a value visible instead of failing while an error is shown."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
