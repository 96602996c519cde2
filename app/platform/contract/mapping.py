"""What differs from province to province: one file each under `resources/platform/mappings/`.

Status codes, date formats, number format, the direction of ratings, and the names and codes of the exchange
tables (`up_pro_accept`, `up_pro_material`) are data, so a province is added without touching code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from functools import cache, cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.domain.applicant import IdDocumentKind
from app.domain.case import CaseState, DeliveryWay
from app.domain.errors import SettingsError
from app.domain.guide import MaterialForm
from app.domain.material import Provision
from app.domain.rating import RatingGrade
from resources.paths import resource

_LOCAL_STATES = frozenset({CaseState.DRAFT, CaseState.RECEIVED, CaseState.ABANDONED, CaseState.ADVISED})


class ApplicantKind(StrEnum):
    """Kinds of applicants in a fact."""

    PERSON = "person"
    ORGANISATION = "organisation"


_CODE_TABLES: Mapping[str, type[StrEnum]] = {
    "applicant_kind": ApplicantKind,
    "id_document_kind": IdDocumentKind,
    "delivery_way": DeliveryWay,
    "provision": Provision,
    "material_form": MaterialForm,
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """Where one column comes from.

    The first of `sources` (dotted paths into the fact) with a value counts, else `default`. `codes` names a code
    table, `format` says that the value is a time or a day.
    """

    sources: tuple[str, ...] = Field(default=(), alias="from")
    default: str = ""
    codes: str = ""
    format: Literal["", "datetime", "date"] = ""

    @cached_property
    def paths(self) -> tuple[tuple[str, ...], ...]:
        """`sources`, parted at the dots."""
        return tuple(tuple(source.split(".")) for source in self.sources)

    @cached_property
    def of_material(self) -> bool:
        """Whether it says something of the material the row is about."""
        return any(path[0] == "material" for path in self.paths)


class Table(_Strict):
    """One exchange table: a row for the case, or one for each material."""

    rows: Literal["case", "materials"]
    columns: dict[str, Column]

    @cached_property
    def of_case(self) -> Mapping[str, Column]:
        """The columns that are the same in all rows."""
        return {name: column for name, column in self.columns.items() if not column.of_material}

    @cached_property
    def of_material(self) -> Mapping[str, Column]:
        """The columns that say something of the row's material."""
        return {name: column for name, column in self.columns.items() if column.of_material}


class Formats(_Strict):
    """How a province writes times, days and its own case numbers."""

    utc_offset_hours: int
    datetime: str
    date: str
    platform_number: str

    @cached_property
    def zone(self) -> timezone:
        """The time zone times are written in."""
        return timezone(timedelta(hours=self.utc_offset_hours))


class ProvinceMapping(_Strict):
    """One province's file, checked whole when it is read."""

    province: str
    name: str
    formats: Formats
    status_codes: dict[CaseState, str]
    rating_codes: dict[RatingGrade, str]
    code_tables: dict[str, dict[str, str]]
    tables: dict[str, Table]

    @model_validator(mode="after")
    def _complete(self) -> ProvinceMapping:
        """A code that is missing must come out now, not when a clerk receives the one case that needs it."""
        _demand(set(CaseState) - _LOCAL_STATES, set(self.status_codes), "status_codes")
        _demand(set(RatingGrade), set(self.rating_codes), "rating_codes")
        _demand(set(_CODE_TABLES), set(self.code_tables), "code_tables")
        for name, values in _CODE_TABLES.items():
            _demand(set(values), set(self.code_tables[name]), name)
        if len(set(self.status_codes.values())) < len(self.status_codes):
            raise ValueError("one status code for two states")
        for table in self.tables.values():
            _demand({column.codes for column in table.columns.values()} - {""}, set(self.code_tables), "codes")
        return self

    def code_of(self, state: CaseState) -> str:
        """The province's code of a state the platform can tell."""
        return self.status_codes[state]

    def state_of(self, code: str) -> CaseState | None:
        """The state behind a code of the province, None for a code the file does not know."""
        return next((state for state, known in self.status_codes.items() if known == code), None)

    def rating_code(self, grade: RatingGrade) -> str:
        """The province's code of a grade."""
        return self.rating_codes[grade]

    def platform_number(self, division_code: str, day: date, sequence: int) -> str:
        """A case number in the province's form (the platform allots it, never a station)."""
        return self.formats.platform_number.format(division=division_code, day=day, sequence=sequence)

    def exchange_rows(self, fact: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
        """The rows of all tables (`ExchangeRow`) for a fact given as plain JSON values, as such values."""
        rows: list[dict[str, Any]] = []
        for name, table in self.tables.items():
            of_case = self._fields(table.of_case, fact)
            parts = fact["materials"] if table.rows == "materials" else ({},)
            rows += [
                {"table": name, "fields": of_case | self._fields(table.of_material, {**fact, "material": one})}
                for one in parts
            ]
        return tuple(rows)

    def _fields(self, columns: Mapping[str, Column], fact: Mapping[str, Any]) -> dict[str, str]:
        return {name: self._value(column, fact) for name, column in columns.items()}

    def _value(self, column: Column, fact: Mapping[str, Any]) -> str:
        for path in column.paths:
            if found := _at(fact, path):
                break
        else:
            return column.default
        if column.codes:
            return self.code_tables[column.codes][found]
        return self._written(found, column.format) if column.format else found

    def _written(self, value: str, form: str) -> str:
        if form == "date":
            return date.fromisoformat(value).strftime(self.formats.date)
        return datetime.fromisoformat(value).astimezone(self.formats.zone).strftime(self.formats.datetime)


@cache
def load_mapping(province: str) -> ProvinceMapping:
    """The mapping of a province.

    Raises SettingsError `settings.province_unknown` or `settings.province_mapping` (a file that does not hold).
    """
    path = resource("platform", "mappings", f"{province}.json")
    if not path.is_file():
        raise SettingsError("province_unknown", province=province)
    try:
        mapping = ProvinceMapping.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        problem = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
        raise SettingsError("province_mapping", province=province, problem=problem) from error
    if mapping.province != province:
        raise SettingsError("province_mapping", province=province, problem=f"province: {mapping.province}")
    return mapping


def _demand(wanted: set[Any], given: set[Any], name: str) -> None:
    missing = sorted(str(one) for one in wanted - given)
    if missing:
        raise ValueError(f"{name} lacks {', '.join(missing)}")


def _at(fact: Mapping[str, Any], path: Iterable[str]) -> str:
    value: Any = fact
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    return "" if value is None else str(value)
