"""A document camera that photographs sample papers: what lies on the demo's desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from app.demo.paper_values import values_of_form, values_of_guide, values_of_person
from app.domain.applicant import Person
from app.domain.guide import GuideMaterial, ItemGuide
from app.ports.document_source import (
    ScannedFrame,
    ScanRequest,
    SourceDescription,
    SourceKind,
    never_cancelled,
)
from resources.texts import text

SOURCE_ID = "demo-desk"
PAPERS = {
    "id_card": "id_card_front",
    "agent_id_card": "id_card_front",
    "partnership_agreement": "partnership_agreement",
    "premises_proof": "premises_proof",
    "managing_partner_appointment": "appointment_letter",
    "power_of_attorney": "power_of_attorney",
    "qualification": "business_licence",
    "application_form": "application_form",
}
OTHER_PAPER = "statement"
DECK = (
    "application_form",
    "id_card_front",
    "premises_proof",
    "partnership_agreement",
    "business_licence",
    "id_card_of_another",  # slipped in between: the comparison is meant to find it
    "appointment_letter",
)
_WIDTH, _HEIGHT = 2400, 1800


class SamplePaperSource:
    """Implements `DocumentSource`.

    `lay` puts the paper for one material on the desk for the next scans; without it the sample papers take turns,
    written for whoever `belong_to` named last.
    """

    def __init__(self) -> None:
        self._laid: tuple[str, dict[str, str]] | None = None
        self._taken = 0
        self._owner: dict[str, str] = {}

    def lay(self, material: GuideMaterial, guide: ItemGuide, form: Mapping[str, str]) -> None:
        """Put the paper for a material on the desk, written for the item and with the values of the visit's form."""
        role = "agent" if material.code.startswith("agent") else "applicant"
        values = {"title": material.name, **values_of_guide(guide), **values_of_form(form, role)}
        self._laid = (PAPERS.get(material.code, OTHER_PAPER), values)

    def belong_to(self, person: Person) -> None:
        """Write the papers that take turns for this person from now on."""
        self._owner = values_of_person(person)

    def list(self) -> tuple[SourceDescription, ...]:
        """The one source there is."""
        return (SourceDescription(SOURCE_ID, text("demo.scanner"), SourceKind.FLATBED),)

    def describe(self, source_id: str) -> SourceDescription:
        """The same."""
        return self.list()[0]

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """One photograph: of what was laid, else the next of the sample papers takes its turn."""
        name, values = self._laid or (DECK[self._taken % len(DECK)], self._owner)
        self._taken += 1
        yield ScannedFrame(_photographed(name, values, self._taken), "image/jpeg", SOURCE_ID, None, 0)


def _photographed(name: str, values: dict[str, str], seed: int) -> bytes:
    from scanners.simulated.sample_papers import draw_paper, sample_paper
    from scanners.simulated.sample_photos import Desk, PhotoSetting, photograph

    flat = draw_paper(sample_paper(name, values))
    upright = flat.height >= flat.width
    size = (_HEIGHT, _WIDTH) if upright else (_WIDTH, _HEIGHT)
    desk = (Desk.DARK, Desk.GREEN_MAT)[seed % 2]
    setting = PhotoSetting(width=size[0], height=size[1], desk=desk, seed=seed, tilt_deg=(seed % 5) - 2.0)
    return photograph(flat, setting).jpeg
