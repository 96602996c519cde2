"""Which layout a content has."""

from __future__ import annotations

from app.domain.paper import (
    LabelContent,
    MaterialListContent,
    NoticeContent,
    PaperContent,
    ReceiptContent,
    TransferSlipContent,
)
from app.paper.fonts import FontBook
from app.paper.label import label
from app.paper.material_list import material_list
from app.paper.one_time_notice import one_time_notice
from app.paper.pdf_writer import Document
from app.paper.receipt import receipt
from app.paper.transfer_slip import transfer_slip
from app.paper.verified_copy import verified_copy


def lay_out(content: PaperContent, fonts: FontBook) -> Document:
    """The pages of a paper."""
    match content:
        case ReceiptContent():
            return receipt(content, fonts)
        case MaterialListContent():
            return material_list(content, fonts)
        case NoticeContent():
            return one_time_notice(content, fonts)
        case TransferSlipContent():
            return transfer_slip(content, fonts)
        case LabelContent():
            return label(content, fonts)
        case _:
            return verified_copy(content, fonts)
