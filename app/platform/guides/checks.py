"""What must fit together in a guide or an agreement beyond its shape. Each check names what is wrong, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from app.domain.agreement import Agreement
from app.domain.errors import GuideError
from app.domain.guide import (
    GuideMaterial,
    ItemGuide,
    MaterialForm,
    Necessity,
    OriginalHandling,
    Provenance,
    ProvenanceKind,
    ServiceDepth,
)

_FORMS_WITH_ORIGINAL = (MaterialForm.ORIGINAL, MaterialForm.ORIGINAL_OR_COPY)


def guide_errors(guide: ItemGuide, file: str) -> Iterator[GuideError]:
    """Everything that does not fit, empty for a sound guide."""
    yield from _duplicates((question.id for question in guide.questions), file, "questions")
    yield from _duplicates((material.code for material in guide.materials), file, "materials")
    if guide.in_person_reason and guide.depth is not ServiceDepth.ADVISE:
        yield GuideError("in_person_collectable", file=file)
    if guide.effective_until is not None and guide.effective_until < guide.effective_from:
        yield GuideError("bad_dates", file=file)
    if not _cited(guide.provenance):
        yield GuideError("source_missing", file=file, entry="provenance")
    options = {question.id: frozenset(option.id for option in question.options) for question in guide.questions}
    for question in guide.questions:
        yield from _duplicates((option.id for option in question.options), file, f"questions.{question.id}")
    for material in guide.materials:
        yield from _condition_errors(material, options, file)
        yield from _original_errors(material, file)
        yield from _deferral_errors(material, guide.promised_days, file)
        if not _cited(material.provenance):
            yield GuideError("source_missing", file=file, entry=material.name)


def agreement_errors(agreement: Agreement, file: str) -> Iterator[GuideError]:
    """Everything that does not fit, empty for a sound agreement."""
    yield from _duplicates(agreement.item_codes, file, "item_codes")
    if agreement.valid_until is not None and agreement.valid_until < agreement.valid_from:
        yield GuideError("bad_dates", file=file)
    if not _cited(agreement.provenance):
        yield GuideError("source_missing", file=file, entry="provenance")


def _condition_errors(
    material: GuideMaterial, options: Mapping[str, frozenset[str]], file: str
) -> Iterator[GuideError]:
    conditional = material.necessity is Necessity.CONDITIONAL
    if conditional and not material.condition:
        yield GuideError("condition_missing", file=file, material=material.name)
    if material.condition and not conditional:
        yield GuideError("condition_unused", file=file, material=material.name)
    for question, wanted in material.condition.items():
        unknown = [option for option in wanted if option not in options.get(question, frozenset())]
        if unknown or not wanted:
            reference = "=".join([question, *unknown])
            yield GuideError("bad_condition", file=file, material=material.name, reference=reference)


def _original_errors(material: GuideMaterial, file: str) -> Iterator[GuideError]:
    kept = material.handling is OriginalHandling.KEPT
    if kept and (material.form not in _FORMS_WITH_ORIGINAL or material.originals == 0):
        yield GuideError("kept_without_original", file=file, material=material.name)
    if (material.post_basis or material.surrendered) and not kept:
        yield GuideError("post_without_keeping", file=file, material=material.name)


def _deferral_errors(material: GuideMaterial, promised_days: int, file: str) -> Iterator[GuideError]:
    """A deferred paper must come before the promised decision (容缺时限 within 承诺办结时限)."""
    days = material.deferral_working_days
    too_long = promised_days > 0 and days > promised_days
    if material.deferrable != (days > 0) or too_long:
        yield GuideError("bad_deferral", file=file, material=material.name, days=days, promised=promised_days)


def _duplicates(codes: Iterable[str], file: str, entry: str) -> Iterator[GuideError]:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            yield GuideError("duplicate", file=file, entry=entry, value=code)
        seen.add(code)


def _cited(provenance: Provenance) -> bool:
    """Whether a record said to be published names its source."""
    return provenance.kind is ProvenanceKind.INVENTED or bool(provenance.source.strip())
