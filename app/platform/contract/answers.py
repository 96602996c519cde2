"""What the platform answers. Readers ignore fields they do not know: a platform may add some within `v1`."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from app.domain.e_licence import LicenceStatus
from app.platform.contract.case_fact import Identifier, Sha256


class Answer(BaseModel):
    """Base of all answers."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class CaseReceipt(Answer):
    """The case is stored: 201, or 200 when the same fact came again."""

    case_id: Identifier
    key: Identifier
    body_sha256: Sha256
    platform_number: str
    received_at: AwareDatetime
    missing_blobs: tuple[Sha256, ...]


class BlobReceipt(Answer):
    """The blob is stored: 201, or 200 when it was there already."""

    sha256: Sha256
    size: int
    key: Identifier


class CompleteReceipt(Answer):
    """The platform has all of the case."""

    case_id: Identifier
    key: Identifier
    body_sha256: Sha256
    blobs: tuple[Sha256, ...]
    state: str = Field(description="The word submitted; later states come as changes, in the province's codes")


class RatingReceipt(Answer):
    """The rating is kept: 201, or 200 when it came again."""

    case_id: Identifier
    key: Identifier
    body_sha256: Sha256


class Change(Answer):
    """One change of a case. `state` is the province's status code, empty when only numbers changed."""

    sequence: int
    case_id: Identifier
    state: str
    at: AwareDatetime
    actor: str
    place: str
    reason: str
    platform_number: str = ""
    counterpart_number: str = ""
    coordination_number: str = ""


class ChangeList(Answer):
    """Changes after a cursor, oldest first, and the opaque cursor to go on from."""

    cursor: str
    more: bool
    changes: tuple[Change, ...]


class ProgressStep(Answer):
    """One step the applicant is shown."""

    state: str
    at: AwareDatetime
    place: str
    reason: str


class Progress(Answer):
    """Where a case stands, for the applicant who knows its number and query code."""

    receipt_number: str
    platform_number: str
    item_name: str
    place_name: str
    state: str
    steps: tuple[ProgressStep, ...]


class Checkpoint(Answer):
    """A row of an audit log: its number and hash."""

    sequence: int
    hash: Sha256


class CheckpointReceipt(Answer):
    """The platform keeps this checkpoint (201), or kept it already or has one that goes further (200)."""

    station: Identifier
    installation: Identifier
    sequence: int
    hash: Sha256
    body_sha256: Sha256
    at: Identifier = Field(description="Kept since, ISO 8601 with its offset")
    signature: str = Field(default="", description="Ed25519 over the text of `seals.checkpoint_text`, hex")
    last: Checkpoint | None = Field(default=None, description="The last one kept of this installation before")


class Licence(Answer):
    """An electronic licence as the register has it."""

    identifier: str = Field(min_length=1, max_length=128, description="GB/T 36904")
    licence_type: str
    status: LicenceStatus
    holder_name: str
    holder_number: str
    valid_until: date | None = Field(default=None, description="Last day, null for a licence without one")
    fields: dict[str, str] = Field(
        default_factory=dict, description="What stands on it, by the field names of the station's known papers"
    )


class LicenceAnswer(Answer):
    """What the register says; `body_sha256` is the question's, so that no answer is taken for another's."""

    body_sha256: Sha256
    outcome: Literal["found", "not_found", "not_authorised"] = Field(
        description="not_authorised: the issuing authority has not opened this licence to the station"
    )
    licence: Licence | None = Field(default=None, description="With found, and only then")

    @model_validator(mode="after")
    def _found_means_shown(self) -> Self:
        if (self.licence is not None) != (self.outcome == "found"):
            raise ValueError("a licence with found, and only then")
        return self


class Health(Answer):
    """The platform is there."""

    time: AwareDatetime
    province: str


class Refusal(Answer):
    """Why not: `code` for programs, `message` for the clerk (never with personal data in it)."""

    code: str
    message: str


class SignedWipeOrder(Answer):
    """With `station_wiped`: make the data of this installation unreadable. `signature`: see `seals.wipe_text`."""

    station: Identifier
    installation: Identifier
    nonce: Identifier
    issued_at: Identifier
    signature: str = Field(description="Ed25519 by the province's key, hex")


class ErrorAnswer(Answer):
    """Any answer that is not a success."""

    error: Refusal
    missing_blobs: tuple[Sha256, ...] = ()
    order: SignedWipeOrder | None = None
