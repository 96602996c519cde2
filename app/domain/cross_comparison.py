"""The papers of a case against one another: the same field of the same person or firm must say the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.compare_fields import SURE, Reading, compare_value
from app.domain.comparison import CaseFacts, MaterialPages, material_findings, readings_of
from app.domain.finding import Finding, FindingReason, Light, MaterialComparison, material_comparison
from app.domain.licence_comparison import Answers, licence_findings
from app.domain.name_variants import NameVariants
from app.domain.paper_kinds import PaperKinds, misplaced_findings

# A paper of two, or of principal and agent, says the same things of each side under names of its own.
_SIDES = ("{}", "{}_1", "{}_2", "principal_{}", "agent_{}")
_COMPARED = ("name", "company_name", "legal_representative", "sex", "birth_date", "address")


@dataclass(frozen=True, slots=True)
class _Claim:
    material_code: str
    reading: Reading


def compare_case(
    materials: Sequence[MaterialPages],
    facts: CaseFacts,
    variants: NameVariants,
    kinds: PaperKinds,
    licences: Answers | None = None,
) -> Mapping[str, MaterialComparison]:
    """Every material that has pages against the case, the others and the e-licences asked for, by material code.

    A page that lies under the wrong material is said first: what stands on it is the lesser question. A material
    without pages is there when the case cites an e-licence for it that was asked for.
    """
    against, misplaced = cross_findings(materials, variants), misplaced_findings(materials, kinds)
    compared = {}
    for given in materials:
        code = given.material.code
        licence = licence_findings(given, licences or {}, kinds, facts, variants)
        if given.pages:
            found = (*misplaced[code], *material_findings(given, facts, variants), *against.get(code, ()), *licence)
            compared[code] = material_comparison(code, found)
        elif licence:
            compared[code] = material_comparison(code, licence)
    return compared


def cross_findings(materials: Sequence[MaterialPages], variants: NameVariants) -> Mapping[str, tuple[Finding, ...]]:
    """Contradictions between papers, told on both of them, by material code; what agrees is not mentioned.

    Papers belong together when the same number stands on them.
    """
    found: dict[str, dict[Finding, None]] = defaultdict(dict)
    for (_, name), claims in _claims(materials).items():
        for one in claims:
            for other in claims:
                if one.reading.page_id != other.reading.page_id:
                    finding = _contradiction(one, other, name, variants)
                    if finding is not None:
                        found[one.material_code][finding] = None
    return {code: tuple(findings) for code, findings in found.items()}


def _claims(materials: Sequence[MaterialPages]) -> Mapping[tuple[str, str], list[_Claim]]:
    """Who says what of whom: by number and field name."""
    claims: dict[tuple[str, str], list[_Claim]] = defaultdict(list)
    for given in materials:
        for page in given.pages:
            for number, name, reading in _said(readings_of(page)):
                claims[number, name].append(_Claim(given.material.code, reading))
    return claims


def _said(fields: Mapping[str, Reading]) -> Iterator[tuple[str, str, Reading]]:
    for side in _SIDES:
        number = fields.get(side.format("number"))
        if number is None or number.field.valid is False:
            continue
        for name in _COMPARED:
            reading = fields.get(side.format(name))
            if reading is not None:
                yield number.field.value, name, reading


def _contradiction(one: _Claim, other: _Claim, name: str, variants: NameVariants) -> Finding | None:
    finding = compare_value(one.reading, name, other.reading.field.value, variants)
    if finding.light is Light.GREEN or finding.reason in (FindingReason.UNSURE, FindingReason.FIELD_INVALID):
        return None  # a doubtful field is told of by itself
    if finding.reason in (FindingReason.NAME_VARIANT, FindingReason.NAME_LOOK_ALIKE):
        return finding
    light = finding.light if other.reading.field.confidence >= SURE else Light.AMBER
    return one.reading.finding(light, FindingReason.PAPERS_DIFFER, other.reading.field.value)
