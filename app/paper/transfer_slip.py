"""移交清单: lies in the parcel with the originals, is counted against at the other end, its stub comes back.

No national form exists; composed from the duties of 国办发〔2020〕35号 (异地代收代办) and the postal record of
GB/T 39046-2020, table 15. A second copy stays at the window.
"""

from __future__ import annotations

import hashlib

from app.domain.identifiers.mask import mask_name
from app.domain.paper import Office, TransferLine, TransferSlipContent
from app.paper.flow import Column, Flow, rule
from app.paper.fonts import FontBook, Weight
from app.paper.pdf_writer import Document
from app.paper.sheet import GREY, MM, Box, PlacedLine, Sheet, Style
from app.paper.stationery import Heading, footer_of
from app.paper.words import clerk_words, day, form_words, moment, or_dash, verdict_words
from resources.texts import text

_PLAIN = Style(9)
_BOLD = Style(9.5, Weight.BOLD)
_CUT = Style(8, ink=GREY, align="center")


def transfer_slip(content: TransferSlipContent, fonts: FontBook) -> Document:
    """Lay out a transfer slip."""
    head = content.head
    title = text("paper.slip_title")
    number = text("paper.slip_number", number=content.slip_number, receipt=or_dash(head.receipt_number))
    heading = Heading(title, head.collecting.name, number, content.slip_number, slip_code(content))
    flow = Flow(fonts, heading, footer_of(head))
    _parties(flow, content)
    _lines(flow, content.lines)
    _packing(flow, content)
    _check_in(flow)
    _stub(flow, content)
    return flow.finish(f"{title} {content.slip_number}", head.item_name, head.collecting.name, head.at)


def slip_code(content: TransferSlipContent) -> str:
    """Text of the slip's QR code: `TB1|slip number|receipt number|originals|sheets|digest`.

    `originals` and `sheets` are the sums of the lines, `digest` is `slip_digest`.
    """
    originals = sum(line.originals for line in content.lines)
    sheets = sum(line.sheets for line in content.lines)
    parts = (content.slip_number, content.head.receipt_number, str(originals), str(sheets))
    return "|".join(("TB1", *parts, slip_digest(content.lines)))


def slip_digest(lines: tuple[TransferLine, ...]) -> str:
    """First eight hexadecimal digits of the SHA-256 over the lines, so that a changed slip shows.

    Over UTF-8 text, a line of the slip a line: `number|name|form|originals|copies|sheets|1 or 0 for given back`,
    joined by line feeds.
    """
    written = "\n".join(
        f"{line.number}|{line.name}|{line.form}|{line.originals}|{line.copies}|{line.sheets}|{int(line.give_back)}"
        for line in lines
    )
    return hashlib.sha256(written.encode()).hexdigest()[:8]


def _parties(flow: Flow, content: TransferSlipContent) -> None:
    head = content.head
    sender, receiver = head.collecting, head.handling
    flow.fields(
        (text("paper.label_from"), text("paper.office_window", office=sender.name, window=sender.window)),
        (text("paper.label_to"), text("paper.office_window", office=receiver.name, window=receiver.window)),
    )
    flow.fields((text("paper.label_address"), _address(sender)), (text("paper.label_address"), _address(receiver)))
    flow.fields((text("paper.label_item"), text("paper.item", name=head.item_name, code=head.item_code)))
    flow.fields(
        (text("paper.label_applicant"), mask_name(head.applicant.name)),
        (text("paper.label_handed_by"), clerk_words(head)),
    )
    flow.fields(
        (text("paper.label_packed_at"), moment(head.at)),
        (text("paper.label_post_by"), day(content.post_by) if content.post_by else text("paper.post_by_none")),
    )


def _address(office: Office) -> str:
    return text("paper.address", address=office.address, postcode=office.postcode, phone=or_dash(office.phone))


def _lines(flow: Flow, lines: tuple[TransferLine, ...]) -> None:
    flow.section(text("paper.slip_materials"))
    columns = (
        Column(text("paper.column_number"), 0.06),
        Column(text("paper.column_material"), 0.26, "left"),
        Column(text("paper.column_form"), 0.09),
        Column(text("paper.column_originals"), 0.07),
        Column(text("paper.column_copies"), 0.08),
        Column(text("paper.column_sheets"), 0.07),
        Column(text("paper.column_verdict"), 0.11),
        Column(text("paper.column_give_back"), 0.07),
        Column(text("paper.column_basis"), 0.19, "left"),
    )
    rows = [
        (
            str(line.number),
            line.name,
            form_words(line.form),
            str(line.originals),
            str(line.copies),
            str(line.sheets),
            verdict_words(line.verdict),
            text("paper.give_back_yes") if line.give_back else text("paper.give_back_no"),
            or_dash(line.basis),
        )
        for line in lines
    ]
    flow.table(columns, rows, size=8.5)
    flow.skip(1 * MM)
    flow.paragraph(_sum(lines))


