"""What the machine says about a paper before the clerk decides: findings with a light each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.page_text import Box


class Light(StrEnum):
    """Green: agrees. Amber: the clerk must look. Red: contradicts the case or the guide."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


_ORDER = (Light.GREEN, Light.AMBER, Light.RED)


class FindingReason(StrEnum):
    """Why a light is what it is; the value is the key of its sentence."""

    AGREES = "comparison.agrees"
    DIFFERS = "comparison.differs"
    UNSURE = "comparison.unsure"
    FIELD_INVALID = "comparison.field_invalid"
    NAME_VARIANT = "comparison.name_variant"
    NAME_LOOK_ALIKE = "comparison.name_look_alike"
    NAME_RARE = "comparison.name_rare"
    ADDRESS_DIFFERS = "comparison.address_differs"
    ISSUER_DIFFERS = "comparison.issuer_differs"
    OTHER_PERSON = "comparison.other_person"
    NO_AGENT_IN_CASE = "comparison.no_agent_in_case"
    LICENCE_DIFFERS = "comparison.licence_differs"
    LICENCE_VALID = "comparison.licence_valid"
    LICENCE_AGREES = "comparison.licence_agrees"
    LICENCE_FIELD_DIFFERS = "comparison.licence_field_differs"
    LICENCE_OF_ANOTHER = "comparison.licence_of_another"
    LICENCE_REVOKED = "comparison.licence_revoked"
    LICENCE_EXPIRED = "comparison.licence_expired"
    LICENCE_NOT_FOUND = "comparison.licence_not_found"
    LICENCE_NOT_AUTHORISED = "comparison.licence_not_authorised"
    LICENCE_NOT_ASKED = "comparison.licence_not_asked"
    PAPERS_DIFFER = "comparison.papers_differ"
    EXPIRED = "comparison.expired"
    EXPIRES_SOON = "comparison.expires_soon"
    SEAL_FOUND = "comparison.seal_found"
    SEAL_HALF = "comparison.seal_half"
    SEAL_MISSING = "comparison.seal_missing"
    HALVES_FIT = "comparison.halves_fit"
    HALVES_RING = "comparison.halves_ring"
    HALVES_UNSURE = "comparison.halves_unsure"
    HALVES_DIFFER = "comparison.halves_differ"
    HALVES_MISSING = "comparison.halves_missing"
    HALF_ALONE = "comparison.half_alone"
    HALF_NOT_ON_PAGE = "comparison.half_not_on_page"
    SIGNATURE_FOUND = "comparison.signature_found"
    SIGNATURE_MISSING = "comparison.signature_missing"
    SIGNATURE_NO_PLACE = "comparison.signature_no_place"
    OTHER_PAPER = "comparison.other_paper"
    UNKNOWN_PAPER = "comparison.unknown_paper"
    NOT_READ = "comparison.not_read"
    NOTHING_TO_COMPARE = "comparison.nothing_to_compare"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing compared.

    `field` is the paper's own field name (empty for the paper as a whole), `on_paper` and `expected` are in the form
    of the case (of OTHER_PAPER: the kind of the page, and the material's name); `box` says where it stands on the
    page, None when it was worked out from elsewhere. `other_box` on `other_page_id` is what it was compared with, where
    that is a place of another page (of two halves of a seal `expected` is then that page's number).
    """

    field: str
    light: Light
    reason: FindingReason
    on_paper: str = ""
    expected: str = ""
    page_id: str = ""
    box: Box | None = None
    other_page_id: str = ""
    other_box: Box | None = None


@dataclass(frozen=True, slots=True)
class MaterialComparison:
    """The findings of one material, worst first, and the light of the worst."""

    material_code: str
    light: Light
    findings: tuple[Finding, ...]

    @property
    def leading(self) -> Finding:
        """The finding that decides the light: its sentence is the reason."""
        return self.findings[0]

    @property
    def doubtful(self) -> tuple[Finding, ...]:
        """What is not green: kept with the clerk's verdict."""
        return tuple(finding for finding in self.findings if finding.light is not Light.GREEN)


def material_comparison(material_code: str, findings: Iterable[Finding]) -> MaterialComparison:
    """Put findings in order. A paper of which nothing could be compared is amber, never green."""
    found = sorted(findings, key=lambda one: -_ORDER.index(one.light))
    if not found:
        found = [Finding("", Light.AMBER, FindingReason.NOTHING_TO_COMPARE)]
    return MaterialComparison(material_code, found[0].light, tuple(found))
