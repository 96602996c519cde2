"""A guide as headed paragraphs, in the order a clerk asks for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.agreement import Agreement
from app.domain.guide import GuideMaterial, ItemGuide
from app.services.compare_guides import compare_guides
from resources.texts import text
from ui.viewmodels.wording import day_words


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its paragraphs; empty sections are left out."""

    heading: str
    paragraphs: tuple[str, ...]


def guide_sections(guide: ItemGuide, agreement: Agreement | None) -> tuple[Section, ...]:
    """Everything the guide says, words of the guide unchanged."""
    authority = guide.authority
    sections = (
        Section(text("guide.at_a_glance"), _glance(guide)),
        Section(text("guide.powers"), _powers(agreement)),
        Section(text("guide.conditions"), guide.conditions),
        Section(text("guide.materials"), tuple(_material(material) for material in guide.materials)),
        Section(text("guide.steps"), guide.steps),
        Section(text("guide.result"), (guide.result_name, *guide.delivery_ways)),
        Section(
            text("guide.authority"),
            (f"{authority.name} {authority.window_name}".strip(), authority.address, authority.phone),
        ),
        Section(
            text("guide.questions"),
            tuple(
                text("guide.question_and_answer", question=one.question, answer=one.answer)
                for one in guide.frequently_asked
            ),
        ),
        Section(text("guide.basis"), guide.basis),
        Section(text("guide.remedies"), (guide.remedies,)),
        Section(text("guide.provenance"), _provenance(guide)),
    )
    kept = (Section(one.heading, tuple(line for line in one.paragraphs if line)) for one in sections)
    return tuple(one for one in kept if one.paragraphs)


def compared_sections(guides: tuple[ItemGuide, ...]) -> tuple[Section, ...]:
    """Which place wants which paper; then the first place's whole, and of each other place what differs from it."""
    if not guides:
        return ()
    base, *others = guides
    heading = text("guide.compared_place", place=base.authority.place_name, count=len(base.materials))
    whole = Section(heading, tuple(_material(material) for material in base.materials))
    return (*_wanted(guides), whole, *(_differences(base, other) for other in others))


def _wanted(guides: tuple[ItemGuide, ...]) -> tuple[Section, ...]:
    """Paper by paper, the places that ask for it and those that do not; nothing where there is one place only."""
    if len(guides) < 2:
        return ()
    names = tuple(dict.fromkeys(material.name for guide in guides for material in guide.materials))
    wanting = {name: [one for one in guides if any(name == paper.name for paper in one.materials)] for name in names}
    by_all = _listed(name for name in names if len(wanting[name]) == len(guides))
    by_some = [
        text(
            "guide.compared_by_some",
            name=name,
            places=_listed(one.authority.place_name for one in wanting[name]),
            others=_listed(one.authority.place_name for one in guides if one not in wanting[name]),
        )
        for name in names
        if len(wanting[name]) < len(guides)
    ]
    lines = (text("guide.compared_by_all", names=by_all) if by_all else "", *by_some)
    return (Section(text("guide.compared_wanted"), tuple(line for line in lines if line)),)


def _differences(base: ItemGuide, other: ItemGuide) -> Section:
    comparison = compare_guides(base, other)
    near, far = base.authority.place_name, other.authority.place_name
    heading = text("guide.compared_place", place=far, count=len(other.materials))
    if comparison.identical:
        return Section(heading, (text("guide.compared_identical", base=near),))
    lines = [text("guide.compared_added", far=far, near=near, words=_material(one)) for one in comparison.added]
    lines += [text("guide.compared_missing", far=far, near=near, words=one.name) for one in comparison.missing]
    for one in comparison.changed:
        aspects = _listed(text(f"guide.material_aspect_{aspect}") for aspect in one.aspects)
        before, after = _material(one.before), _material(one.after)
        lines.append(text("guide.compared_changed", far=far, near=near, before=before, after=after, aspects=aspects))
    if comparison.same:
        lines.append(text("guide.compared_same", near=near, names=_listed(one.name for one in comparison.same)))
    if comparison.aspects:
        aspects = _listed(text(f"guide.aspect_{aspect}") for aspect in comparison.aspects)
        glance = text("guide.glance_separator").join(words for words in _glance(other) if words)
        lines.append(text("guide.compared_aspects", far=far, near=near, aspects=aspects, words=glance))
    return Section(heading, tuple(lines))


def _listed(words: Iterable[str]) -> str:
    return text("items.place_separator").join(words)


def material_sections(material: GuideMaterial) -> tuple[Section, ...]:
    """What a clerk looks for on one material."""
    sections = (
        Section(text("guide.review_points"), material.review_points),
        Section(text("guide.note"), (material.note,) if material.note else ()),
        Section(text("guide.post_basis"), (material.post_basis,) if material.post_basis else ()),
    )
    return tuple(one for one in sections if one.paragraphs)


def _glance(guide: ItemGuide) -> tuple[str, ...]:
    return (
        text("guide.mode", mode=text(f"wording.mode_{guide.mode}"), depth=text(f"wording.depth_{guide.depth}")),
        text("guide.days", legal=guide.legal_days, promised=guide.promised_days)
        if guide.promised_days
        else text("guide.at_once"),
        text("guide.fee", fee=guide.fee) if guide.fee else "",
        text(f"guide.audience_{guide.service_object}"),
        text("guide.agent_allowed") if guide.agent_allowed else text("guide.agent_refused"),
    )


def _powers(agreement: Agreement | None) -> tuple[str, ...]:
    if agreement is None:
        return (text("guide.no_agreement"),)
    powers = text("items.place_separator").join(text(f"guide.power_{power}") for power in sorted(agreement.powers))
    contact = text("guide.contact", name=agreement.contact_name, phone=agreement.contact_phone)
    return (powers, contact, text("guide.transfer_days", days=agreement.transfer_days))


def _material(material: GuideMaterial) -> str:
    return text(
        "guide.material",
        name=material.name,
        necessity=text(f"wording.necessity_{material.necessity}"),
        form=text(f"wording.form_{material.form}"),
        handling=text(f"wording.handling_{material.handling}"),
    )


def _provenance(guide: ItemGuide) -> tuple[str, ...]:
    until = day_words(guide.effective_until) if guide.effective_until else text("guide.open_ended")
    return (
        text(f"wording.provenance_{guide.provenance.kind}"),
        guide.provenance.source,
        guide.provenance.note,
        text("guide.version", version=guide.ref.version, since=day_words(guide.effective_from), until=until),
    )
