"""Machine-readable zone of travel documents, ICAO Doc 9303 parts 3 to 5: TD3 (passports) and TD1 (cards)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.applicant import IdDocument, IdDocumentKind, IdentitySource, Person, Sex
from app.domain.errors import InputError
from app.domain.identifiers.check_characters import weighted_sum
from app.domain.identifiers.normal_form import ALPHANUMERIC, normal_form, today_in_china

FILLER = "<"
_ALPHABET = ALPHANUMERIC | {FILLER}
_WEIGHTS = (7, 3, 1)
_TD3_LINE, _TD1_LINE = 44, 30
_SEXES = {"M": Sex.MALE, "F": Sex.FEMALE, "X": Sex.UNSPECIFIED, FILLER: Sex.UNSPECIFIED}
_MEMORY_YEARS = 50


@dataclass(frozen=True, slots=True)
class MachineReadableZone:
    """What the zone says; every check digit held. Dates with unknown parts are None."""

    document_code: str
    issuing_state: str
    number: str
    nationality: str
    birth_date: date | None
    sex: Sex
    valid_until: date | None
    surname: str
    given_names: str
    optional: str
    """Personal number or other optional data, as the issuing state uses it."""
    name_truncated: bool
    """The name fills its field to the end, so its last part may be cut."""

    @property
    def is_passport(self) -> bool:
        """Whether the document code says passport (P)."""
        return self.document_code.startswith("P")


@dataclass(frozen=True, slots=True)
class _Fields:
    """The raw fields common to both sizes, fillers still in them."""

    code: str
    state: str
    number: str
    number_check: str
    nationality: str
    birth: str
    birth_check: str
    sex: str
    expiry: str
    expiry_check: str
    names: str
    optional: str
    composite: str
    composite_check: str


def check_digit(text: str) -> str:
    """ICAO 9303 part 3 section 4.9: weights 7 3 1, A is 10 to Z is 35, the filler is 0."""
    values = [0 if char == FILLER else int(char, 36) for char in text]
    return str(weighted_sum(values, _WEIGHTS) % 10)


def parse_mrz(typed: str, *, field: str | None = None, today: date | None = None) -> MachineReadableZone:
    """Parse two lines of 44 or three of 30 characters, as one text with or without line breaks.

    Raises `InputError`: `required`, `mrz_length`, `mrz_alphabet` (`line`, `position`, `character`),
    `mrz_check_number`, `mrz_check_birth`, `mrz_check_expiry`, `mrz_check_personal`, `mrz_check_composite`
    (`expected`), `mrz_sex`, `date_impossible`.
    """
    lines = _lines(normal_form(typed), field)
    fields = _td3(lines, field) if len(lines[0]) == _TD3_LINE else _td1(lines)
    _require_checks(fields, field)
    if fields.sex not in _SEXES:
        raise InputError("mrz_sex", field=field)
    surname, _, given = fields.names.strip(FILLER).partition(FILLER * 2)
    day = today or today_in_china()
    return MachineReadableZone(
        document_code=fields.code.rstrip(FILLER),
        issuing_state=fields.state.rstrip(FILLER),
        number=fields.number.rstrip(FILLER),
        nationality=fields.nationality.rstrip(FILLER),
        birth_date=_date(fields.birth, day.year - 100, day, field),
        sex=_SEXES[fields.sex],
        valid_until=_date(fields.expiry, day.year - _MEMORY_YEARS, None, field),
        surname=_words(surname),
        given_names=_words(given),
        optional=fields.optional.strip(FILLER),
        name_truncated=not fields.names.endswith(FILLER),
    )


def person_from_mrz(zone: MachineReadableZone, kind: IdDocumentKind, name: str = "") -> Person:
    """The person the zone names; `name` is the name in Chinese characters if the document prints one."""
    latin_name = f"{zone.surname} {zone.given_names}".strip()
    return Person(
        name=name or latin_name,
        document=IdDocument(kind, zone.number, issuing_authority="", valid_until=zone.valid_until),
        sex=zone.sex,
        birth_date=zone.birth_date,
        nationality=zone.nationality,
        latin_name=latin_name,
        source=IdentitySource.MACHINE_READABLE_ZONE,
    )


def _lines(text: str, field: str | None) -> tuple[str, ...]:
    """Cut the text into its lines and hold each character to the alphabet."""
    if not text:
        raise InputError("required", field=field)
    width = {2 * _TD3_LINE: _TD3_LINE, 3 * _TD1_LINE: _TD1_LINE}.get(len(text))
    if width is None:
        raise InputError("mrz_length", field=field, actual=len(text))
    for index, char in enumerate(text):
        if char not in _ALPHABET:
            line, position = index // width + 1, index % width + 1
            raise InputError("mrz_alphabet", field=field, line=line, position=position, character=char)
    return tuple(text[start : start + width] for start in range(0, len(text), width))


def _td3(lines: tuple[str, ...], field: str | None) -> _Fields:
    upper, lower = lines
    personal, personal_check = lower[28:42], lower[42]
    empty = not personal.strip(FILLER)
    if personal_check != check_digit(personal) and not (empty and personal_check == FILLER):
        raise InputError("mrz_check_personal", field=field, expected=check_digit(personal))
    return _Fields(
        code=upper[0:2],
        state=upper[2:5],
        number=lower[0:9],
        number_check=lower[9],
        nationality=lower[10:13],
        birth=lower[13:19],
        birth_check=lower[19],
        sex=lower[20],
        expiry=lower[21:27],
        expiry_check=lower[27],
        names=upper[5:44],
        optional=personal,
        composite=lower[0:10] + lower[13:20] + lower[21:43],
        composite_check=lower[43],
    )


def _td1(lines: tuple[str, ...]) -> _Fields:
    upper, middle, names = lines
    number, number_check, optional = upper[5:14], upper[14], upper[15:30]
    if number_check == FILLER and optional.strip(FILLER):
        # Part 5, note j: a longer number goes on in the optional data, its check digit follows it.
        rest, _, optional = optional.partition(FILLER)
        number, number_check = number + rest[:-1], rest[-1:]
    return _Fields(
        code=upper[0:2],
        state=upper[2:5],
        number=number,
        number_check=number_check,
        nationality=middle[15:18],
        birth=middle[0:6],
        birth_check=middle[6],
        sex=middle[7],
        expiry=middle[8:14],
        expiry_check=middle[14],
        names=names,
        optional=optional.strip(FILLER) + middle[18:29],
        composite=upper[5:30] + middle[0:7] + middle[8:15] + middle[18:29],
        composite_check=middle[29],
    )


def _require_checks(fields: _Fields, field: str | None) -> None:
    checks = (
        ("mrz_check_number", fields.number, fields.number_check),
        ("mrz_check_birth", fields.birth, fields.birth_check),
        ("mrz_check_expiry", fields.expiry, fields.expiry_check),
        ("mrz_check_composite", fields.composite, fields.composite_check),
    )
    for cause, text, given in checks:
        expected = check_digit(text)
        if given != expected:
            raise InputError(cause, field=field, expected=expected)


def _date(compact: str, first_year: int, latest: date | None, field: str | None) -> date | None:
    """YYMMDD within the hundred years from `first_year`, not after `latest`; None if a part is unknown."""
    if FILLER in compact:
        return None
    try:
        year, month, day = int(compact[:2]), int(compact[2:4]), int(compact[4:6])
        full_year = first_year + (year - first_year) % 100
        found = date(full_year, month, day)
        if latest and full_year + 100 <= latest.year:
            later = date(full_year + 100, month, day)
            found = later if later <= latest else found
    except ValueError:
        raise InputError("date_impossible", field=field) from None
    return found


def _words(name: str) -> str:
    return " ".join(name.replace(FILLER, " ").split())
