"""Kinds of papers and codes that are recognised, as files and in words. Rules in the files: docs/known-papers.md."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from resources.codes import countries, ethnic_groups, sex_names
from resources.paths import resource
from resources.texts import catalogue, text

LONG_TERM = "long_term"
"""Value of a last day where the paper says it has none."""


def kind_files() -> tuple[Path, ...]:
    """The file of every kind, in the order of their names; a file's stem is the kind."""
    return tuple(sorted(resource("papers").glob("*.json")))


def asked_as() -> dict[str, frozenset[str]]:
    """The words by which guides ask for a known paper, with the kinds that answer them."""
    return {word: frozenset(kinds) for word, kinds in _asked()["asked_as"].items()}


def open_words() -> tuple[str, ...]:
    """Words of a material's name after which papers that it does not name are right too."""
    return tuple(_asked()["open_words"])


def kind_title(kind: str) -> str:
    """What the paper is called. Raises KeyError for a kind that has no file."""
    return str(_definition(kind)["title"])


def field_title(kind: str, name: str) -> str:
    """What a field is called: as its kind names it, else as all kinds do. Raises KeyError for an unknown one."""
    for field in _definition(kind)["fields"]:
        if field["name"] == name:
            return str(field.get("title") or text(f"known_papers.{name}"))
    raise KeyError(name)


def shown_value(name: str, value: str) -> str:
    """The value of a field in words: codes of sex, ethnic group and nationality are spelled out."""
    stem = name.rpartition("_")[0] if name[-1:].isdigit() else name
    if value == LONG_TERM:
        return text("known_papers.long_term")
    if stem == "sex":
        return sex_names().get(value, value)
    if stem == "ethnicity":
        return ethnic_groups().get(value, value)
    if stem == "nationality" and value in countries():
        return countries()[value].name
    return value


def code_title(kind: str) -> str:
    """What a code is called, by the kind of its meaning. Raises KeyError for an unknown one."""
    return text(f"codes.{kind}")


def has_field_title(name: str) -> bool:
    """Whether all kinds share words for a field of this name."""
    return name in catalogue("known_papers")


@cache
def _definition(kind: str) -> dict[str, Any]:
    path = resource("papers", f"{kind}.json")
    if not path.is_file():
        raise KeyError(kind)
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def _asked() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(resource("codes", "asked_papers.json").read_text(encoding="utf-8"))
    return loaded
