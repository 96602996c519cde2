"""Code tables of the field, typed. Each table is read when it is first asked for and kept.

Sources and licences: `codes/README.md`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from resources.paths import resource


@dataclass(frozen=True, slots=True)
class Division:
    """One administrative division (GB/T 2260). `parent` is empty for a province."""

    code: str
    name: str
    parent: str


@dataclass(frozen=True, slots=True)
class IdDocumentType:
    """How the platform names a kind of identity document (GA/T 2000.156)."""

    kind: str
    """The value used in code (`IdDocumentKind`), or `credit_code` for an organisation."""
    code: str
    name: str
    confirmed: bool
    """False where the code comes from practice only; the province's mapping decides."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country or region: ISO 3166-1 / GB/T 2659 letters and digits."""

    letters: str
    digits: str
    name: str


@cache
def divisions() -> Mapping[str, Division]:
    """All current divisions down to counties, by six-digit code."""
    rows = _rows("divisions.csv")
    return MappingProxyType({row["code"]: Division(row["code"], row["name"], row["parent"]) for row in rows})


def division_path(code: str) -> tuple[Division, ...]:
    """The division of a code of six or more digits and those above it, province first.

    A code that is not in the table gives the levels above it that are; empty if there are none.
    """
    table = divisions()
    county = code[:6]
    start = next((key for key in (county, county[:4] + "00", county[:2] + "0000") if key in table), "")
    path: list[Division] = []
    while start:
        path.insert(0, table[start])
        start = table[start].parent
    return tuple(path)


def division_name(code: str) -> str:
    """The full name, province first; a name that only repeats the one above it is left out.

    Empty when not even the province is known.
    """
    path = division_path(code)
    names = [division.name for index, division in enumerate(path) if not index or division.name != path[index - 1].name]
    return "".join(names)


@cache
def ethnic_groups() -> Mapping[str, str]:
    """Name by two-digit code (GB/T 3304)."""
    return MappingProxyType({row["code"]: row["name"] for row in _rows("ethnic_groups.csv")})


@cache
def sex_names() -> Mapping[str, str]:
    """Chinese word by the value used in code (`male`, `female`, `unknown`, `unspecified`)."""
    return MappingProxyType({row["key"]: row["name"] for row in _rows("sexes.csv")})


@cache
def id_document_types() -> Mapping[str, IdDocumentType]:
    """Document types by kind."""
    rows = _rows("id_document_types.csv")
    types = (IdDocumentType(row["kind"], row["code"], row["name"], row["status"] != "unconfirmed") for row in rows)
    return MappingProxyType({entry.kind: entry for entry in types})


@cache
def countries() -> Mapping[str, Country]:
    """Countries by their three letters and by their three digits."""
    rows = [Country(row["letters"], row["digits"], row["name"]) for row in _rows("countries.csv")]
    return MappingProxyType({key: country for country in rows for key in (country.letters, country.digits)})


@cache
def name_variant_groups(relation: str) -> tuple[str, ...]:
    """Characters that are variants of one another (`variant`) or only look alike (`look_alike`), a group a text."""
    rows = [row for row in _rows("name_variants.csv") if row["relation"] == relation]
    return tuple("".join(chr(int(point[2:], 16)) for point in row["code_points"].split()) for row in rows)


def _rows(name: str) -> list[dict[str, str]]:
    with resource("codes", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
