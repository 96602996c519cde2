"""Holds the fields of one paper against each other: what agrees is proved, what contradicts is not valid."""

from __future__ import annotations

from dataclasses import replace

from app.domain.page_text import PaperField
from scanners.reading.papers.agreements import DERIVED, MUTUAL, RULES
from scanners.reading.papers.checks import verdict
from scanners.reading.papers.definition import AgreementRule, PaperKind

_DERIVED = 0.7  # share of the confidence of the field it is worked out from

Found = dict[str, PaperField]


def held_together(found: Found, kind: PaperKind) -> None:
    """Change the verdicts in `found` by the agreements of its kind, and fill in what a proved number says."""
    readable = {rule.name for rule in kind.fields if rule.name in found and _is_readable(rule.form, found[rule.name])}
    for agreement in kind.agreements:
        _derive(found, agreement, readable)
    proved: set[str] = set()
    contradicted: set[str] = set()
    for agreement in kind.agreements:
        if set(agreement.fields) <= readable:
            agree = _judged(found, agreement)
            contradicted |= set(agreement.fields) if agree is False else set()
            proved |= _proved_by(found, agreement) if agree else set()
    for name in proved - contradicted:
        if found[name].valid is None:
            found[name] = replace(found[name], valid=True)
    for name in contradicted:
        found[name] = replace(found[name], valid=False)


def _derive(found: Found, agreement: AgreementRule, readable: set[str]) -> None:
    """Fill in a field that was not read, or not as anything it can be, from a number whose check digit holds."""
    name, by = agreement.fields
    source = found.get(by)
    if agreement.rule not in DERIVED or name in readable or source is None or not source.valid:
        return
    value = DERIVED[agreement.rule](source.value)
    if value is not None:
        found[name] = PaperField(name, value, source.confidence * _DERIVED, None, None)


def _judged(found: Found, agreement: AgreementRule) -> bool | None:
    first, second = (found[name] for name in agreement.fields)
    return RULES[agreement.rule](first.value, second.value)


def _proved_by(found: Found, agreement: AgreementRule) -> set[str]:
    first, second = agreement.fields
    if agreement.rule in MUTUAL:
        return {first, second}
    return {first} if found[second].valid else set()


def _is_readable(form: str, field: PaperField) -> bool:
    """Whether the value has the form of its field, so that rules can be asked about it."""
    if form.endswith("day"):
        return verdict("day", field.value) is not False
    return form != "sex" or field.value in ("male", "female")