def _sum(lines: tuple[TransferLine, ...]) -> str:
    return text(
        "paper.slip_sum",
        count=len(lines),
        originals=sum(line.originals for line in lines),
        copies=sum(line.copies for line in lines),
        sheets=sum(line.sheets for line in lines),
    )


def _packing(flow: Flow, content: TransferSlipContent) -> None:
    flow.section(text("paper.slip_packing"), keep=42 * MM)
    flow.fields((text("paper.label_seal_number"), ""), (text("paper.label_waybill"), ""))
    head = content.head
    signers = (
        (text("paper.role_hander"), head.clerk_name),
        (text("paper.role_courier"), ""),
        (text("paper.role_recipient"), ""),
    )

    def draw(sheet: Sheet, box: Box) -> None:
        share = box.width / len(signers)
        for number, (role, name) in enumerate(signers):
            cell = Box(box.x + number * share, box.y, share, box.height)
            sheet.frame(cell, 0.5, GREY)
            inner = cell.inset(2 * MM)
            shown = text("paper.signer", role=role, name=name)
            sheet.fit(Box(inner.x, inner.y, inner.width, 5 * MM), shown, _BOLD, smallest=5.5)
            _blank(sheet, inner, 8 * MM, text("paper.sign_here"))
            _blank(sheet, inner, 16 * MM, text("paper.time_here"))

    flow.block(25 * MM, draw)


def _check_in(flow: Flow) -> None:
    flow.section(text("paper.slip_check_in"), keep=24 * MM)

    def draw(sheet: Sheet, box: Box) -> None:
        sheet.frame(box, 0.5, GREY)
        inner = box.inset(2 * MM)
        sheet.fit(Box(inner.x, inner.y, inner.width, 5 * MM), text("paper.check_in_choices"), _PLAIN, smallest=7)
        _blank(sheet, inner, 8 * MM, text("paper.check_in_remarks"), reach=inner.width)
        half = inner.width / 2
        _blank(sheet, inner, 16 * MM, text("paper.check_in_by"), reach=half - 4 * MM)
        right = Box(inner.x + half, inner.y, half, inner.height)
        _blank(sheet, right, 16 * MM, text("paper.time_here"), reach=half)

    flow.block(25 * MM, draw)
    flow.skip(1 * MM)
    flow.paragraph(text("paper.slip_copies"))


def _stub(flow: Flow, content: TransferSlipContent) -> None:
    head = content.head

    def draw(sheet: Sheet, box: Box) -> None:
        cut = box.y + 3 * MM
        sheet.line(PlacedLine(box.x, cut, box.right, cut, 0.7, GREY, 3))
        sheet.fit(Box(box.x, cut, box.width, 4 * MM), text("paper.stub_cut"), _CUT, smallest=6)
        title = Style(13, Weight.BOLD, align="center")
        sheet.fit(Box(box.x, cut + 5 * MM, box.width, 7 * MM), text("paper.stub_title"), title, smallest=9)
        body = text(
            "paper.stub_body",
            slip=content.slip_number,
            receipt=or_dash(head.receipt_number),
            sum=_sum(content.lines),
            office=head.collecting.name,
            phone=or_dash(head.collecting.phone),
            address=head.collecting.address,
            postcode=head.collecting.postcode,
        )
        sheet.fit(Box(box.x, cut + 12 * MM, box.width, 21 * MM), body, _PLAIN, smallest=6)
        half = box.width / 2
        _blank(sheet, box, 36.5 * MM, text("paper.stub_sign"), reach=half - 4 * MM)
        _blank(sheet, Box(box.x + half, box.y, half, box.height), 36.5 * MM, text("paper.time_here"), reach=half)

    flow.skip(1 * MM)
    flow.block(43 * MM, draw)


def _blank(sheet: Sheet, box: Box, down: float, label: str, *, reach: float = 0) -> None:
    """A label and a line to write on behind it."""
    sheet.text(box.x, box.y + down, label, _PLAIN)
    start = sheet.measure(label, _PLAIN) + 1 * MM
    rule(sheet, box.x + start, box.y + down + 4.8 * MM, (reach or box.width) - start)
