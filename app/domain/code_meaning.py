"""What a bar or matrix code on a paper says: ours, a licence's, an invoice's, or somebody else's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CodeKind(StrEnum):
    """Codes a window meets. Words: `resources/i18n/zh_CN/codes.json`."""

    RECEIPT = "receipt"
    """Ours, on a receipt, matrix or bars: `receipt_number`, in the matrix also `query_code`."""
    TRANSFER_SLIP = "transfer_slip"
    """Ours, on a transfer slip: `slip_number`, `receipt_number`, `originals`, `sheets`, `digest`; bars: the first."""
    PARCEL_LABEL = "parcel_label"
    """Ours, on a parcel: `slip_number`."""
    WAYBILL = "waybill"
    """A postal item's number (UPU S10): `waybill_number`."""
    E_LICENCE = "e_licence"
    """Identifier of an electronic licence (GB/T 36904): `identifier`, `licence_type`, `issuer`, `serial`, `version`."""
    BUSINESS_LICENCE = "business_licence"
    """The code on a business licence: `credit_code`, where the code itself says it."""
    INVOICE = "invoice"
    """A tax invoice: `invoice_type`, `invoice_code`, `invoice_number`, `amount`, `issued_on`, `check_code`."""
    FOREIGN = "foreign"
    """Any other: a shop's, a school's, an article number."""


@dataclass(frozen=True, slots=True)
class CodeMeaning:
    """One code understood.

    `valid` is the code's own check (check characters, form, calendar): None where it has none, as foreign codes.
    `parts` are what it says by name, `CodeKind` lists them; a part that is left open is not there.
    """

    kind: CodeKind
    valid: bool | None
    parts: tuple[tuple[str, str], ...] = ()

    def part(self, name: str) -> str:
        """The part of this name, empty when the code does not say it."""
        return dict(self.parts).get(name, "")

    def is_expected(self, *kinds: CodeKind) -> bool:
        """Whether the code is of one of the kinds that are wanted here and nothing in it is wrong."""
        return self.kind in kinds and self.valid is not False
