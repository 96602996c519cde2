"""The papers of a case against the register of electronic licences: what to ask, and what an answer means.

Green is only what the register itself said. What could not be asked is amber, a licence that holds no more is red.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from app.domain.compare_fields import Reading, compare_value, expected_of
from app.domain.comparison import CaseFacts, MaterialPages, ReadPage, readings_of
from app.domain.e_licence import LicenceAnswer, LicenceOutcome, LicenceQuestion, LicenceRecord, LicenceStatus
from app.domain.finding import Finding, FindingReason, Light
from app.domain.guide import Bearer
from app.domain.identifiers.e_licence import ROOT
from app.domain.name_variants import NameVariants
from app.domain.paper_kinds import PaperKinds

Answers = Mapping[LicenceQuestion, LicenceAnswer]

_HOLDER_NUMBERS = ("number", "number_1")
_UNANSWERED = {
    LicenceOutcome.NOT_FOUND: FindingReason.LICENCE_NOT_FOUND,
    LicenceOutcome.NOT_AUTHORISED: FindingReason.LICENCE_NOT_AUTHORISED,
    LicenceOutcome.UNREACHABLE: FindingReason.LICENCE_NOT_ASKED,
}
_AGAINST_THE_RECORD = {
    FindingReason.AGREES: FindingReason.LICENCE_AGREES,
    FindingReason.DIFFERS: FindingReason.LICENCE_FIELD_DIFFERS,
    FindingReason.ADDRESS_DIFFERS: FindingReason.LICENCE_FIELD_DIFFERS,
    FindingReason.ISSUER_DIFFERS: FindingReason.LICENCE_FIELD_DIFFERS,
}
_SAID_ALREADY = (FindingReason.UNSURE, FindingReason.FIELD_INVALID)  # by the comparison with the case


def licence_questions(given: MaterialPages, kinds: PaperKinds) -> tuple[LicenceQuestion, ...]:
    """What the register has to be asked about one material, each once."""
    questions = [one for page in given.pages if (one := _question_of(page, given, kinds)) is not None]
    cited = _cited(given)
    return tuple(dict.fromkeys((*questions, *((cited,) if cited is not None else ()))))


def licence_findings(
    given: MaterialPages, answers: Answers, kinds: PaperKinds, facts: CaseFacts, variants: NameVariants
) -> tuple[Finding, ...]:
    """What the answers say about one material; nothing about questions that are still under way."""
    found: list[Finding] = []
    cited = _cited(given)
    for page in given.pages:
        question = _question_of(page, given, kinds) or cited
        answer = answers.get(question) if question is not None else None
        if question is not None and answer is not None:
            found += _of_page(page, question, answer, facts.today, variants)
    if not given.pages and cited is not None and (answer := answers.get(cited)) is not None:
        found += _of_citation(given, cited, answer, facts)
    return tuple(found)


def _question_of(page: ReadPage, given: MaterialPages, kinds: PaperKinds) -> LicenceQuestion | None:
    """By the code on the page, else by the number of its holder: one that holds, on the kind of paper asked for."""
    if page.licence_codes:
        return LicenceQuestion(identifier=page.licence_codes[0])
    if page.reading is None or page.reading.paper.kind not in kinds.licensed(given.material):
        return None
    fields = readings_of(page)
    numbers = (fields[name].field for name in _HOLDER_NUMBERS if name in fields)
    holder = next((field.value for field in numbers if field.valid), "")
    return LicenceQuestion("", holder, given.material.e_licence_type) if holder else None


def _cited(given: MaterialPages) -> LicenceQuestion | None:
    """The licence the case cites; other numbers than GB/T 36904's mean nothing to the register."""
    number = given.e_licence_number
    return LicenceQuestion(identifier=number) if number.startswith(ROOT) else None


def _of_page(
    page: ReadPage, question: LicenceQuestion, answer: LicenceAnswer, today: date, variants: NameVariants
) -> Iterator[Finding]:
    yield _standing(question, answer, today, page.page_id)
    if answer.record is None:
        return
    expected = _expected(answer.record)
    for name, reading in readings_of(page).items():
        if name in expected and (finding := _field(reading, name, expected[name], variants)) is not None:
            yield finding


def _standing(question: LicenceQuestion, answer: LicenceAnswer, today: date, page_id: str) -> Finding:
    """Whether the licence is there and holds."""
    record = answer.record
    if record is None:
        reason = _UNANSWERED[answer.outcome]
        return Finding("", Light.AMBER, reason, expected=question.licence_type, page_id=page_id)
    if record.status is LicenceStatus.REVOKED:
        return Finding("", Light.RED, FindingReason.LICENCE_REVOKED, expected=record.licence_type, page_id=page_id)
    ended = record.valid_until is not None and record.valid_until < today
    if record.status is LicenceStatus.EXPIRED or ended:
        return Finding("", Light.RED, FindingReason.LICENCE_EXPIRED, expected=record.licence_type, page_id=page_id)
    return Finding("", Light.GREEN, FindingReason.LICENCE_VALID, expected=record.licence_type, page_id=page_id)


def _expected(record: LicenceRecord) -> dict[str, str]:
    holder = {"number": record.holder_number, "name": record.holder_name, "company_name": record.holder_name}
    return {name: value for name, value in (holder | dict(record.fields)).items() if value}


def _field(reading: Reading, name: str, expected: str, variants: NameVariants) -> Finding | None:
    finding = compare_value(reading, name, expected, variants)
    if finding.reason in _SAID_ALREADY:
        return None
    return replace(finding, reason=_AGAINST_THE_RECORD.get(finding.reason, finding.reason))


def _of_citation(
    given: MaterialPages, question: LicenceQuestion, answer: LicenceAnswer, facts: CaseFacts
) -> Iterator[Finding]:
    """Nothing was brought on paper: the licence itself must hold and be of somebody in the case."""
    yield _standing(question, answer, facts.today, "")
    record, bearer = answer.record, given.material.bearer
    people = {
        Bearer.APPLICANT: (facts.applicant,),
        Bearer.AGENT: (facts.agent.person if facts.agent is not None else None,),
    }.get(bearer, (facts.applicant, facts.agent.person if facts.agent is not None else None))
    known = [one for one in map(expected_of, people) if one]
    if record is None or not known or any(one.get("number") == record.holder_number for one in known):
        return
    light = Light.AMBER if bearer is Bearer.ANYONE else Light.RED
    name = known[0].get("name") or known[0].get("company_name", "")
    yield Finding("", light, FindingReason.LICENCE_OF_ANOTHER, record.holder_name, name)
