"""Understands the text of a code: what it is, whether its check holds, what it says.

Our own codes begin with `TB1|` (`app.paper`: receipt, transfer slip, label). Licences in electronic form: GB/T 36904.
Business licences carry an address with the credit code, on the credit publicity site or a province's own. Invoices
carry values parted by commas that begin with `01` (State Taxation Administration, QR code of VAT invoices).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from urllib.parse import unquote

from app.domain.code_meaning import CodeKind, CodeMeaning
from app.domain.errors import InputError
from app.domain.identifiers.credit_code import is_credit_code
from app.domain.identifiers.e_licence import ROOT, parse_licence_identifier
from app.domain.identifiers.resident_id import parse_resident_id
from app.domain.identifiers.upu_s10 import parse_s10
from app.domain.page import CodeRead
from app.domain.receipt_number import is_receipt_number

_OURS = "TB1"
_SLIP_LETTER = "Q"
_SLIP_PARTS = 6
_QUERY_CODE = re.compile(r"[0-9]{6,8}")
_COUNT = re.compile(r"[0-9]{1,6}")
_DIGEST = re.compile(r"[0-9a-f]{8}")
_OWN_BARS = re.compile(r"[0-9A-Z]{2,20}[A-Z]{1,2}[0-9]{5,}[0-9A-Z]")
_IDENTIFIER = re.compile(re.escape(ROOT) + r"[0-9A-Z]+(?:\.[0-9A-Z]+){4}")
_CREDIT_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Z]{18}(?![0-9A-Za-z])")
_PUBLICITY_SITE = re.compile(r"https?://(?:[a-z0-9-]+\.)*gsxt\.gov\.cn(?:[:/?]|$)", re.IGNORECASE)
_S10 = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
_INVOICE = re.compile(r"01,([0-9]{2}),([0-9]{0,12}),([0-9]{8}|[0-9]{20}),([0-9.]*),([0-9]{8}),([0-9A-Za-z]*)(?:,.*)?")
_AMOUNT = re.compile(r"[0-9]+(?:\.[0-9]{1,2})?")
_INVOICE_CODES = (0, 10, 12)  # digits; the fully digital invoice has no code, its number has twenty


def code_meaning(code: CodeRead) -> CodeMeaning:
    """What the code says. Never raises: a code that is none of the known is `FOREIGN`."""
    text = code.text.strip()
    for reader in _READERS:
        meaning = reader(text)
        if meaning is not None:
            return meaning
    return CodeMeaning(CodeKind.FOREIGN, None)


def _ours(text: str) -> CodeMeaning | None:
    mark, *parts = text.split("|")
    if mark != _OURS:
        return None
    if len(parts) == 1:
        return CodeMeaning(CodeKind.PARCEL_LABEL, _is_slip_number(parts[0]), (("slip_number", parts[0]),))
    if len(parts) == 2:
        valid = is_receipt_number(parts[0]) and bool(_QUERY_CODE.fullmatch(parts[1]))
        return CodeMeaning(CodeKind.RECEIPT, valid, _named(("receipt_number", "query_code"), parts))
    if len(parts) == _SLIP_PARTS - 1:
        return _slip(parts)
    return CodeMeaning(CodeKind.FOREIGN, False)


def _slip(parts: list[str]) -> CodeMeaning:
    slip, receipt, originals, sheets, digest = parts
    valid = (
        _is_slip_number(slip)
        and is_receipt_number(receipt)
        and all(_COUNT.fullmatch(count) for count in (originals, sheets))
        and bool(_DIGEST.fullmatch(digest))
    )
    names = ("slip_number", "receipt_number", "originals", "sheets", "digest")
    return CodeMeaning(CodeKind.TRANSFER_SLIP, valid, _named(names, parts))


def _own_bars(text: str) -> CodeMeaning | None:
    """The number as bars: nothing but its check character tells it from another's, so a wrong one is foreign."""
    if not _OWN_BARS.fullmatch(text) or not is_receipt_number(text):
        return None
    if _is_slip_number(text):
        return CodeMeaning(CodeKind.TRANSFER_SLIP, True, (("slip_number", text),))
    return CodeMeaning(CodeKind.RECEIPT, True, (("receipt_number", text),))


def _is_slip_number(text: str) -> bool:
    return text.startswith(_SLIP_LETTER) and is_receipt_number(text)


def _e_licence(text: str) -> CodeMeaning | None:
    match = _IDENTIFIER.search(unquote(text))
    if match is None:
        return None
    try:
        found = parse_licence_identifier(match[0])
    except InputError:
        return CodeMeaning(CodeKind.E_LICENCE, False, (("identifier", match[0]),))
    values = (found.text, found.licence_type, found.issuer, found.serial, found.version)
    return CodeMeaning(
        CodeKind.E_LICENCE, True, _named(("identifier", "licence_type", "issuer", "serial", "version"), values)
    )


def _business_licence(text: str) -> CodeMeaning | None:
    written, on_site = _CREDIT_CODE.findall(unquote(text)), bool(_PUBLICITY_SITE.match(text))
    # One citizen number in thirty passes for a credit code too: on its own it says nothing of a licence.
    right = sorted({code for code in written if is_credit_code(code) and (on_site or not _is_citizen_number(code))})
    if len(right) == 1:
        return CodeMeaning(CodeKind.BUSINESS_LICENCE, True, (("credit_code", right[0]),))
    if not on_site:
        return None
    if len(set(written)) == 1:
        return CodeMeaning(CodeKind.BUSINESS_LICENCE, False, (("credit_code", written[0]),))
    return CodeMeaning(CodeKind.BUSINESS_LICENCE, None)  # the site also uses addresses that hide the code


def _is_citizen_number(code: str) -> bool:
    try:
        parse_resident_id(code)
    except InputError:
        return False
    return True


def _invoice(text: str) -> CodeMeaning | None:
    match = _INVOICE.fullmatch(text)
    if match is None:
        return None
    kind, code, number, amount, day, check = match.groups()
    issued = _day(day)
    valid = issued is not None and len(code) in _INVOICE_CODES and (not amount or bool(_AMOUNT.fullmatch(amount)))
    names = ("invoice_type", "invoice_code", "invoice_number", "amount", "issued_on", "check_code")
    return CodeMeaning(CodeKind.INVOICE, valid, _named(names, (kind, code, number, amount, issued or day, check)))


def _day(compact: str) -> str | None:
    try:
        return date(int(compact[:4]), int(compact[4:6]), int(compact[6:])).isoformat()
    except ValueError:
        return None


def _waybill(text: str) -> CodeMeaning | None:
    if not _S10.fullmatch(text):
        return None
    try:
        parse_s10(text)
    except InputError:
        return CodeMeaning(CodeKind.WAYBILL, False, (("waybill_number", text),))
    return CodeMeaning(CodeKind.WAYBILL, True, (("waybill_number", text),))


def _named(names: tuple[str, ...], values: list[str] | tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in zip(names, values, strict=True) if value)


_READERS: tuple[Callable[[str], CodeMeaning | None], ...] = (
    _ours,
    _e_licence,
    _invoice,
    _business_licence,
    _waybill,
    _own_bars,
)
