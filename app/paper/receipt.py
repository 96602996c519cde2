"""收件回执: what the window took in.

Receiving is this window's act, accepting (受理) is the authority's (国办发〔2020〕35号, 收受分离): the paper says so.
"""

from __future__ import annotations

from datetime import date

from app.domain.material import Provision
from app.domain.paper import CaseHead, MaterialLine, ReceiptContent
from app.paper.case_rows import CLOSING_HEIGHT, Signature, applicant_rows, collecting_rows, item_rows, signatures
from app.paper.flow import Column, Flow
from app.paper.fonts import FontBook
from app.paper.pdf_writer import Document
from app.paper.sheet import MM, Style
from app.paper.stationery import Heading, footer_of
from app.paper.words import (
    day,
    delivery_words,
    form_words,
    handling_words,
    number_words,
    or_dash,
    provision_words,
    verdict_words,
)
from resources.texts import text

_STATEMENT = Style(9.5)


def receipt(content: ReceiptContent, fonts: FontBook) -> Document:
    """Lay out a receipt."""
    head = content.head
    title = text("paper.receipt_title")
    heading = Heading(title, head.collecting.name, number_words(head), head.receipt_number, receipt_code(head))
    flow = Flow(fonts, heading, footer_of(head))
    applicant_rows(flow, head)
    item_rows(flow, head)
    collecting_rows(flow, head, text("paper.label_received_at"))
    _progress_rows(flow, content)
    _materials(flow, content.lines)
    _notes(flow, content)
    _statement(flow, content)
    return flow.finish(f"{title} {head.receipt_number}", head.item_name, head.collecting.name, head.at)


def receipt_code(head: CaseHead) -> str:
    """Text of the receipt's QR code: `TB1|receipt number|query code`."""
    return "|".join(("TB1", head.receipt_number, head.query_code))


def _progress_rows(flow: Flow, content: ReceiptContent) -> None:
    head, days = content.head, content.promised_days
    promised = text("paper.promised_days", days=days) if days else text("paper.promised_at_once")
    flow.fields((text("paper.label_answer_by"), _answer_by(content)), (text("paper.label_promised"), promised))
    flow.fields(
        (text("paper.label_delivery"), delivery_words(content.delivery_way)),
        (text("paper.label_fee"), or_dash(content.fee)),
    )
    flow.fields(
        (text("paper.label_platform_number"), head.platform_number or text("paper.platform_number_later")),
        (text("paper.label_query_code"), head.query_code),
    )


def _answer_by(content: ReceiptContent) -> str:
    if content.due_on is None:
        return text("paper.answer_by_unknown")
    if content.due_estimated:
        return text("paper.answer_by_estimated", day=day(content.due_on))
    return text("paper.answer_by", day=day(content.due_on))


def _materials(flow: Flow, lines: tuple[MaterialLine, ...]) -> None:
    given = [line for line in lines if line.provision != Provision.NONE]
    flow.section(text("paper.received_materials"))
    columns = (
        Column(text("paper.column_number"), 0.06),
        Column(text("paper.column_material"), 0.28, "left"),
        Column(text("paper.column_form"), 0.11),
        Column(text("paper.column_originals"), 0.07),
        Column(text("paper.column_sheets"), 0.07),
        Column(text("paper.column_copies"), 0.08),
        Column(text("paper.column_pages"), 0.08),
        Column(text("paper.column_verdict"), 0.13),
        Column(text("paper.column_handling"), 0.12),
    )
    flow.table(columns, [_row(line) for line in given])
    flow.skip(1 * MM)
    flow.paragraph(_sum(given))
    for line in given:
        if line.follow_by is not None:
            flow.paragraph(_to_follow(line, line.follow_by))


def _row(line: MaterialLine) -> tuple[str, ...]:
    on_paper = line.provision == Provision.PAPER
    return (
        str(line.number),
        line.name,
        form_words(line.form) if on_paper else provision_words(line.provision),
        str(line.originals),
        str(line.sheets),
        str(line.copies),
        str(line.pages),
        verdict_words(line.verdict),
        handling_words(line),
    )


def _sum(lines: list[MaterialLine]) -> str:
    """The paper in the applicant's hands (as on the transfer slip), and apart from it the pages kept as pictures."""
    originals, copies = sum(line.originals for line in lines), sum(line.copies for line in lines)
    sheets, pages = sum(line.sheets for line in lines), sum(line.pages for line in lines)
    if not originals and not copies:
        return text("paper.materials_sum_no_paper", count=len(lines), pages=pages)
    count = len(lines)
    return text("paper.materials_sum", count=count, originals=originals, sheets=sheets, copies=copies, pages=pages)


def _to_follow(line: MaterialLine, follow_by: date) -> str:
    """Which paper the applicant still owes, and until when."""
    if line.follow_by_estimated:
        return text("paper.to_follow_estimated", name=line.name, day=day(follow_by))
    return text("paper.to_follow", name=line.name, day=day(follow_by))


def _notes(flow: Flow, content: ReceiptContent) -> None:
    office = content.head.handling.name
    flow.section(text("paper.notes"))
    flow.numbered(
        text("paper.receipt_note_not_acceptance", office=office),
        text("paper.receipt_note_deadline", office=office, answer=_answer_by(content)),
        text("paper.receipt_note_originals"),
        text("paper.receipt_note_query", phone=or_dash(content.head.collecting.phone)),
    )


def _statement(flow: Flow, content: ReceiptContent) -> None:
    flow.section(text("paper.statement"), keep=CLOSING_HEIGHT)
    flow.paragraph(text("paper.receipt_statement"), _STATEMENT)
    head = content.head
    signers = (
        Signature(text("paper.role_applicant"), written=content.signature),
        Signature(text("paper.role_receiver"), head.clerk_name),
    )
    signatures(flow, signers, seal=text("paper.seal_receiving"))
