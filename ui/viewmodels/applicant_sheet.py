"""What the applicant sees of the case: the facts to be confirmed in a citizen's words, and the same as one text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.confirmation import ConfirmationFacts, ConfirmedMaterial, OriginalGoes
from app.domain.identifiers.mask import mask_number
from app.domain.material import Provision
from resources.texts import text
from ui.viewmodels.wording import grouped_number


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line: what it is, and what it says."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class SheetSection:
    """Some lines under a title."""

    title: str
    lines: tuple[SheetLine, ...]


def sheet_sections(facts: ConfirmationFacts) -> tuple[SheetSection, ...]:
    """The facts in the order a person asks for them: who, what, with which papers, and how it ends.

    Numbers of documents are masked: a hall has eyes. Telephone and address are whole, only they can mend them.
    """
    organisation = facts.value("applicant.kind") == "organisation"
    title = text("applicant_screen.organisation_title") if organisation else text("applicant_screen.person_title")
    sections = [SheetSection(title, _person(facts, "applicant", organisation=organisation))]
    if facts.value("agent.present"):
        sections.append(SheetSection(text("applicant_screen.agent_title"), _person(facts, "agent", organisation=False)))
    sections.append(
        SheetSection(
            text("applicant_screen.item_title"),
            _lines((text("confirm.item"), facts.item_name), (text("confirm.place"), facts.place_name)),
        )
    )
    materials = tuple(SheetLine(one.name, _material_words(one)) for one in facts.materials)
    none_yet = (SheetLine("", text("applicant_screen.no_materials")),)
    sections.append(SheetSection(text("applicant_screen.materials_title"), materials or none_yet))
    sections.append(SheetSection(text("applicant_screen.delivery_title"), _delivery(facts)))
    return tuple(section for section in sections if section.lines)


def canonical_text(sections: Sequence[SheetSection]) -> str:
    """Exactly what is shown, line by line: what a confirmation is bound to."""
    lines = []
    for section in sections:
        lines.append(text("applicant_screen.canonical_title", title=section.title))
        lines += [text("applicant_screen.canonical_line", name=one.name, words=one.words) for one in section.lines]
    return "\n".join(lines)


def _person(facts: ConfirmationFacts, role: str, *, organisation: bool) -> tuple[SheetLine, ...]:
    if organisation:
        return _lines(
            (text("applicant.organisation_name"), facts.value("applicant.name")),
            (text("applicant.credit_code"), facts.value("applicant.credit_code")),
            (text("applicant.legal_representative"), facts.value("applicant.legal_representative")),
            (text("applicant.phone"), facts.value("applicant.phone")),
            (text("applicant.organisation_address"), facts.value("applicant.address")),
        )
    return _lines(
        (text("applicant.name"), facts.value(f"{role}.name")),
        (text("applicant_screen.document"), _document(facts, role)),
        (text("applicant.phone"), grouped_phone(facts.value(f"{role}.phone"))),
        (text("applicant.address"), facts.value(f"{role}.address")),
    )


def grouped_phone(number: str) -> str:
    """A mobile number in groups that can be read out; any other as it is."""
    mobile = len(number) == 11 and number.isdecimal()
    return f"{number[:3]} {number[3:7]} {number[7:]}" if mobile else number


def _document(facts: ConfirmationFacts, role: str) -> str:
    number = facts.value(f"{role}.document_number")
    if not number:
        return ""
    kind = text(f"wording.document_{facts.value(f'{role}.document_kind') or 'resident_id'}")
    return text("applicant_screen.document_words", kind=kind, number=grouped_number(mask_number(number)))


def _material_words(one: ConfirmedMaterial) -> str:
    if one.provision is Provision.E_LICENCE:
        return text("applicant_screen.licence", number=one.e_licence_number)
    if one.provision is not Provision.PAPER:
        return text(f"wording.provision_{one.provision}")
    parts = []
    if one.originals:
        parts.append(text("applicant_screen.originals", count=one.originals))
    if one.copies:
        parts.append(text("applicant_screen.copies", count=one.copies))
    if one.goes is not OriginalGoes.NOWHERE:
        parts.append(text(f"applicant_screen.goes_{one.goes}"))
    return text("applicant_screen.separator").join(parts)


def _delivery(facts: ConfirmationFacts) -> tuple[SheetLine, ...]:
    return _lines(
        (text("confirm.way"), text(f"wording.delivery_{facts.value('delivery.way')}")),
        (text("confirm.recipient"), facts.value("delivery.recipient")),
        (text("confirm.phone"), grouped_phone(facts.value("delivery.phone"))),
        (text("confirm.address"), facts.value("delivery.address")),
    )


def _lines(*pairs: tuple[str, str]) -> tuple[SheetLine, ...]:
    return tuple(SheetLine(name, words) for name, words in pairs if words)
