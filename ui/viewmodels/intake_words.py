"""What is missing, what is parked, what is read aloud: a case in words."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.guardianship import GuardianHint
from app.domain.identifiers.mask import mask_name
from app.ports.store import CaseSummary
from app.services.intake_state import IntakeState, Missing, MissingKind, Step
from resources.texts import text
from ui.viewmodels.material_words import state_cell
from ui.viewmodels.row_table_model import Cell
from ui.viewmodels.wording import day_words, grouped_number, short_name

_FIELD_NAMES = {
    "applicant.name": "applicant.name",
    "applicant.document_number": "applicant.document_number",
    "applicant.credit_code": "applicant.credit_code",
    "applicant.legal_representative": "applicant.legal_representative",
    "applicant.phone": "applicant.phone",
    "applicant.birth_date": "applicant.birth_date",
    "applicant.address": "applicant.address",
    "applicant.valid_from": "applicant.valid_until",
    "applicant.valid_until": "applicant.valid_until",
    "agent.present": "applicant.agent_present",
    "agent.name": "applicant.agent_name",
    "agent.document_number": "applicant.agent_document_number",
    "agent.phone": "applicant.agent_phone",
    "agent.address": "applicant.address",
    "agent.birth_date": "applicant.birth_date",
    "agent.valid_from": "applicant.valid_until",
    "agent.valid_until": "applicant.valid_until",
    "agent.authority_document": "applicant.agent_authority_document",
    "agent.authority_until": "applicant.agent_authority_until",
    "delivery.recipient": "confirm.recipient",
    "delivery.phone": "confirm.phone",
    "delivery.address": "confirm.address",
}

_ORGANISATION_NAMES = {
    "applicant.name": "applicant.organisation_name",
    "applicant.address": "applicant.organisation_address",
}


def field_words(name: str, *, organisation: bool = False) -> str:
    """Name of a form field, as it is called for a person or for an organisation."""
    return text((_ORGANISATION_NAMES if organisation else _FIELD_NAMES).get(name, _FIELD_NAMES[name]))


def reading_order(missing: tuple[Missing, ...]) -> tuple[Missing, ...]:
    """Missing fields as they stand on the form, what is wrong before what is empty; everything else stays.

    An empty field is in sight and comes in its turn; a wrong one was thought to be done.
    """
    names, steps = list(_FIELD_NAMES), list(Step)

    def place(thing: Missing) -> tuple[int, bool, int]:
        if thing.kind is not MissingKind.FIELD:
            return steps.index(thing.step), True, len(names)
        return steps.index(thing.step), thing.cause == "required", names.index(thing.key)

    return tuple(sorted(missing, key=place))


def missing_words(thing: Missing, *, organisation: bool = False) -> str:
    """One missing thing, short enough for the bar at the foot."""
    if thing.kind is MissingKind.ITEM:
        return text("intake.missing_item")
    if thing.kind is MissingKind.CONFIRM:
        outdated = thing.cause == "outdated"
        return text("applicant_screen.confirm_again") if outdated else text("intake.missing_confirm")
    if thing.kind is MissingKind.MATERIAL:
        return text("intake.missing_material", name=short_name(thing.name), gap=text(f"wording.gap_{thing.cause}"))
    if thing.kind is MissingKind.QUESTION:
        return short_name(thing.name)
    if thing.cause == "agent_not_allowed":
        return text("intake.agent_not_allowed")
    name = field_words(thing.key, organisation=organisation)
    return name if thing.cause == "required" else text("intake.missing_wrong", name=name)


@dataclass(frozen=True, slots=True)
class WarningWords:
    """What needs a look; `offer` names the one thing the screen can do about it, empty when there is none."""

    words: str
    offer: str = ""


def warning_words(key: str) -> WarningWords:
    """A warning of the intake state (`identity_warnings.<name>`)."""
    name = key.partition(".")[2]
    offer = text("applicant.guardian_acts") if key == GuardianHint.NEEDED else ""
    return WarningWords(text(f"identity_warnings.{name}"), offer)


def desk_words(state: IntakeState | None) -> str:
    """Whose case lies on the desk: name, item, place; what is not there yet is said so."""
    case = state.case if state is not None else None
    name = case.form.get("applicant.name", "").strip() if case is not None else ""
    item = case.item_name if case is not None else ""
    place = case.place_name if case is not None else ""
    parts = (name or text("intake.parked_nameless"), item or text("intake.parked_no_item"), place)
    return text("intake.on_desk", words=text("intake.on_desk_separator").join(part for part in parts if part))


def parked_words(summary: CaseSummary) -> tuple[str, str]:
    """Title and detail of a parked draft; the name is masked: it stands in sight of the next visitor."""
    title = mask_name(summary.applicant_name) if summary.applicant_name else text("intake.parked_nameless")
    item = summary.item_name or text("intake.parked_no_item")
    return title, " · ".join(words for words in (item, summary.place_name) if words)


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """One line to read aloud: what it is and what it says; `sensitive` lines are shown whole on purpose here."""

    name: str
    words: str


def spoken_lines(state: IntakeState) -> tuple[SpokenLine, ...]:
    """The applicant's own data as the clerk reads them out to be confirmed."""
    form = state.case.form
    organisation = form.get("applicant.kind") == "organisation"
    number = form.get("applicant.credit_code" if organisation else "applicant.document_number", "")
    pairs = [
        (field_words("applicant.name", organisation=organisation), form.get("applicant.name", "")),
        (
            text("applicant.credit_code") if organisation else text("applicant.document_number"),
            number if organisation else grouped_number(number),
        ),
        (text("applicant.phone"), form.get("applicant.phone", "")),
        (field_words("applicant.address", organisation=organisation), form.get("applicant.address", "")),
    ]
    if form.get("agent.present") == "yes":
        pairs.append((text("applicant.agent_name"), form.get("agent.name", "")))
        pairs.append((text("applicant.agent_authority_until"), day_words(form.get("agent.authority_until"))))
    pairs.append((text("confirm.item"), state.case.item_name))
    pairs.append((text("confirm.place"), state.case.place_name))
    return tuple(SpokenLine(name, words) for name, words in pairs if words)


def spoken_materials(state: IntakeState) -> tuple[tuple[str, Cell], ...]:
    """Materials with how they stand, for the confirmation."""
    return tuple((row.material.name, state_cell(row)) for row in state.rows)
