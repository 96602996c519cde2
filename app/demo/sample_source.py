"""A scanner on whose glass lies the sample paper that is asked for: what lies on the demo's desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.demo.paper_values import values_of_form, values_of_guide
from app.domain.errors import DeviceError
from app.ports.document_source import (
    AskedPaper,
    ScannedFrame,
    ScanRequest,
    SourceDescription,
    SourceKind,
    never_cancelled,
)
from resources.texts import text

SOURCE_ID = "demo-desk"
WRONG_PAPER_ID = f"{SOURCE_ID}:wrong"
PAPERS = {
    "id_card": "id_card_front",
    "agent_id_card": "id_card_front",
    "partner_ids": "id_card_front",
    "both_id_cards": "id_card_front",
    "applicant_ids": "id_card_front",
    "spouse_id_card": "id_card_of_another",
    "guardian_id_card": "id_card_of_another",
    "host_id_card": "id_card_of_another",
    "partnership_agreement": "partnership_agreement",
    "premises_proof": "premises_proof",
    "managing_partner_appointment": "appointment_letter",
    "power_of_attorney": "power_of_attorney",
    "qualification": "business_licence",
    "business_licence": "business_licence",
    "parent_licence": "business_licence",
    "application_form": "application_form",
}
"""The sample paper for a material, by the codes that the shipped guides use."""
OTHER_PAPER = "statement"
_WRONG_PAPER = "id_card_of_another"
_WIDTH, _HEIGHT = 2400, 1800


class SamplePaperSource:
    """Implements `DocumentSource`: on its glass lies the paper that is asked for, written with the form of the visit.

    What the form does not tell yet is the sample's own. A second source has somebody else's paper, for the clerk who
    wants to see what becomes of one.
    """

    def __init__(self) -> None:
        self._taken = 0

    def list(self) -> tuple[SourceDescription, ...]:
        """The glass, and the glass with the wrong paper on it."""
        return (
            SourceDescription(SOURCE_ID, text("demo.scanner"), SourceKind.FLATBED),
            SourceDescription(WRONG_PAPER_ID, text("demo.wrong_paper"), SourceKind.FLATBED),
        )

    def describe(self, source_id: str) -> SourceDescription:
        """Describe one. Raises DeviceError (`source_unknown`)."""
        for one in self.list():
            if one.id == source_id:
                return one
        raise DeviceError("source_unknown", source=source_id)

    def scan(self, request: ScanRequest, *, cancelled: Callable[[], bool] = never_cancelled) -> Iterator[ScannedFrame]:
        """One photograph of what lies there."""
        name, values = _on_glass(request)
        self._taken += 1
        yield ScannedFrame(_photographed(name, values, self._taken), "image/jpeg", request.source_id, None, 0)


def _on_glass(request: ScanRequest) -> tuple[str, dict[str, str]]:
    if request.source_id == WRONG_PAPER_ID:
        return _WRONG_PAPER, {}
    return _paper(request.paper) if request.paper is not None else (OTHER_PAPER, {})


def _paper(asked: AskedPaper) -> tuple[str, dict[str, str]]:
    """The sample paper for a material and what is written on it; one that has none is a sheet with its name."""
    values = values_of_form(asked.form, "agent" if asked.material.code.startswith("agent") else "applicant")
    name = PAPERS.get(asked.material.code, OTHER_PAPER)
    alone = {"agent": text("paper.no_agent")} if asked.material.code == "application_form" else {}
    return name, {"title": asked.material.name, **alone, **values_of_guide(asked.guide), **values}


def _photographed(name: str, values: dict[str, str], seed: int) -> bytes:
    from scanners.simulated.sample_papers import draw_paper, sample_paper
    from scanners.simulated.sample_photos import Desk, PhotoSetting, photograph

    flat = draw_paper(sample_paper(name, values))
    upright = flat.height >= flat.width
    size = (_HEIGHT, _WIDTH) if upright else (_WIDTH, _HEIGHT)
    desk = (Desk.DARK, Desk.GREEN_MAT)[seed % 2]
    setting = PhotoSetting(width=size[0], height=size[1], desk=desk, seed=seed, tilt_deg=(seed % 5) - 2.0)
    return photograph(flat, setting).jpeg
