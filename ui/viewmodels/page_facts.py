"""What is known of one page beside its quality: the paper it is, what its codes mean, its writing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.code_meaning import CodeMeaning
from app.domain.page import CodeRead, Page, PageConfidence
from app.domain.page_text import PageReading
from app.services.capture_page import DOCUMENT_TYPES
from resources.known_papers import code_title
from resources.texts import text
from ui.viewmodels.comparison_words import paper_words

_SHOWN_PARTS = ("receipt_number", "slip_number", "waybill_number", "credit_code", "identifier", "invoice_number")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """`summary` in a line; `writing` to copy; `unread`: could not be read, may be tried again.

    `proposed`: edges were found that the clerk may take; `cropped`: what is shown is a part of the original;
    `of_document`: the page has no picture of its own but the rendition.
    """

    summary: str
    writing: str
    unread: bool = False
    proposed: bool = False
    cropped: bool = False
    of_document: bool = False


def page_facts(
    page: Page, reading: PageReading | None, meaning_of: Callable[[CodeRead], CodeMeaning], *, unread: bool
) -> PageFacts:
    """The facts of a page; `unread` when the reader gave it up."""
    kind = paper_words(reading) or text("originals.unread_page" if unread else "originals.reading")
    parts = [kind, *(code_words(meaning_of(code)) for code in page.codes)]
    return PageFacts(
        summary=text("originals.separator").join(dict.fromkeys(parts)),
        writing=reading.text if reading is not None else "",
        unread=unread,
        proposed=page.outline.confidence is PageConfidence.PARTIAL and page.outline.corners is not None,
        cropped=page.rendition is not None and page.original.media_type not in DOCUMENT_TYPES,
        of_document=page.original.media_type in DOCUMENT_TYPES,
    )


def code_words(meaning: CodeMeaning) -> str:
    """What a code is, its number where it has one, and a warning where its own check fails."""
    number = next((value for name in _SHOWN_PARTS if (value := meaning.part(name))), "")
    title = code_title(meaning.kind.value)
    words = text("originals.code", kind=title, number=number) if number else title
    return text("originals.code_wrong", code=words) if meaning.valid is False else words
