"""Item guides (办事指南): what the deciding place asks for. Versioned data, one record an item and place.

Guides are pulled from the platform or shipped as samples; a clerk cannot change them, and a case keeps the
version it was taken under (国办函〔2016〕108号; requirement R01-R05).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ServiceMode(StrEnum):
    """How window and deciding place share the work (国办发〔2020〕35号)."""

    ONLINE = "online"  # 全程网办
    COLLECT = "collect"  # 异地代收代办
    JOINT = "joint"  # 多地联办
    DELEGATED = "delegated"  # 异地授权本地办理


class ServiceDepth(StrEnum):
    """How far the item can be taken at this window: advice, receiving, or the decision itself."""

    ADVISE = "advise"  # 咨询
    RECEIVE = "receive"  # 受理
    COMPLETE = "complete"  # 办结


class ProvenanceKind(StrEnum):
    """Whether a record was published, was published once, or is invented for samples."""

    PUBLIC = "public"
    HISTORIC = "historic"
    INVENTED = "invented"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a record comes from; `source` is a citation, never empty for public and historic ones."""

    kind: ProvenanceKind
    source: str
    note: str = ""


class Necessity(StrEnum):
    """Whether a material must be there."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    CONDITIONAL = "conditional"


class MaterialForm(StrEnum):
    """In which form the material is asked for."""

    ORIGINAL = "original"
    COPY = "copy"
    ORIGINAL_OR_COPY = "original_or_copy"
    E_LICENCE = "e_licence"


class OriginalHandling(StrEnum):
    """What happens to the original: kept (收取), or only looked at and given back (核验)."""

    KEPT = "kept"
    SHOWN = "shown"


class Bearer(StrEnum):
    """Whose paper a material is; what belongs to neither (a spouse's card, a contract) is anyone's."""

    ANYONE = "anyone"
    APPLICANT = "applicant"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class GuideMaterial:
    """One material of a guide.

    `condition` (for conditional ones) names answers per question: it holds when for every question one of
    the listed options was chosen. `post_basis` is the guide's words by which the original must travel to
    the deciding place; empty means it never leaves the window. `e_licence_type` names the licence that may stand in.
    """

    code: str
    name: str
    necessity: Necessity
    form: MaterialForm
    handling: OriginalHandling
    originals: int
    copies: int
    condition: Mapping[str, tuple[str, ...]]
    post_basis: str
    deferrable: bool
    deferral_working_days: int
    commitment_allowed: bool
    e_licence_type: str
    review_points: tuple[str, ...]
    note: str
    provenance: Provenance
    surrendered: bool = False
    """The original is given up for good (交回) and never comes back; only with KEPT."""
    seal_required: bool = False
    """A seal must stand on it (盖章)."""
    signature_required: bool = False
    """Somebody must have signed it (签字)."""
    bearer: Bearer = Bearer.ANYONE
    """Whose name and number must stand on it."""
    paging_seal_required: bool = False
    """One seal must stand across its pages (骑缝章)."""

    def applies(self, answers: Mapping[str, str]) -> bool:
        """Whether the situation given by `answers` (question id -> option id) calls for this material."""
        if self.necessity is not Necessity.CONDITIONAL:
            return True
        return all(answers.get(question) in options for question, options in self.condition.items())


@dataclass(frozen=True, slots=True)
class SituationOption:
    """One answer to a situation question."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class SituationQuestion:
    """A question (情形) whose answer shapes the list of materials."""

    id: str
    label: str
    options: tuple[SituationOption, ...]


@dataclass(frozen=True, slots=True)
class Authority:
    """The deciding place: who decides, where originals are posted to, whom to call."""

    division_code: str
    place_name: str
    name: str
    window_name: str
    address: str
    postcode: str
    phone: str
    recipient: str


@dataclass(frozen=True, slots=True)
class QuestionAndAnswer:
    """A frequently asked question of a guide."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class GuideRef:
    """Names one version of one guide."""

    item_code: str
    division_code: str
    version: int


@dataclass(frozen=True, slots=True)
class ItemGuide:
    """One item at one deciding place, one version.

    `in_person_reason` is not empty for items that demand appearance before the authority itself: the window
    advises and books, it never collects (`depth` is then ADVISE). Day counts are working days; `promised_days` 0
    means decided at once.
    """

    ref: GuideRef
    item_name: str
    short_name: str
    implementation_code: str
    authority: Authority
    mode: ServiceMode
    depth: ServiceDepth
    service_object: str  # "person", "organisation" or "both"
    agent_allowed: bool
    in_person_reason: str
    effective_from: date
    effective_until: date | None
    basis: tuple[str, ...]
    conditions: tuple[str, ...]
    steps: tuple[str, ...]
    legal_days: int
    promised_days: int
    fee: str
    result_name: str
    delivery_ways: tuple[str, ...]
    remedies: str
    questions: tuple[SituationQuestion, ...]
    materials: tuple[GuideMaterial, ...]
    frequently_asked: tuple[QuestionAndAnswer, ...]
    provenance: Provenance
    item_type: str = ""
    """Two digits of GB/T 39046 A.1: 01 licence .. 07 confirmation .. 20 public service; empty when not given."""
    complaints: str = ""
    rights_and_duties: tuple[str, ...] = ()

    @property
    def collectable(self) -> bool:
        """Whether papers may be collected here at all."""
        return not self.in_person_reason and self.depth is not ServiceDepth.ADVISE

    def material(self, code: str) -> GuideMaterial | None:
        """The material with this code, None when the guide does not list it."""
        return next((material for material in self.materials if material.code == code), None)

    def applicable_materials(self, answers: Mapping[str, str]) -> tuple[GuideMaterial, ...]:
        """The materials this situation calls for, in the guide's order."""
        return tuple(material for material in self.materials if material.applies(answers))


@dataclass(frozen=True, slots=True)
class ItemSummary:
    """One line of the item directory: an item and the places that take it from here.

    `also_called` is what people ask for when they mean it (结婚登记 for 婚姻登记): for finding only, never printed.
    """

    item_code: str
    item_name: str
    short_name: str
    places: tuple[PlaceSummary, ...]
    also_called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceSummary:
    """A deciding place of an item."""

    division_code: str
    place_name: str
    mode: ServiceMode
    depth: ServiceDepth
    material_count: int
