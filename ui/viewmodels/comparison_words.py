"""What the machine found on a paper, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.finding import Finding, FindingReason, Light, MaterialComparison
from app.domain.page_text import Box, PageReading
from app.services.intake_state import MaterialRow
from resources.known_papers import field_title, has_field_title, kind_title, shown_value
from resources.texts import text
from ui.viewmodels.row_table_model import Cell, Row

_WORDLESS = (FindingReason.UNKNOWN_PAPER, FindingReason.NOT_READ, FindingReason.NOTHING_TO_COMPARE)
"""Amber because there is nothing to say: no word of the machine that the clerk would have to see first."""


@dataclass(frozen=True, slots=True)
class LightSign:
    """A material's light: tone (green, amber, red, muted; empty without pages), one word, the reason in a sentence."""

    tone: str
    words: str
    sentence: str


NO_LIGHT = LightSign("", "", "")


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Where on another page of the case the other value of a finding stands."""

    page_id: str
    box: Box


def light_sign(
    row: MaterialRow,
    comparison: MaterialComparison | None,
    readings: Mapping[str, PageReading],
    *,
    waits: str,
    unread: bool,
) -> LightSign:
    """The light of a material; `waits` while its pages are read or its licence is asked for (`reading`, `licence`).

    `unread` when a page could not be read.
    """
    if waits == "licence":
        return LightSign("muted", text("originals.asking"), text("originals.asking_words"))
    if comparison is None:
        return NO_LIGHT
    if waits == "reading":
        return LightSign("muted", text("originals.reading"), text("originals.reading_words"))
    light, leading = comparison.light, comparison.leading
    if unread and light is not Light.RED:
        return LightSign("amber", text("originals.unread"), text("originals.unread_words"))
    if leading.reason in _WORDLESS:
        sentence = _on_its_page(leading, row, finding_sentence(leading))
        return LightSign("amber", text("originals.light_unknown"), sentence)
    where = finding_title(leading, readings)
    word = text(f"originals.light_{light}")
    verification = row.state.verification
    if light is Light.RED and verification is not None and verification.override_reason and not outdated(row):
        word = text("originals.light_overridden")
    words = text("originals.light_where", light=word, where=where) if light is not Light.GREEN and where else word
    return LightSign(light.value, words, _summary(comparison, row, readings))


def outdated(row: MaterialRow) -> bool:
    """Whether a verdict was given over other pages than lie here now: it does not count for these."""
    verification = row.state.verification
    if verification is None:
        return False
    return not {page.original.sha256 for page in row.pages} <= set(verification.page_hashes)


def verdict_words(row: MaterialRow) -> str:
    """What the clerk said of a material last and whether it still counts; empty when nothing was said."""
    verification = row.state.verification
    if verification is None:
        return ""
    if outdated(row):
        return text("materials.verdict_outdated", name=verification.clerk_name)
    words = text(f"materials.verdict_{verification.verdict}", name=verification.clerk_name, remark=verification.remark)
    if verification.override_reason:
        return text("originals.verdict_overridden", verdict=words, reason=verification.override_reason)
    if verification.findings:
        return text("originals.verdict_with_findings", verdict=words, count=len(verification.findings))
    return words


def must_be_seen(comparison: MaterialComparison | None) -> bool:
    """Whether there is a doubt that a clerk has to have before the eyes before the verdict counts."""
    return comparison is not None and any(one.reason not in _WORDLESS for one in comparison.doubtful)


def light_cell(sign: LightSign) -> Cell:
    """The light as a cell of the checklist."""
    return Cell(sign.words, sign.tone, tip=sign.sentence)


def finding_rows(
    comparison: MaterialComparison | None, row: MaterialRow | None, readings: Mapping[str, PageReading]
) -> tuple[Row, ...]:
    """The findings of a material as a table: what, and the sentence; keys are positions."""
    findings = comparison.findings if comparison is not None else ()
    return tuple(
        Row(
            str(at),
            (
                Cell(finding_title(one, readings) or text("originals.whole_paper"), one.light.value),
                Cell(_on_its_page(one, row, finding_sentence(one))),
            ),
        )
        for at, one in enumerate(findings)
    )


def finding_title(finding: Finding, readings: Mapping[str, PageReading]) -> str:
    """What the compared thing is called; empty for the paper as a whole."""
    name = finding.field
    if name in ("seal", "signature", "half_seal"):
        return text(f"originals.{name}")
    reading = readings.get(finding.page_id)
    if name and reading is not None and reading.paper.kind is not None:
        return field_title(reading.paper.kind, name)
    return text(f"known_papers.{name}") if has_field_title(name) else ""


def finding_sentence(finding: Finding) -> str:
    """Why the light of a finding is what it is."""
    on_paper, expected = finding_values(finding)
    return text(finding.reason.value, on_paper=on_paper, expected=expected)


def finding_values(finding: Finding) -> tuple[str, str]:
    """What stands on the paper and what was expected, in words."""
    if finding.other_box is not None:
        return finding.on_paper, text("originals.half_on_page", number=finding.expected)
    if finding.reason is FindingReason.OTHER_PAPER:
        return kind_title(finding.on_paper), finding.expected
    return shown_value(finding.field, finding.on_paper), shown_value(finding.field, finding.expected)


def paper_words(reading: PageReading | None) -> str:
    """What a page was recognised as."""
    if reading is None:
        return ""
    return kind_title(reading.paper.kind) if reading.paper.kind is not None else text("originals.unknown_kind")


def counterpart(finding: Finding, readings: Mapping[str, PageReading]) -> Counterpart | None:
    """Where the value that two papers disagree about stands on the other one, or the other half of a seal."""
    if finding.other_box is not None:
        return Counterpart(finding.other_page_id, finding.other_box)
    if finding.reason is not FindingReason.PAPERS_DIFFER:
        return None
    for page_id, reading in readings.items():
        for field in reading.paper.fields:
            if page_id != finding.page_id and field.value == finding.expected and field.box is not None:
                return Counterpart(page_id, field.box)
    return None


def _summary(comparison: MaterialComparison, row: MaterialRow, readings: Mapping[str, PageReading]) -> str:
    leading, more = comparison.leading, len(comparison.doubtful) - 1
    if comparison.light is Light.GREEN:
        return text("originals.all_agrees", count=len(comparison.findings))
    title = finding_title(leading, readings)
    sentence = finding_sentence(leading)
    whole = text("originals.titled", title=title, sentence=sentence) if title else sentence
    placed = _on_its_page(leading, row, whole)
    return text("originals.and_more", sentence=placed, more=more) if more > 0 else placed


def _on_its_page(finding: Finding, row: MaterialRow | None, sentence: str) -> str:
    """Of several pages, the one that is meant: another may be in front."""
    order = [page.id for page in row.pages] if row is not None else []
    if len(order) < 2 or finding.page_id not in order:
        return sentence
    return text("originals.of_page", number=order.index(finding.page_id) + 1, sentence=sentence)
