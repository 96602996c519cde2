"""Single fields of a paper against what the case says: value by value, and whom a paper belongs to."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.applicant import Applicant, Organisation, Person
from app.domain.finding import Finding, FindingReason, Light
from app.domain.name_variants import NameRelation, NameVariants
from app.domain.page_text import PaperField

LONG_TERM = "long_term"
"""Value of a last day where the paper says it has none."""

SURE = 0.8
"""A field read with less confidence is for the clerk to read."""

_SOON = timedelta(days=30)
_LONG_NAME = 8  # characters; of shorter names one may well be the beginning of another
_NAME_DOT = "\u00b7"  # between the parts of a name that is long enough for two lines; no firm has one
_NAMES = frozenset({"name", "company_name", "legal_representative", "holder", "owner", "payer_name", "payee_name"})

Expected = Mapping[str, str]
"""What the case says of somebody, by field name; what it does not know is left out."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A field and the page it stands on."""

    field: PaperField
    page_id: str

    def finding(self, light: Light, reason: FindingReason, expected: str = "") -> Finding:
        """A finding about this field."""
        return Finding(self.field.name, light, reason, self.field.value, expected, self.page_id, self.field.box)


def expected_of(subject: Applicant | None) -> Expected:
    """What the case says of a person or an organisation, in the forms papers are read in."""
    if isinstance(subject, Person):
        return _said(
            name=subject.name,
            number=subject.document.number,
            latin_name=subject.latin_name,
            sex=subject.sex.value if subject.sex.value in {"male", "female"} else "",
            birth_date=_day(subject.birth_date),
            ethnicity=subject.ethnicity_code,
            address=subject.address,
            issuing_authority=subject.document.issuing_authority,
            valid_from=_day(subject.document.valid_from),
            valid_until=LONG_TERM if subject.document.long_term else _day(subject.document.valid_until),
        )
    if isinstance(subject, Organisation):
        return _said(
            company_name=subject.name,
            number=subject.credit_code,
            legal_representative=subject.legal_representative,
            address=subject.address,
        )
    return {}


def compare_value(reading: Reading, name: str, expected: str, variants: NameVariants) -> Finding:
    """Hold one field against the case; `name` says what it is (`agent_name` is a `name`)."""
    value, field = reading.field.value, reading.field
    if field.valid is False:
        return reading.finding(Light.AMBER, FindingReason.FIELD_INVALID, expected)
    if name in _NAMES:
        relation = variants.relation(value, expected)
        if relation is NameRelation.VARIANT:
            return reading.finding(Light.AMBER, FindingReason.NAME_VARIANT, expected)
        if relation is NameRelation.LOOK_ALIKE:
            return reading.finding(Light.AMBER, FindingReason.NAME_LOOK_ALIKE, expected)
        same = relation is NameRelation.SAME
        if not same and (doubt := _name_doubt(value, expected)) is not None:
            return reading.finding(Light.AMBER, doubt, expected)
    else:
        same = _SAME.get(name, _same_text)(value, expected)
    # A value that passes its own check and is the expected one cannot have been misread into it.
    if field.confidence < SURE and not (same and field.valid):
        return reading.finding(Light.AMBER, FindingReason.UNSURE, expected)
    if same:
        return reading.finding(Light.GREEN, FindingReason.AGREES, expected)
    light, reason = _DIFFERENCES.get(name, (Light.RED, FindingReason.DIFFERS))
    return reading.finding(light, reason, expected)


def check_alone(reading: Reading) -> Finding | None:
    """What a field says against itself where the case has nothing to hold it against."""
    if reading.field.valid is False:
        return reading.finding(Light.AMBER, FindingReason.FIELD_INVALID)
    if reading.field.confidence < SURE:
        return reading.finding(Light.AMBER, FindingReason.UNSURE)
    return None


def check_expiry(reading: Reading, today: date) -> Finding | None:
    """Whether a paper's last day has come or comes soon; None while it has time, or none could be read."""
    last_day = day_of(reading.field)
    if last_day is None:
        return None
    if last_day < today:
        sure = reading.field.confidence >= SURE
        return reading.finding(
            Light.RED if sure else Light.AMBER, FindingReason.EXPIRED if sure else FindingReason.UNSURE
        )
    if last_day <= today + _SOON:
        return reading.finding(Light.AMBER, FindingReason.EXPIRES_SOON)
    return None


def day_of(field: PaperField) -> date | None:
    """The day a field says, None for `long_term` and for what is no day."""
    if field.valid is False:
        return None
    try:
        return date.fromisoformat(field.value)
    except ValueError:
        return None


def _said(**values: str) -> Expected:
    return {name: value for name, value in values.items() if value}


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _name_doubt(value: str, expected: str) -> FindingReason | None:
    """Why a name that was read differently may be the machine's fault: it is for the clerk to read then.

    Text readers know little beyond GB 2312; for a rarer character they say, and surely, one that looks like it. Of a
    long name in two lines the second may be missing, or something printed beside it be taken along.
    """
    if len(value) == len(expected):
        other = [right for read, right in zip(value, expected, strict=True) if read != right]
        return FindingReason.NAME_RARE if all(_is_rare(char) for char in other) else None
    shorter, longer = sorted((value, expected), key=len)
    of_two_lines = _NAME_DOT in longer and len(shorter) >= _LONG_NAME
    return FindingReason.UNSURE if of_two_lines and longer.startswith(shorter) else None


def _is_rare(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def _compact(text: str) -> str:
    """Letters and digits only, half width: punctuation of an address is nobody's meaning."""
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum()).casefold()


def _same_text(one: str, other: str) -> bool:
    return _compact(one) == _compact(other)


def _same_address(one: str, other: str) -> bool:
    """The same, or one goes on where the other ends (the province left out, the room added)."""
    first, second = sorted((_compact(one), _compact(other)), key=len)
    return bool(first) and len(first) * 2 >= len(second) and (second.startswith(first) or second.endswith(first))


_SAME: Mapping[str, Callable[[str, str], bool]] = {"address": _same_address}
_DIFFERENCES = {
    "address": (Light.AMBER, FindingReason.ADDRESS_DIFFERS),
    "issuing_authority": (Light.AMBER, FindingReason.ISSUER_DIFFERS),
    "valid_from": (Light.AMBER, FindingReason.DIFFERS),
    "valid_until": (Light.AMBER, FindingReason.DIFFERS),
    "ethnicity": (Light.AMBER, FindingReason.DIFFERS),
    "latin_name": (Light.AMBER, FindingReason.DIFFERS),
}
