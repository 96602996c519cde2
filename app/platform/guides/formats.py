"""Shape of the guide files (docs/guides.md): strict, every field named, nothing else allowed.

Only the shape is checked here; what must fit together is in `checks`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.types import NonNegativeInt, PositiveInt

from app.domain.agreement import Agreement, PostagePayer, Power, Recognition
from app.domain.guide import (
    Authority,
    Bearer,
    GuideMaterial,
    GuideRef,
    ItemGuide,
    MaterialForm,
    Necessity,
    OriginalHandling,
    Provenance,
    ProvenanceKind,
    QuestionAndAnswer,
    ServiceDepth,
    ServiceMode,
    SituationOption,
    SituationQuestion,
)

FORMAT = 1

_STRIPPED = r"^\S(.*\S)?$"
Line = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=_STRIPPED)]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z_-]{0,49}$")]
ItemCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{12}$")]
ImplementationCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{1,50}$")]
DivisionCode = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{5}([0-9]{3}|[0-9]{6})?$")]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ProvenanceRecord(_Record):
    """Where a record comes from."""

    kind: ProvenanceKind
    source: str = ""
    note: str = ""

    def to_domain(self) -> Provenance:
        """The domain value."""
        return Provenance(self.kind, self.source, self.note)


class ItemRecord(_Record):
    """`items/<name>.json`: an item of the directory, the same everywhere."""

    format: Literal[1]
    item_code: ItemCode
    item_name: Line
    short_name: Line
    also_called: tuple[Line, ...] = ()
    item_type: Literal["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"]
    service_object: Literal["person", "organisation", "both"]
    ministry: Line
    catalogue: str = ""
    provenance: ProvenanceRecord


class AuthorityRecord(_Record):
    """The deciding place."""

    place_name: Line
    name: Line
    window_name: Line
    address: Line
    postcode: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    phone: Line
    recipient: Line


class OptionRecord(_Record):
    """One answer."""

    id: Code
    label: Line


class QuestionRecord(_Record):
    """A question (情形) that shapes the list."""

    id: Code
    label: Line
    options: Annotated[tuple[OptionRecord, ...], Field(min_length=2)]

    def to_domain(self) -> SituationQuestion:
        """The domain value."""
        options = tuple(SituationOption(option.id, option.label) for option in self.options)
        return SituationQuestion(self.id, self.label, options)


class AnswerRecord(_Record):
    """A frequently asked question."""

    question: Line
    answer: Line


class MaterialRecord(_Record):
    """One material."""

    code: Code
    name: Line
    necessity: Necessity
    form: MaterialForm
    handling: OriginalHandling
    originals: NonNegativeInt
    copies: NonNegativeInt
    condition: dict[Code, tuple[Code, ...]] = {}
    post_basis: str = ""
    surrendered: bool = False
    seal_required: bool = False
    signature_required: bool = False
    paging_seal_required: bool = False
    bearer: Bearer = Bearer.ANYONE
    deferrable: bool = False
    deferral_working_days: NonNegativeInt = 0
    commitment_allowed: bool = False
    e_licence_type: str = ""
    review_points: tuple[Line, ...] = ()
    note: str = ""
    provenance: ProvenanceRecord

    def to_domain(self) -> GuideMaterial:
        """The domain value."""
        plain = {name: getattr(self, name) for name in type(self).model_fields if name != "provenance"}
        return GuideMaterial(**plain, provenance=self.provenance.to_domain())


class GuideRecord(_Record):
    """`places/<division>/<item>.v<version>.json`: one item at one deciding place, one version."""

    format: Literal[1]
    item_code: ItemCode
    division_code: DivisionCode
    version: PositiveInt
    item_name: Line
    short_name: Line
    item_type: str = ""
    implementation_code: ImplementationCode
    authority: AuthorityRecord
    mode: ServiceMode
    depth: ServiceDepth
    service_object: Literal["person", "organisation", "both"]
    agent_allowed: bool
    in_person_reason: str = ""
    effective_from: date
    effective_until: date | None = None
    basis: tuple[Line, ...]
    conditions: tuple[Line, ...]
    steps: tuple[Line, ...]
    legal_days: NonNegativeInt
    promised_days: NonNegativeInt
    fee: Line
    result_name: Line
    delivery_ways: tuple[Line, ...]
    complaints: Line
    remedies: Line
    rights_and_duties: tuple[Line, ...]
    questions: tuple[QuestionRecord, ...] = ()
    materials: tuple[MaterialRecord, ...] = ()
    frequently_asked: tuple[AnswerRecord, ...] = ()
    provenance: ProvenanceRecord

    def to_domain(self) -> ItemGuide:
        """The domain value."""
        built = {
            "format", "item_code", "division_code", "version", "authority", "questions", "materials",
            "frequently_asked", "provenance",
        }  # fmt: skip
        plain = {name: getattr(self, name) for name in type(self).model_fields if name not in built}
        return ItemGuide(
            **plain,
            ref=GuideRef(self.item_code, self.division_code, self.version),
            authority=Authority(division_code=self.division_code, **self.authority.model_dump()),
            questions=tuple(question.to_domain() for question in self.questions),
            materials=tuple(material.to_domain() for material in self.materials),
            frequently_asked=tuple(QuestionAndAnswer(one.question, one.answer) for one in self.frequently_asked),
            provenance=self.provenance.to_domain(),
        )


class AgreementRecord(_Record):
    """`agreements/<id>.v<version>.json`: one agreement, one version."""

    format: Literal[1]
    id: Code
    version: PositiveInt
    collecting_division: DivisionCode
    handling_division: DivisionCode
    item_codes: tuple[ItemCode, ...] = ()
    powers: tuple[Power, ...]
    recognitions: tuple[Recognition, ...] = ()
    transfer_days: PositiveInt
    postage_payer: PostagePayer
    contact_name: Line
    contact_phone: Line
    valid_from: date
    valid_until: date | None = None
    provenance: ProvenanceRecord

    def to_domain(self) -> Agreement:
        """The domain value; the version stays in the file."""
        built = {"format", "version", "powers", "recognitions", "provenance"}
        plain = {name: getattr(self, name) for name in type(self).model_fields if name not in built}
        return Agreement(
            **plain,
            powers=frozenset(self.powers),
            recognitions=frozenset(self.recognitions),
            provenance=self.provenance.to_domain(),
        )
