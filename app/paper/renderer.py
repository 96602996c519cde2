"""The paper renderer: content in, PDF bytes out."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import InputError
from app.domain.paper import (
    LabelContent,
    MaterialListContent,
    NoticeContent,
    PaperContent,
    PaperKind,
    ReceiptContent,
    TransferSlipContent,
    VerifiedCopyContent,
)
from app.ports.papers import RenderedPaper

if TYPE_CHECKING:
    from app.paper.fonts import FontBook

CONTENT_TYPES: dict[PaperKind, type[PaperContent]] = {
    PaperKind.RECEIPT: ReceiptContent,
    PaperKind.MATERIAL_LIST: MaterialListContent,
    PaperKind.ONE_TIME_NOTICE: NoticeContent,
    PaperKind.TRANSFER_SLIP: TransferSlipContent,
    PaperKind.LABEL: LabelContent,
    PaperKind.VERIFIED_COPY: VerifiedCopyContent,
}


class ReportLabPaperRenderer:
    """Lays papers out with reportlab; safe to use from several threads.

    `fallback_fonts` are TrueType files for characters the bundled font lacks; None takes what the system has.
    """

    def __init__(self, fallback_fonts: Sequence[Path] | None = None) -> None:
        self._fallback_fonts = fallback_fonts
        self._fonts: FontBook | None = None
        self._lock = threading.Lock()

    def render(self, kind: PaperKind, content: PaperContent) -> RenderedPaper:
        """The PDF of a paper.

        Raises PrintError `print.character_missing` (a character no font has), `print.does_not_fit`,
        `print.code_alphabet` or `print.code_too_dense` (a number that cannot be put into a code), InputError
        `input.unknown_value` (a value of no enum), PageError (a page picture that cannot be shown).
        """
        from app.paper.layouts import lay_out
        from app.paper.pdf_writer import write_pdf

        if not isinstance(content, CONTENT_TYPES[kind]):
            raise InputError("wrong_content", kind=kind.value)
        with self._lock:
            document = lay_out(content, self._font_book())
            return RenderedPaper(write_pdf(document), len(document.sheets))

    def _font_book(self) -> FontBook:
        from app.paper.fonts import FontBook

        if self._fonts is None:
            self._fonts = FontBook(self._fallback_fonts)
        return self._fonts
