"""From what was read on a page to fields of the form: a passport's zone, an identity document, a business licence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.applicant import IdDocumentKind, IdentitySource
from app.domain.errors import RuleError
from app.domain.identifiers.mask import mask_name, mask_number
from app.domain.identifiers.mrz import FILLER, check_digit
from app.domain.identity_check import (
    AGENT,
    APPLICANT,
    ORGANISATION,
    OtherPersonChoice,
    other_organisation_choices,
    other_person_choices,
)
from app.domain.page_text import KnownPaper, PageReading

BUSINESS_LICENCE = "business_licence"
_PERSONAL_PAPERS: Mapping[str, IdDocumentKind | None] = {
    "passport": IdDocumentKind.PASSPORT,
    "hk_macau_permit": IdDocumentKind.HK_MACAU_PERMIT,
    "taiwan_permit": IdDocumentKind.TAIWAN_PERMIT,
    "foreign_permanent_residence": IdDocumentKind.FOREIGN_PR_2023,  # the one of 2017 shows by its number
    "resident_id_front": IdDocumentKind.RESIDENT_ID,
    "residence_permit_front": IdDocumentKind.RESIDENCE_PERMIT,
    # The backs say nothing of the person, and belong to the card on the form.
    "resident_id_back": None,
    "residence_permit_back": None,
    "household_register": IdDocumentKind.HOUSEHOLD_REGISTER,
}
"""Papers that prove who somebody is, by the name of their kind in `resources/papers`."""

_PERSONAL_FIELDS: Mapping[str, str] = {
    "name": "name",
    "latin_name": "latin_name",
    "number": "document_number",
    "sex": "sex",
    "birth_date": "birth_date",
    "ethnicity": "ethnicity",
    "nationality": "nationality",
    "address": "address",
    "issuing_authority": "issuing_authority",
    "valid_from": "valid_from",
    "issued_on": "valid_from",
    "valid_until": "valid_until",
}
_ORGANISATION_FIELDS: Mapping[str, str] = {
    "company_name": "name",
    "number": "credit_code",
    "legal_representative": "legal_representative",
    "address": "address",
}
_GOES_WITH_NUMBER = ("document_kind", "source", "reader_serial", "kind")
_SHORTEST_ZONE_LINE = 24
_ZONE_NUMBER_LENGTH = 9
_ALIKE = str.maketrans("OQDILZSBG", "000112586")
_PROVED_BY_ZONE = ("number", "birth_date", "valid_until")


@dataclass(frozen=True, slots=True)
class IdentityOffer:
    """What a page would fill in for `role`.

    `doubtful` are fields that failed their own check and are not among `fields`; `unproved` those that came from
    writing alone, to be looked at; `standing` those the form holds otherwise, which stay unless replaced by name.
    """

    role: str
    fields: Mapping[str, str]
    source: IdentitySource
    doubtful: tuple[str, ...]
    unproved: tuple[str, ...]
    standing: tuple[str, ...]

    @property
    def is_organisation(self) -> bool:
        """Whether the page is of an organisation."""
        return self.fields.get(f"{self.role}.kind") == ORGANISATION

    @property
    def key_field(self) -> str:
        """The field that says who it is: the number of the document, or the credit code."""
        return f"{self.role}.{'credit_code' if self.is_organisation else 'document_number'}"


def offer_from_page(form: Mapping[str, str], role: str, reading: PageReading) -> IdentityOffer:
    """What the page says of `applicant` or `agent`, held against the form.

    Raises `rule.no_identity_on_page` for a page that is none of the known identity papers or holds nothing that can be
    used, `rule.agent_is_person` for a licence read for the agent.
    """
    paper = reading.paper
    if paper.kind == BUSINESS_LICENCE:
        if role == AGENT:
            raise RuleError("agent_is_person", field="agent.document_kind")
        names, fixed = _ORGANISATION_FIELDS, {f"{role}.kind": ORGANISATION}
        source = IdentitySource.TYPED
    elif paper.kind is not None and paper.kind in _PERSONAL_PAPERS:
        names, source = _PERSONAL_FIELDS, _source(reading)
        fixed = _fixed(role, _document_kind(paper), source)
    else:
        raise RuleError("no_identity_on_page")
    return _offer(form, role, paper, names, fixed, source)


def check_fits(form: Mapping[str, str], offer: IdentityOffer) -> None:
    """Raise `rule.other_person` with its `choices` when the page is of somebody else than the form."""
    number = offer.fields.get(offer.key_field, "")
    if offer.is_organisation:
        choices = other_organisation_choices(form, number)
    else:
        choices = other_person_choices(form, offer.role, number) if number else ()
    if choices:
        raise other_person(offer.key_field, choices, offer.fields.get(f"{offer.role}.name", ""), number)


def other_person(field: str, choices: tuple[OtherPersonChoice, ...], name: str, number: str) -> RuleError:
    """`rule.other_person` with its `choices` and, masked, whose document it is: `name` and `number`."""
    return RuleError("other_person", field=field, choices=choices, name=mask_name(name), number=mask_number(number))


def taken_fields(form: Mapping[str, str], offer: IdentityOffer, replaced: frozenset[str]) -> dict[str, str]:
    """What of the offer goes onto the form: all that is empty there, alike, or named in `replaced`.

    How the data came in goes with the number: what a card reader proved is not unproved by a picture of the same card.
    """
    key = offer.key_field
    number_is_new = key in offer.fields and (key in replaced or not form.get(key, "").strip())
    follows = {f"{offer.role}.{name}" for name in _GOES_WITH_NUMBER}
    taken = {}
    for name, value in offer.fields.items():
        if name in follows:
            if number_is_new:
                taken[name] = value
        elif name in replaced or not differs(form, name, value):
            taken[name] = value
    return taken


def _offer(
    form: Mapping[str, str],
    role: str,
    paper: KnownPaper,
    names: Mapping[str, str],
    fixed: Mapping[str, str],
    source: IdentitySource,
) -> IdentityOffer:
    read = {f"{role}.{names[one.name]}": one for one in paper.fields if one.name in names and one.value}
    fields = {name: one.value for name, one in read.items() if one.valid is not False}
    doubtful = tuple(name for name, one in read.items() if one.valid is False)
    if not fields:
        raise RuleError("no_identity_on_page")
    latin = fields.get(f"{role}.latin_name", "")
    if latin and f"{role}.name" not in read and not form.get(f"{role}.name", "").strip():
        fields[f"{role}.name"] = latin
    unproved = tuple(name for name in fields if name in read and read[name].valid is not True)
    offered = {**fields, **fixed}
    standing = tuple(name for name, value in offered.items() if differs(form, name, value))
    return IdentityOffer(role, offered, source, doubtful, unproved, standing)


def differs(form: Mapping[str, str], name: str, value: str) -> bool:
    """Whether the form holds something else in this field; an empty one holds nothing."""
    stands = form.get(name, "").strip()
    return bool(stands) and stands.upper() != value.strip().upper()


def _document_kind(paper: KnownPaper) -> IdDocumentKind | None:
    kind, number = _PERSONAL_PAPERS[paper.kind or ""], paper.field("number")
    if kind is IdDocumentKind.FOREIGN_PR_2023 and number is not None and number.value[:1].isalpha():
        return IdDocumentKind.FOREIGN_PR_2017
    return kind


def _fixed(role: str, kind: IdDocumentKind | None, source: IdentitySource) -> dict[str, str]:
    """What follows from the kind of paper; a back tells nothing but its own fields."""
    if kind is None:
        return {}
    applicant = {"applicant.kind": "person"} if role == APPLICANT else {}
    told = {f"{role}.document_kind": kind.value, f"{role}.source": source.value, f"{role}.reader_serial": ""}
    return {**told, **applicant}


def _source(reading: PageReading) -> IdentitySource:
    """The zone, where number, birth and expiry stand in it, each with its check digit behind; else mere writing."""
    zone = "".join(_folded(line.text) for line in reading.lines if _is_zone_line(line.text))
    fields = [reading.paper.field(name) for name in _PROVED_BY_ZONE]
    proved = [_in_zone(one.value) for one in fields if one is not None and one.valid is True and _writable(one.value)]
    whole = len(proved) == len(_PROVED_BY_ZONE) and all(part in zone for part in proved)
    return IdentitySource.MACHINE_READABLE_ZONE if whole else IdentitySource.TYPED


def _writable(value: str) -> bool:
    """Whether a zone can hold it: a last day that is none it cannot."""
    return value.isascii() and value.replace("-", "").isalnum()


def _in_zone(value: str) -> str:
    """A number or an ISO date as a zone writes it, with its check digit (ICAO Doc 9303 part 3, 4.9)."""
    written = value[2:].replace("-", "") if "-" in value else value.ljust(_ZONE_NUMBER_LENGTH, FILLER)
    return _folded(written + check_digit(written))


def _is_zone_line(text: str) -> bool:
    return FILLER in text and len(text) >= _SHORTEST_ZONE_LINE


def _folded(text: str) -> str:
    """Letters and digits that are read for one another made alike; the reader settled which they are."""
    return "".join(text.upper().split()).translate(_ALIKE)
