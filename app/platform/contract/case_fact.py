"""The fact of a received case, as it travels: `PUT /v1/cases/{case_id}`.

Data elements follow GB/T 39046-2020 (table 5: application; table 6 and 7 for who received it and when; the
materials of table 5 with the originals check of 国办函〔2016〕108号). Lengths of the standard are not enforced
here: a name longer than an..100 must not keep a paper from being received.

Times are ISO 8601 in UTC, days ISO dates. What a province wants to read in its own names, codes and date formats
stands in `exchange` (tables `up_pro_*`, made by the province's mapping when the fact is frozen).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Identifier = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class Element(BaseModel):
    """Base of all parts of a fact: nothing unknown gets in, nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CollectingWindow(Element):
    """The window that received the papers (收件地)."""

    station: str
    installation: str
    division_code: str
    hall_name: str
    window_name: str
    address: str
    phone: str
    clerk: str = Field(description="Name of the clerk who received it")


class HandlingPlace(Element):
    """The place that decides (办理地)."""

    division_code: str
    place_name: str
    authority_name: str


class GuideReference(Element):
    """The guide the case was taken under (GB/T 39046-2020 table 4)."""

    item_code: str
    item_name: str
    implementation_code: str = Field(description="Table 4: implementation code, text of up to 50 characters")
    division_code: str
    version: int
    mode: str
    promised_days: int
    legal_days: int


class IdentityDocument(Element):
    """A document that proves who somebody is; `kind` is one of `IdDocumentKind`."""

    kind: str
    number: str
    issuing_authority: str
    valid_from: str
    valid_until: str
    long_term: bool


class PersonElement(Element):
    """A natural person."""

    kind: Literal["person"] = "person"
    name: str
    document: IdentityDocument
    sex: str
    birth_date: str
    ethnicity_code: str
    nationality: str
    latin_name: str
    address: str
    phone: str
    source: str = Field(description="How the identity was established: card_reader, machine_readable_zone, typed")
    reader_serial: str


class OrganisationElement(Element):
    """A legal person or another organisation."""

    kind: Literal["organisation"] = "organisation"
    name: str
    credit_code: str
    legal_representative: str
    address: str
    phone: str


class AgentElement(Element):
    """Who acts for the applicant (代理人), and by which paper."""

    person: PersonElement
    authority_document: str
    authority_until: str


class DeliveryElement(Element):
    """How the result reaches the applicant."""

    way: str
    recipient: str
    phone: str
    address: str


class OriginalVerification(Element):
    """The clerk's word on an original (原件核验), for exactly the pages named."""

    verdict: str
    remark: str
    clerk_id: str
    clerk_name: str
    verified_at: str
    place: str
    page_hashes: tuple[Sha256, ...]
    override_reason: str = Field("", description="Why the clerk attests a match although the machine saw a difference")


class MaterialElement(Element):
    """One material (GB/T 39046-2020 table 5) with its originals check and where its originals are."""

    code: str
    name: str
    form: str
    handling: str
    provision: str
    originals: int
    copies: int
    sheets: int
    e_licence_number: str
    remark: str
    trust_grade: str = Field(
        description="A (issued by an authority) to D (self-made), empty while nothing was provided"
    )
    verification: OriginalVerification | None
    custody: str = Field(description="Where the originals are: at_window, with_applicant, or empty when there are none")


class BlobElement(Element):
    """A picture of a page; the bytes follow by `PUT /v1/blobs/{sha256}`."""

    sha256: Sha256
    size: int
    media_type: str = Field(
        description="An original as the device or the file has it; a rendition is image/webp, older ones image/jpeg"
    )
    role: Literal["original", "rendition"]
    material_code: str
    page: int


class ExchangeRow(Element):
    """One row for an exchange table of the province, in its own names and codes."""

    table: str
    fields: dict[str, str]


class CaseFact(Element):
    """A received case, whole."""

    contract: Literal["v1"] = "v1"
    key: Identifier
    case_id: Identifier
    receipt_number: Identifier
    query_code: str
    received_at: str
    due_on: str
    due_estimated: bool
    collecting: CollectingWindow
    handling: HandlingPlace
    guide: GuideReference
    applicant: Annotated[PersonElement | OrganisationElement, Field(discriminator="kind")]
    agent: AgentElement | None
    delivery: DeliveryElement
    situation: dict[str, str] = Field(description="Answers to the guide's questions by question id")
    materials: tuple[MaterialElement, ...]
    blobs: tuple[BlobElement, ...]
    exchange: tuple[ExchangeRow, ...] = ()


class PageFact(Element):
    """Body of a PAGE fact: it stays on the station and names the blob that is sent."""

    key: Identifier
    case_id: Identifier
    sha256: Sha256
    size: int
    media_type: str


class CompleteFact(Element):
    """All of a case has been sent: `POST /v1/cases/{case_id}/complete`."""

    key: Identifier
    case_id: Identifier
    blobs: tuple[Sha256, ...]
