"""一次性告知书 where the agreement delegates it, else 收件材料补齐提醒.

行政许可法 art. 32: everything to be corrected is told at once. What is missing (补全) stands apart from what is
wrong (补正). Without the delegated power the paper says that it is the window's reminder, no decision of the authority.
"""

from __future__ import annotations

from app.domain.paper import MaterialLine, NoticeContent, NoticeLine
from app.paper.case_rows import CLOSING_HEIGHT, Signature, applicant_rows, collecting_rows, item_rows, signatures
from app.paper.flow import Column, Flow
from app.paper.fonts import FontBook
from app.paper.pdf_writer import Document
from app.paper.sheet import Style
from app.paper.stationery import Heading, footer_of
from app.paper.words import form_words, gap_words, number_words, or_dash, standard_words, verdict_words
from resources.texts import text

_BODY = Style(10)


def one_time_notice(content: NoticeContent, fonts: FontBook) -> Document:
    """Lay out a notice or a reminder."""
    head, authority = content.head, content.as_authority
    title = text("paper.notice_title") if authority else text("paper.reminder_title")
    office = head.handling.name if authority else head.collecting.name
    heading = Heading(title, office, number_words(head), head.receipt_number)
    flow = Flow(fonts, heading, footer_of(head))
    applicant_rows(flow, head)
    item_rows(flow, head)
    collecting_rows(flow, head, text("paper.label_told_at"))
    flow.section(text("paper.notice_text"))
    if authority:
        flow.paragraph(text("paper.notice_body", office=head.handling.name), _BODY)
    else:
        flow.paragraph(text("paper.reminder_body", office=head.handling.name), _BODY)
    _gaps(flow, text("paper.notice_missing"), [line for line in content.lines if not line.wrong])
    _gaps(flow, text("paper.notice_wrong"), [line for line in content.lines if line.wrong])
    _have(flow, content.have)
    _closing(flow, content)
    return flow.finish(f"{title} {head.receipt_number}".strip(), head.item_name, office, head.at)


def _gaps(flow: Flow, title: str, lines: list[NoticeLine]) -> None:
    flow.section(title)
    if not lines:
        flow.paragraph(text("paper.notice_none"))
        return
    columns = (
        Column(text("paper.column_number"), 0.06),
        Column(text("paper.column_material"), 0.26, "left"),
        Column(text("paper.column_gap"), 0.16),
        Column(text("paper.column_standard"), 0.3, "left"),
        Column(text("paper.column_opinion"), 0.22, "left"),
    )
    rows = [
        (
            str(line.number),
            line.name,
            gap_words(line.gap),
            standard_words(line.standard, line.gap),
            or_dash(line.opinion),
        )
        for line in lines
    ]
    flow.table(columns, rows)


def _have(flow: Flow, lines: tuple[MaterialLine, ...]) -> None:
    flow.section(text("paper.notice_have"))
    if not lines:
        flow.paragraph(text("paper.notice_none"))
        return
    columns = (
        Column(text("paper.column_number"), 0.06),
        Column(text("paper.column_material"), 0.5, "left"),
        Column(text("paper.column_form"), 0.14),
        Column(text("paper.column_originals"), 0.08),
        Column(text("paper.column_copies"), 0.08),
        Column(text("paper.column_verdict"), 0.14),
    )
    rows = [
        (
            str(line.number),
            line.name,
            form_words(line.form),
            str(line.originals),
            str(line.copies),
            verdict_words(line.verdict),
        )
        for line in lines
    ]
    flow.table(columns, rows)


def _closing(flow: Flow, content: NoticeContent) -> None:
    head = content.head
    flow.section(text("paper.notes"), keep=CLOSING_HEIGHT)
    if content.as_authority:
        note = text("paper.notice_note")
        giver, seal = text("paper.role_notifier"), text("paper.seal_authority")
    else:
        note = text("paper.reminder_note", office=head.handling.name)
        giver, seal = text("paper.role_reminder"), text("paper.seal_receiving")
    flow.numbered(note, text("paper.notice_copies"))
    signatures(flow, (Signature(text("paper.role_applicant")), Signature(giver, head.clerk_name)), seal=seal)
