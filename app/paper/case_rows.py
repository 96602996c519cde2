"""Parts that several papers of a case share: the rows about the case, and the places to sign."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.handwritten_signature import PrintedSignature
from app.domain.local_day import local_day
from app.domain.paper import CaseHead
from app.paper.flow import Flow, rule
from app.paper.fonts import Weight
from app.paper.handwriting import draw_handwriting
from app.paper.sheet import GREY, MM, Box, PlacedCircle, Sheet, Style
from app.paper.words import clerk_words, day, document_words, mode_words, moment, or_dash, signer_role_words
from resources.texts import text

_SIGNATURE_HEIGHT = 25 * MM
_WRITTEN_HEIGHT = 28 * MM
_SEAL_RADIUS = 16 * MM
CLOSING_HEIGHT = 50 * MM
"""Room for a line or two and the signatures: they do not stand on a page alone."""
_PLAIN = Style(9.5)
_BOLD = Style(9.5, Weight.BOLD)
_NOTE = Style(6.5, ink=GREY)
_SEAL = Style(8.5, ink=GREY, align="center")


@dataclass(frozen=True, slots=True)
class Signature:
    """One place to sign: who, and the name already known (empty when it is to be written).

    `written` is a signature that was given on the screen and stands on the line already.
    """

    role: str
    name: str = ""
    written: PrintedSignature | None = None


def applicant_rows(flow: Flow, head: CaseHead) -> None:
    """Applicant and agent with documents and telephone."""
    applicant, agent = head.applicant, head.agent
    flow.fields(
        (text("paper.label_applicant"), applicant.name), (text("paper.label_document"), document_words(applicant))
    )
    if agent:
        flow.fields((text("paper.label_agent"), agent.name), (text("paper.label_document"), document_words(agent)))
        flow.fields(
            (text("paper.label_phone"), or_dash(applicant.phone)),
            (text("paper.label_agent_phone"), or_dash(agent.phone)),
        )
    else:
        flow.fields(
            (text("paper.label_phone"), or_dash(applicant.phone)), (text("paper.label_agent"), text("paper.no_agent"))
        )


def item_rows(flow: Flow, head: CaseHead) -> None:
    """What is asked for, of whom, and in which mode."""
    flow.fields((text("paper.label_item"), text("paper.item", name=head.item_name, code=head.item_code)))
    place, office, mode = head.handling_place, head.handling.name, mode_words(head.mode)
    flow.fields((text("paper.label_handling"), text("paper.handling_office", place=place, office=office, mode=mode)))


def collecting_rows(flow: Flow, head: CaseHead, time_label: str) -> None:
    """Where, when and by whom; `time_label` says what happened then."""
    place = text("paper.office_window", office=head.collecting.name, window=head.collecting.window)
    flow.fields((text("paper.label_collecting"), place))
    flow.fields((time_label, moment(head.at)), (text("paper.label_clerk"), clerk_words(head)))


def signatures(flow: Flow, signers: tuple[Signature, ...], *, seal: str = "") -> None:
    """Lines to sign and date, side by side; `seal` names a seal to be set on the last of them."""

    def draw(sheet: Sheet, box: Box) -> None:
        share = box.width / len(signers)
        for number, signer in enumerate(signers):
            _draw_signer(sheet, Box(box.x + number * share, box.y, share - 6 * MM, box.height), signer)
        if seal:
            radius = _SEAL_RADIUS
            sheet.circle(PlacedCircle(box.right - radius, box.y + box.height / 2, radius, GREY))
            label = Box(box.right - 1.8 * radius, box.bottom - 11 * MM, 1.6 * radius, 5 * MM)
            sheet.fit(label, seal, _SEAL, smallest=6)

    flow.skip(3 * MM)
    written = any(signer.written for signer in signers)
    flow.block(2 * _SEAL_RADIUS if seal else _WRITTEN_HEIGHT if written else _SIGNATURE_HEIGHT, draw)


def _draw_signer(sheet: Sheet, box: Box, signer: Signature) -> None:
    name_box = Box(box.x, box.y, box.width, 6 * MM)
    shown = text("paper.signer", role=signer.role, name=signer.name)
    sheet.fit(name_box, shown, _BOLD, smallest=6)
    for number, label in enumerate((text("paper.sign_here"), text("paper.date_here"))):
        y = box.y + (9 + 9 * number) * MM
        sheet.text(box.x, y, label, _PLAIN)
        start = sheet.measure(label, _PLAIN) + 1 * MM
        rule(sheet, box.x + start, y + 5.2 * MM, min(box.width, 50 * MM) - start)
    if signer.written is not None:
        _draw_written(sheet, box, signer.written)


def _draw_written(sheet: Sheet, box: Box, written: PrintedSignature) -> None:
    """The strokes on the line, its day below, and last the words that tell how it was given."""
    start = max(sheet.measure(text(key), _PLAIN) for key in ("paper.sign_here", "paper.date_here")) + 2 * MM
    width = min(box.width, 50 * MM) - start
    draw_handwriting(sheet, Box(box.x + start, box.y + 6 * MM, width, 8.2 * MM), written)
    sheet.text(box.x + start, box.y + 18 * MM, day(local_day(written.signed_at)), _PLAIN)
    note = text("paper.signed_on_screen", role=signer_role_words(written.role), mark=written.mark)
    sheet.fit(Box(box.x, box.y + 24.5 * MM, box.width, 3.5 * MM), note, _NOTE, smallest=5)
