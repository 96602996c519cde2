"""材料清单: every material of the case with form, count, verdict and trust grade."""

from __future__ import annotations

from app.domain.material import Provision
from app.domain.paper import MaterialLine, MaterialListContent
from app.paper.case_rows import CLOSING_HEIGHT, Signature, applicant_rows, collecting_rows, item_rows, signatures
from app.paper.flow import Column, Flow
from app.paper.fonts import FontBook
from app.paper.pdf_writer import Document
from app.paper.sheet import MM
from app.paper.stationery import Heading, footer_of
from app.paper.words import form_words, handling_words, number_words, or_dash, provision_words, verdict_words
from resources.texts import text


def material_list(content: MaterialListContent, fonts: FontBook) -> Document:
    """Lay out a material list."""
    head = content.head
    title = text("paper.material_list_title")
    heading = Heading(title, head.collecting.name, number_words(head), head.receipt_number)
    flow = Flow(fonts, heading, footer_of(head))
    applicant_rows(flow, head)
    item_rows(flow, head)
    collecting_rows(flow, head, text("paper.label_listed_at"))
    flow.section(text("paper.list_materials"))
    flow.table(_columns(), [_row(line) for line in content.lines], size=8.5)
    flow.skip(1 * MM)
    flow.need(CLOSING_HEIGHT)
    flow.paragraph(_sum(content.lines))
    flow.paragraph(text("paper.trust_grades"))
    signers = (
        Signature(text("paper.role_applicant"), written=content.signature),
        Signature(text("paper.role_verifier"), head.clerk_name),
    )
    signatures(flow, signers)
    return flow.finish(f"{title} {head.receipt_number}".strip(), head.item_name, head.collecting.name, head.at)


def _columns() -> tuple[Column, ...]:
    return (
        Column(text("paper.column_number"), 0.06),
        Column(text("paper.column_material"), 0.205, "left"),
        Column(text("paper.column_form"), 0.09),
        Column(text("paper.column_provision"), 0.095),
        Column(text("paper.column_originals"), 0.06),
        Column(text("paper.column_sheets"), 0.06),
        Column(text("paper.column_copies"), 0.075),
        Column(text("paper.column_pages"), 0.075),
        Column(text("paper.column_verdict"), 0.11),
        Column(text("paper.column_grade"), 0.06),
        Column(text("paper.column_handling"), 0.11),
    )


def _row(line: MaterialLine) -> tuple[str, ...]:
    return (
        str(line.number),
        _name(line),
        form_words(line.form),
        provision_words(line.provision),
        str(line.originals),
        str(line.sheets),
        str(line.copies),
        str(line.pages),
        verdict_words(line.verdict),
        or_dash(line.trust_grade),
        handling_words(line),
    )


def _name(line: MaterialLine) -> str:
    """The name, and below it what is noted: licence number, remark."""
    notes = [line.name]
    if line.licence_number:
        notes.append(text("paper.licence_number", number=line.licence_number))
    if line.remark:
        notes.append(text("paper.remark", remark=line.remark))
    return "\n".join(notes)


def _sum(lines: tuple[MaterialLine, ...]) -> str:
    given = [line for line in lines if line.provision != Provision.NONE]
    return text(
        "paper.list_sum",
        listed=len(lines),
        count=len(given),
        originals=sum(line.originals for line in given),
        sheets=sum(line.sheets for line in given),
        copies=sum(line.copies for line in given),
        pages=sum(line.pages for line in given),
    )
