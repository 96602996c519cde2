"""The papers of a case against the case: whose they are, what agrees, what expired, what is sealed and signed.

Pure: from readings to findings. A paper that could not be read or is of no known kind is amber, never green; what
is read without confidence is for the clerk to read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.applicant import Agent, Applicant
from app.domain.compare_fields import (
    Expected,
    Reading,
    check_alone,
    check_expiry,
    compare_value,
    expected_of,
)
from app.domain.finding import Finding, FindingReason, Light, MaterialComparison, material_comparison
from app.domain.guide import Bearer, GuideMaterial, MaterialForm
from app.domain.half_seal_findings import half_seal_findings
from app.domain.name_variants import NameRelation, NameVariants
from app.domain.page_text import PageReading, SealShape, SignatureHint

_PARTIES = ("principal", "agent")
_COUPLE = ("1", "2")
_OTHER_NAMES = frozenset({"holder", "owner", "payer_name"})
_LICENCE_NUMBERS = ("certificate_number", "permit_number", "number")
_LEAST_NUMBER = 6  # characters that a number must have to be looked for inside an identifier


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the case says; each may still be unknown while it is a draft."""

    applicant: Applicant | None
    agent: Agent | None
    today: date


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page of a material and what was read from it, None while nothing was.

    `licence_codes` are the e-licence identifiers (GB/T 36904) that stand on it as a code and hold.
    """

    page_id: str
    reading: PageReading | None
    licence_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MaterialPages:
    """A material with its pages; `e_licence_number` is what the case cites for it."""

    material: GuideMaterial
    pages: tuple[ReadPage, ...]
    e_licence_number: str = ""


def compare_material(given: MaterialPages, facts: CaseFacts, variants: NameVariants) -> MaterialComparison:
    """Compare one material with the case. What its papers say against other papers: `cross_findings`."""
    return material_comparison(given.material.code, material_findings(given, facts, variants))


def material_findings(given: MaterialPages, facts: CaseFacts, variants: NameVariants) -> tuple[Finding, ...]:
    """All findings of one material in the order of its pages."""
    found: list[Finding] = []
    for page in given.pages:
        found += _page_findings(page, facts, given.material.bearer, variants)
    if given.e_licence_number:
        found += _licence_findings(given)
    found += _seal_findings(given)
    read = [(page.page_id, page.reading) for page in given.pages]
    found += half_seal_findings(read, required=given.material.paging_seal_required)
    found += _signature_findings(given)
    return tuple(found)


def readings_of(page: ReadPage) -> dict[str, Reading]:
    """The fields of a page that was read as a known paper, by name."""
    if page.reading is None or page.reading.paper.kind is None:
        return {}
    return {field.name: Reading(field, page.page_id) for field in page.reading.paper.fields}


def _page_findings(page: ReadPage, facts: CaseFacts, bearer: Bearer, variants: NameVariants) -> Iterator[Finding]:
    if page.reading is None:
        yield Finding("", Light.AMBER, FindingReason.NOT_READ, page_id=page.page_id)
        return
    if page.reading.paper.kind is None:
        yield Finding("", Light.AMBER, FindingReason.UNKNOWN_PAPER, page_id=page.page_id)
        return
    fields = readings_of(page)
    compared = list(_compared(fields, facts, bearer, variants))
    yield from compared
    for name, reading in fields.items():
        finding = check_expiry(reading, facts.today) if name == "valid_until" else None
        if finding is not None:
            yield finding
        elif all(one.field != name for one in compared) and (alone := check_alone(reading)) is not None:
            yield alone
    if not compared:
        yield Finding("", Light.AMBER, FindingReason.NOTHING_TO_COMPARE, page_id=page.page_id)


def _compared(
    fields: Mapping[str, Reading], facts: CaseFacts, whose: Bearer, variants: NameVariants
) -> Iterator[Finding]:
    applicant = expected_of(facts.applicant)
    agent = expected_of(facts.agent.person) if facts.agent is not None else {}
    representative = {"name": name} if (name := applicant.get("legal_representative")) else {}
    candidates = {
        Bearer.ANYONE: (applicant, agent, representative),
        Bearer.APPLICANT: (applicant, representative),
        Bearer.AGENT: (agent,),
    }[whose]
    known = [one for one in candidates if one]
    if any(f"{party}_name" in fields or f"{party}_number" in fields for party in _PARTIES):
        yield from _mandate(fields, applicant, agent, variants)
    elif any(f"name_{one}" in fields or f"number_{one}" in fields for one in _COUPLE):
        yield from _couple(fields, known, whose, variants)
    else:
        yield from _bearer(fields, known, whose, variants)
    for name in _OTHER_NAMES & fields.keys():
        yield from _named(fields[name], name, known, variants)


def _bearer(
    fields: Mapping[str, Reading], known: Sequence[Expected], whose: Bearer, variants: NameVariants
) -> Iterator[Finding]:
    """A paper of one person or organisation: whose it is follows from its number, else from its name."""
    identity = {name: fields[name] for name in ("number", "name", "company_name") if name in fields}
    if "company_name" in identity and known and all("company_name" not in one for one in known):
        if "legal_representative" in fields:  # a person's own firm
            yield from _named(fields["legal_representative"], "legal_representative", known, variants)
        return
    bearer = _belongs_to(identity, known, variants)
    if bearer is None:
        if known and identity:
            yield from _nobodys(identity, known, whose)
            return
        bearer = known[0] if known and not identity else {}  # a back side names nobody: it goes with the applicant
    for name, reading in fields.items():
        if name in bearer:
            yield compare_value(reading, name, bearer[name], variants)


def _belongs_to(identity: Mapping[str, Reading], known: Sequence[Expected], variants: NameVariants) -> Expected | None:
    for name in ("number", "name", "company_name"):
        for one in known:
            if name in identity and name in one and _alike(identity[name].field.value, one[name], name, variants):
                return one
    return None


def _alike(value: str, expected: str, name: str, variants: NameVariants) -> bool:
    if name == "number":
        return value == expected
    return variants.relation(value, expected) is not NameRelation.DIFFERENT


def _nobodys(identity: Mapping[str, Reading], known: Sequence[Expected], whose: Bearer) -> Iterator[Finding]:
    """Neither number nor name is of anybody in the case; misread fields say so themselves.

    What the case does not say (yet: its number is still wrong) cannot be somebody else's.
    """
    light = Light.AMBER if whose is Bearer.ANYONE else Light.RED
    for name, reading in identity.items():
        expected = next((one[name] for one in known if name in one), "")
        finding = check_alone(reading)
        if finding is not None:
            yield reading.finding(finding.light, finding.reason, expected)
        elif expected:
            yield reading.finding(light, FindingReason.OTHER_PERSON, expected)


def _mandate(
    fields: Mapping[str, Reading], applicant: Expected, agent: Expected, variants: NameVariants
) -> Iterator[Finding]:
    """A power of attorney: the principal is the applicant, the agent who acts in the case."""
    for party, expected in (("principal", applicant), ("agent", agent)):
        for part in ("name", "number"):
            reading = fields.get(f"{party}_{part}")
            if reading is None:
                continue
            key = "company_name" if part == "name" and "company_name" in expected else part
            if key in expected:
                yield compare_value(reading, key, expected[key], variants)
            elif party == "agent" and not expected:
                yield reading.finding(Light.AMBER, FindingReason.NO_AGENT_IN_CASE)


def _couple(
    fields: Mapping[str, Reading], known: Sequence[Expected], whose: Bearer, variants: NameVariants
) -> Iterator[Finding]:
    """A paper of two: one of them must be somebody of the case."""
    sides = []
    for one in _COUPLE:
        side = {name: fields[f"{name}_{one}"] for name in ("number", "name") if f"{name}_{one}" in fields}
        expected = _belongs_to(side, known, variants)
        if expected is not None:
            for name in ("name", "number", "sex", "birth_date"):
                if f"{name}_{one}" in fields and name in expected:
                    yield compare_value(fields[f"{name}_{one}"], name, expected[name], variants)
            return
        sides.append(side)
    for side in sides if known else ():
        yield from _nobodys(side, known, whose)


def _named(reading: Reading, name: str, known: Sequence[Expected], variants: NameVariants) -> Iterator[Finding]:
    """A name that may stand among others (owners) and must be of somebody in the case."""
    names = [one.get("name") or one.get("company_name", "") for one in known]
    if not names:
        return
    within = next((one for one in names if one in reading.field.value), None)
    if within is not None:
        yield check_alone(reading) or reading.finding(Light.GREEN, FindingReason.AGREES, within)
        return
    nearest = next((one for one in names if _alike(reading.field.value, one, name, variants)), names[0])
    finding = compare_value(reading, name, nearest, variants)
    differs = finding.reason is FindingReason.DIFFERS
    yield reading.finding(Light.AMBER, FindingReason.OTHER_PERSON, nearest) if differs else finding


def _licence_findings(given: MaterialPages) -> Iterator[Finding]:
    """The number of the cited e-licence must be, or hold, a number of the paper."""
    cited = given.e_licence_number.upper()
    for page in given.pages:
        fields = readings_of(page)
        reading = next((fields[name] for name in _LICENCE_NUMBERS if name in fields), None)
        if reading is None:
            continue
        number = reading.field.value.upper()
        if number == cited or (len(number) >= _LEAST_NUMBER and number in cited):
            yield reading.finding(Light.GREEN, FindingReason.AGREES, given.e_licence_number)
        else:
            yield reading.finding(Light.AMBER, FindingReason.LICENCE_DIFFERS, given.e_licence_number)


def _seal_findings(given: MaterialPages) -> Iterator[Finding]:
    read = [(page.page_id, page.reading) for page in given.pages if page.reading is not None]
    if not given.material.seal_required or not read:
        return
    seals = [(page_id, seal) for page_id, reading in read for seal in reading.seals]
    whole = next(((page_id, seal) for page_id, seal in seals if seal.shape is not SealShape.HALF), None)
    if whole is not None:
        yield Finding("seal", Light.GREEN, FindingReason.SEAL_FOUND, whole[1].text, page_id=whole[0], box=whole[1].box)
    elif seals:
        yield Finding("seal", Light.AMBER, FindingReason.SEAL_HALF, page_id=seals[0][0], box=seals[0][1].box)
    else:
        # A black photocopy shows no red: only where an original must lie there is it a contradiction.
        original = given.material.form is MaterialForm.ORIGINAL
        light = Light.RED if original else Light.AMBER
        yield Finding("seal", light, FindingReason.SEAL_MISSING, page_id=read[-1][0])


def _signature_findings(given: MaterialPages) -> Iterator[Finding]:
    read = [(page.page_id, page.reading.signature) for page in given.pages if page.reading is not None]
    if not given.material.signature_required or not read:
        return
    hints = {hint: page_id for page_id, hint in reversed(read)}
    if SignatureHint.PRESENT in hints and SignatureHint.ABSENT not in hints:
        page_id = hints[SignatureHint.PRESENT]
        yield Finding("signature", Light.GREEN, FindingReason.SIGNATURE_FOUND, page_id=page_id)
    elif SignatureHint.ABSENT in hints:
        page_id = hints[SignatureHint.ABSENT]
        yield Finding("signature", Light.AMBER, FindingReason.SIGNATURE_MISSING, page_id=page_id)
    else:
        yield Finding("signature", Light.AMBER, FindingReason.SIGNATURE_NO_PLACE, page_id=read[-1][0])
