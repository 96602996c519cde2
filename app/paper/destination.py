"""The place in big letters on a label: province, city and county at the head of an address."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from resources.codes import Division, divisions


def destination(address: str) -> str:
    """Province, city and county parted by blanks, as far as the address begins with their full names (GB/T 2260).

    A province left out is added when the city or county has a name of its own; empty when nothing is recognised.
    """
    rest = "".join(address.split())
    path = _path_to(_first_named(rest))
    if not path:
        return ""
    rest = rest.removeprefix(path[-1].name)
    while (below := _named(rest, path[-1])) is not None:
        path.append(below)
        rest = rest.removeprefix(below.name)
    return " ".join(dict.fromkeys(division.name for division in path if division.name))


def _first_named(address: str) -> Division | None:
    """The division whose name the address begins with: a province, else the only one of that name."""
    table = divisions().values()
    named = [division for division in table if address.startswith(division.name)]
    provinces = [division for division in named if not division.parent]
    chosen = provinces or named
    return chosen[0] if len(chosen) == 1 else None


def _path_to(division: Division | None) -> list[Division]:
    path: list[Division] = []
    while division is not None:
        path.insert(0, division)
        division = divisions().get(division.parent)
    return path


def _named(address: str, above: Division) -> Division | None:
    """The division below `above` that the address goes on with.

    Between a municipality and its districts stands a level of the municipality's own name that no address spells.
    """
    for division in _below()[above.code]:
        if address.startswith(division.name):
            return division
        if division.name == above.name:
            return _named(address, division)
    return None


@cache
def _below() -> dict[str, list[Division]]:
    found: dict[str, list[Division]] = defaultdict(list)
    for division in divisions().values():
        found[division.parent].append(division)
    return found
