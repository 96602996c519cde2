"""A material and its pages in words."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.deadline import Deadline
from app.domain.guide import GuideMaterial, MaterialForm, Necessity
from app.domain.material import Gap, Provision
from app.domain.page import Page, QualityReason, QualityVerdict
from app.domain.paper_size import dpi_of_outline
from app.domain.verification import TrustGrade
from app.services.intake_state import MaterialRow
from resources.texts import text
from ui.viewmodels.comparison_words import LightSign, light_cell
from ui.viewmodels.row_table_model import Cell, Row
from ui.viewmodels.wording import day_words

_TONES = {QualityVerdict.GOOD: "green", QualityVerdict.FAIR: "amber", QualityVerdict.BAD: "red"}


@dataclass(frozen=True, slots=True)
class PageSign:
    """A page for the strip: its number and resolution, the verdict as tone and words."""

    id: str
    name: str
    tone: str
    words: str


def page_sign(number: int, page: Page, *, seen: bool) -> PageSign:
    """Verdict on a page; `seen` false while it is being looked at."""
    name = text("materials.page", number=number)
    if not seen:
        return PageSign(page.id, name, "muted", text("materials.page_unseen"))
    dpi = dpi_of_outline(page.outline)
    if dpi is not None:
        name = text("materials.page_of_dpi", number=number, dpi=round(dpi, -1))
    reasons = text("items.place_separator").join(quality_words(reason) for reason in page.quality.reasons)
    return PageSign(
        page.id, name, _TONES[page.quality.verdict], reasons or text(f"quality.verdict_{page.quality.verdict}")
    )


def quality_words(reason: QualityReason) -> str:
    """Why a page is not good."""
    return text(f"quality.{reason}")


def wanted_words(material: GuideMaterial) -> str:
    """What the guide asks for: necessity, form, what happens to the original."""
    parts = [text(f"wording.necessity_{material.necessity}"), text(f"wording.form_{material.form}")]
    if material.form is not MaterialForm.E_LICENCE and material.originals:
        parts.append(text(f"wording.handling_{material.handling}"))
    if material.copies:
        parts.append(text("materials.copies", count=material.copies))
    return " · ".join(parts)


def deferral_words(row: MaterialRow) -> str:
    """What deferring a material means: its term and its last day; empty where it may not be deferred."""
    if row.follow_by is None:
        return ""
    days, day = row.material.deferral_working_days, _follow_by_words(row.follow_by)
    return text("materials.deferral", days=days, day=day)


def _follow_by_words(deadline: Deadline) -> str:
    """The last day for a deferred paper; marked where the holidays on the way are not published yet."""
    day = day_words(deadline.on)
    return text("materials.day_estimated", day=day) if deadline.estimated else day


def material_table_row(number: int, row: MaterialRow, light: LightSign) -> Row:
    """One line of the checklist."""
    return Row(
        row.material.code,
        (
            Cell(text("materials.numbered", number=number, name=row.material.name)),
            Cell(wanted_words(row.material), tip=row.material.note),
            state_cell(row),
            light_cell(light),
        ),
    )


def state_cell(row: MaterialRow) -> Cell:
    """Where a material stands."""
    if row.gap is not None:
        tone = "red" if row.gap in (Gap.DIFFERS, Gap.BAD_PAGE) else "amber" if _begun(row) else "muted"
        return Cell(text(f"wording.gap_{row.gap}"), tone)
    provision = row.state.provision
    if provision is Provision.NONE:
        optional = row.material.necessity is Necessity.OPTIONAL
        return Cell(text("materials.not_needed") if optional else text("wording.provision_none"), "muted")
    if provision is Provision.DEFERRED and row.follow_by is not None:
        return Cell(text("materials.deferred", day=_follow_by_words(row.follow_by)), "amber")
    if provision is not Provision.PAPER:
        return Cell(text(f"wording.provision_{provision}"), "green" if provision is Provision.E_LICENCE else "amber")
    if row.grade is TrustGrade.B:
        return Cell(text("materials.verified", grade=row.grade, count=len(row.pages)), "green")
    return Cell(text("materials.collected", grade=row.grade, count=len(row.pages)), "green")


def _begun(row: MaterialRow) -> bool:
    return row.state.provision is not Provision.NONE
