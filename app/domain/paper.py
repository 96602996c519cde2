"""Printed papers: what each says (made from what is stored, never from the screen), and its print history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.domain.handwritten_signature import PrintedSignature


class PaperKind(StrEnum):
    """The papers of one visit. The names are public (file names, summary.json, `tongban render`)."""

    RECEIPT = "receipt"
    MATERIAL_LIST = "material_list"
    ONE_TIME_NOTICE = "one_time_notice"
    TRANSFER_SLIP = "transfer_slip"
    LABEL = "label"
    VERIFIED_COPY = "verified_copy"


@dataclass(frozen=True, slots=True)
class Party:
    """An applicant or agent as printed; `document_number` already masked where the paper wants it masked."""

    name: str
    document_kind: str
    document_number: str
    phone: str


@dataclass(frozen=True, slots=True)
class Office:
    """A hall or authority as printed."""

    name: str
    window: str
    address: str
    postcode: str
    phone: str
    supervision_phone: str = ""


@dataclass(frozen=True, slots=True)
class MaterialLine:
    """One line of a material list.

    `form`, `provision`, `verdict` and `handling` are values of their enums; the paper puts them in words.
    `trust_grade` is A..D or empty. `follow_by` is the last day on which a deferred paper may follow.
    """

    number: int
    name: str
    form: str
    provision: str
    handling: str
    originals: int
    copies: int
    sheets: int
    pages: int
    verdict: str
    trust_grade: str
    licence_number: str
    remark: str
    follow_by: date | None = None
    follow_by_estimated: bool = False


@dataclass(frozen=True, slots=True)
class CaseHead:
    """What every paper of a case has at its top."""

    case_id: str
    receipt_number: str
    query_code: str
    platform_number: str
    item_name: str
    item_code: str
    handling_place: str
    mode: str
    applicant: Party
    agent: Party | None
    collecting: Office
    handling: Office
    clerk_name: str
    staff_number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReceiptContent:
    """收件回执. Says 收件, never 受理. `due_on` is when the authority must answer at the latest (estimated or not).

    `signature` is the applicant's, written on the screen; without one the line stays free for the pen.
    """

    head: CaseHead
    lines: tuple[MaterialLine, ...]
    promised_days: int
    due_on: date | None
    due_estimated: bool
    delivery_way: str
    fee: str
    signature: PrintedSignature | None = None


@dataclass(frozen=True, slots=True)
class MaterialListContent:
    """材料清单: every material with form, count, verdict and grade. `signature` as on the receipt."""

    head: CaseHead
    lines: tuple[MaterialLine, ...]
    signature: PrintedSignature | None = None


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One thing to mend. `gap` is a `Gap` value; `wrong` tells 补正 (wrong) from 补全 (missing)."""

    number: int
    name: str
    gap: str
    wrong: bool
    standard: str
    opinion: str


@dataclass(frozen=True, slots=True)
class NoticeContent:
    """一次性告知书 where the agreement delegates it (`as_authority`), else 收件材料补齐提醒."""

    head: CaseHead
    as_authority: bool
    have: tuple[MaterialLine, ...]
    lines: tuple[NoticeLine, ...]


@dataclass(frozen=True, slots=True)
class TransferLine:
    """One kept original on a transfer slip, with the guide's words by which it must travel."""

    number: int
    name: str
    form: str
    originals: int
    copies: int
    sheets: int
    verdict: str
    give_back: bool
    basis: str


@dataclass(frozen=True, slots=True)
class TransferSlipContent:
    """移交清单 that lies in the parcel; its code lists what is inside."""

    head: CaseHead
    slip_number: str
    lines: tuple[TransferLine, ...]
    post_by: date | None


@dataclass(frozen=True, slots=True)
class LabelContent:
    """Address label 100x150 mm; the renderer masks names, phones and addresses (GB/T 41833-2022).

    `waybill_number` is empty until the carrier's number is bound by a scan: a station cannot invent one.
    """

    slip_number: str
    waybill_number: str
    sender: Office
    sender_name: str
    recipient: Office
    recipient_name: str
    pieces: int
    sheets: int


@dataclass(frozen=True, slots=True)
class VerifiedPage:
    """A page picture to stamp. `sha256` is that of the original as captured."""

    material_name: str
    page_number: int
    page_count: int
    image: bytes
    media_type: str
    sha256: str
    trust_grade: str


@dataclass(frozen=True, slots=True)
class VerifiedCopyContent:
    """Stamped copies (与原件核对无误, 仅供办理…使用)."""

    head: CaseHead
    verified_by: str
    verified_at: datetime
    place: str
    pages: tuple[VerifiedPage, ...]


PaperContent = (
    ReceiptContent | MaterialListContent | NoticeContent | TransferSlipContent | LabelContent | VerifiedCopyContent
)


class PrintOutcome(StrEnum):
    """What is known of one print. UNKNOWN is asked about after a restart ("did the paper come out?")."""

    UNKNOWN = "unknown"
    PRINTED = "printed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PrintAttempt:
    """One try to print a paper. A second one carries a reason and the mark 补打."""

    id: str
    paper_id: str
    at: datetime
    clerk_id: str
    printer: str
    outcome: PrintOutcome
    reprint: bool
    reason: str = ""


def may_be_out(attempts: Iterable[PrintAttempt]) -> bool:
    """Whether some print of a paper may have come out: any that did not surely fail. Another one is a reprint."""
    return any(attempt.outcome is not PrintOutcome.FAILED for attempt in attempts)


@dataclass(frozen=True, slots=True)
class Paper:
    """A rendered paper of a case; its PDF bytes lie in the vault under `sha256`.

    `as_authority` tells a notice in the authority's name from the window's reminder; None for every other paper.
    """

    id: str
    case_id: str
    kind: PaperKind
    sha256: str
    size: int
    page_count: int
    serial: str
    created_at: datetime
    created_by: str
    as_authority: bool | None = None
