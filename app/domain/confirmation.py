"""What the applicant confirms before the case is received, and whether a confirmation given still covers it.

A confirmation given on a screen or by signature covers the facts as they stood; when one of them changes afterwards it
is void and asked for again. The clerk's record of a spoken word covers the visit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from app.domain.case import Case
from app.domain.guide import GuideMaterial, OriginalHandling
from app.domain.handwritten_signature import text_digest
from app.domain.material import CaseMaterial, Provision

_YES = "yes"
_PERSON = ("name", "document_kind", "document_number", "credit_code", "legal_representative", "phone", "address")
_AUTHORITY = ("authority_document", "authority_until")
_DELIVERY = ("recipient", "phone", "address")
_UNSAID = {"applicant.kind": "person", "delivery.way": "window"}
"""What a choice is when nobody made it: choosing the same afterwards changes nothing."""


class ConfirmationWay(StrEnum):
    """How the applicant confirmed."""

    WORD = "word"
    """By word of mouth; the clerk recorded it."""
    SCREEN = "screen"
    """With their own hand on the applicant's screen."""
    SIGNATURE = "signature"


class OriginalGoes(StrEnum):
    """What becomes of the originals of a material."""

    NOWHERE = "nowhere"
    """There is none: an e-licence, a copy, or nothing was brought."""
    BACK = "back"
    KEPT = "kept"
    POSTED = "posted"
    SURRENDERED = "surrendered"
    """Given up for good (交回)."""


@dataclass(frozen=True, slots=True)
class ConfirmedMaterial:
    """One material that was given, or is to follow."""

    code: str
    name: str
    provision: Provision
    originals: int
    copies: int
    sheets: int
    e_licence_number: str
    goes: OriginalGoes


@dataclass(frozen=True, slots=True)
class ConfirmationFacts:
    """Everything a confirmation covers, unmasked. `fields` are the filled fields of the form by name."""

    fields: tuple[tuple[str, str], ...]
    item_code: str
    division_code: str
    item_name: str
    place_name: str
    answers: tuple[tuple[str, str], ...]
    materials: tuple[ConfirmedMaterial, ...]

    @property
    def sha256(self) -> str:
        """Digest of all of it."""
        return text_digest(json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":")))

    def value(self, name: str) -> str:
        """A field of the form; empty when it is not filled."""
        return dict(self.fields).get(name, "")


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The facts, and how they were confirmed; `way` is None before, `outdated` when the facts changed since."""

    facts: ConfirmationFacts
    way: ConfirmationWay | None
    outdated: bool

    @property
    def given(self) -> bool:
        """Whether a confirmation covers the facts as they are."""
        return self.way is not None and not self.outdated


def confirmation_facts(case: Case, materials: Iterable[tuple[GuideMaterial, CaseMaterial]]) -> ConfirmationFacts:
    """The facts of a case; `materials` are those its guide calls for, in the guide's order."""
    given = (pair for pair in materials if pair[1].provision is not Provision.NONE)
    return ConfirmationFacts(
        fields=tuple((name, value) for name in _names(case.form) if (value := _value(case.form, name))),
        item_code=case.guide.item_code if case.guide else "",
        division_code=case.guide.division_code if case.guide else "",
        item_name=case.item_name,
        place_name=case.place_name,
        answers=tuple(sorted(case.answers.items())),
        materials=tuple(_material(material, state) for material, state in given),
    )


def read_confirmation(form: Mapping[str, str], facts: ConfirmationFacts) -> Confirmation:
    """What the form says of the confirmation; the way back is `confirmation_fields`."""
    if form.get("confirm.applicant") != _YES:
        return Confirmation(facts, None, outdated=False)
    covered = form.get("confirm.facts", "")
    way = ConfirmationWay(form.get("confirm.way") or ConfirmationWay.WORD)
    return Confirmation(facts, way, outdated=bool(covered) and covered != facts.sha256)


def confirmation_fields(way: ConfirmationWay | None, facts: ConfirmationFacts) -> dict[str, str]:
    """A confirmation as fields of the form; None takes it back."""
    bound = way in (ConfirmationWay.SCREEN, ConfirmationWay.SIGNATURE)
    return {
        "confirm.applicant": _YES if way else "",
        "confirm.way": way.value if way else "",
        "confirm.facts": facts.sha256 if bound else "",
    }


def _value(form: Mapping[str, str], name: str) -> str:
    return form.get(name, "").strip() or _UNSAID.get(name, "")


def _names(form: Mapping[str, str]) -> list[str]:
    """Names of the fields that count: an agent's only with an agent, an address only for the post."""
    names = ["applicant.kind", *(f"applicant.{name}" for name in _PERSON)]
    if form.get("agent.present") == _YES:
        names += ["agent.present", *(f"agent.{name}" for name in (*_PERSON, *_AUTHORITY))]
    names.append("delivery.way")
    if form.get("delivery.way") == "post":
        names += [f"delivery.{name}" for name in _DELIVERY]
    return names


def _material(material: GuideMaterial, state: CaseMaterial) -> ConfirmedMaterial:
    return ConfirmedMaterial(
        code=material.code,
        name=material.name,
        provision=state.provision,
        originals=state.originals,
        copies=state.copies,
        sheets=state.sheets,
        e_licence_number=state.e_licence_number,
        goes=_goes(material, state),
    )


def _goes(material: GuideMaterial, state: CaseMaterial) -> OriginalGoes:
    if state.provision is not Provision.PAPER or not state.originals:
        return OriginalGoes.NOWHERE
    if material.handling is not OriginalHandling.KEPT:
        return OriginalGoes.BACK
    if material.surrendered:
        return OriginalGoes.SURRENDERED
    return OriginalGoes.POSTED if material.post_basis else OriginalGoes.KEPT
