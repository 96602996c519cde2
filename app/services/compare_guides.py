"""What differs when another place decides: the papers asked for, and the terms (requirement R02)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.guide import GuideMaterial, GuideRef, ItemGuide


class MaterialAspect(StrEnum):
    """In what a paper both places ask for differs. Each is the name of a `GuideMaterial` field."""

    NAME = "name"
    NECESSITY = "necessity"
    FORM = "form"
    HANDLING = "handling"
    ORIGINALS = "originals"
    COPIES = "copies"
    CONDITION = "condition"
    POST_BASIS = "post_basis"
    SURRENDERED = "surrendered"
    DEFERRABLE = "deferrable"
    DEFERRAL_WORKING_DAYS = "deferral_working_days"
    COMMITMENT_ALLOWED = "commitment_allowed"
    E_LICENCE_TYPE = "e_licence_type"


class GuideAspect(StrEnum):
    """In what the two guides differ besides their papers. Each is the name of an `ItemGuide` field."""

    MODE = "mode"
    DEPTH = "depth"
    AGENT_ALLOWED = "agent_allowed"
    LEGAL_DAYS = "legal_days"
    PROMISED_DAYS = "promised_days"
    FEE = "fee"
    RESULT_NAME = "result_name"
    DELIVERY_WAYS = "delivery_ways"


@dataclass(frozen=True, slots=True)
class MaterialDifference:
    """One paper as the two places ask for it, and in what they differ."""

    before: GuideMaterial
    after: GuideMaterial
    aspects: tuple[MaterialAspect, ...]


@dataclass(frozen=True, slots=True)
class GuideComparison:
    """`after` seen from `before`: papers that come in, fall away, are asked for in another way, stay as they are."""

    before: GuideRef
    after: GuideRef
    added: tuple[GuideMaterial, ...]
    missing: tuple[GuideMaterial, ...]
    changed: tuple[MaterialDifference, ...]
    same: tuple[GuideMaterial, ...]
    aspects: tuple[GuideAspect, ...]

    @property
    def identical(self) -> bool:
        """Whether nothing differs."""
        return not (self.added or self.missing or self.changed or self.aspects)


def compare_guides(before: ItemGuide, after: ItemGuide, answers: Mapping[str, str] | None = None) -> GuideComparison:
    """Compare two guides of an item, whole or (with `answers`) as far as the situation calls for the papers.

    Papers are paired by code, those left over by name. Order is the order of `after`, for `missing` of `before`.
    """
    old = before.materials if answers is None else before.applicable_materials(answers)
    new = after.materials if answers is None else after.applicable_materials(answers)
    partner = _pairs(old, new)
    pairs = [(partner[material.code], material) for material in new if material.code in partner]
    differences = [MaterialDifference(was, now, _material_aspects(was, now)) for was, now in pairs]
    paired = {was.code for was, _ in pairs}
    return GuideComparison(
        before=before.ref,
        after=after.ref,
        added=tuple(material for material in new if material.code not in partner),
        missing=tuple(material for material in old if material.code not in paired),
        changed=tuple(difference for difference in differences if difference.aspects),
        same=tuple(difference.after for difference in differences if not difference.aspects),
        aspects=tuple(one for one in GuideAspect if getattr(before, one) != getattr(after, one)),
    )


def _pairs(old: tuple[GuideMaterial, ...], new: tuple[GuideMaterial, ...]) -> dict[str, GuideMaterial]:
    """The paper of `old` by the code of its partner in `new`."""
    by_code = {material.code: material for material in old}
    found = {material.code: by_code[material.code] for material in new if material.code in by_code}
    taken = {material.code for material in found.values()}
    by_name = {material.name: material for material in old if material.code not in taken}
    for material in new:
        if material.code not in found and material.name in by_name:
            found[material.code] = by_name.pop(material.name)
    return found


def _material_aspects(before: GuideMaterial, after: GuideMaterial) -> tuple[MaterialAspect, ...]:
    return tuple(one for one in MaterialAspect if getattr(before, one) != getattr(after, one))
