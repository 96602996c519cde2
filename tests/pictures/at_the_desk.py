"""Pictures of the intake up to the confirmation."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox

from app.demo import script
from app.demo.sample_source import WRONG_PAPER_ID
from scanners.simulated.sam_v_cards import sample_card
from tests.pictures.album import CTRL, KEY, Album
from ui.runtime.appearance import Theme

# The specimen of ICAO 9303.
_ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10"
_ONE_DIGIT_WRONG = "990101198801190019"
_CHRONIC_DISEASE, _HEFEI = "992008001020", "340104"
_VISITS = {visit.id: visit for visit in script.visits()}


def desk_scenes() -> tuple[Callable[[Album], None], ...]:
    """In the order of the clerk's guide; each leaves an empty form behind."""
    return (_person, _wrong_digit, _passport, _organisation, _advice_only, _papers_of_a_case, _deferred, _notice)


def _person(album: Album) -> None:
    album.lay_card("resident-zhang")
    album.keep("intake")
    album.next_visitor()


def _wrong_digit(album: Album) -> None:
    album.write("applicant.name", "张三样本")
    album.write("applicant.document_number", _ONE_DIGIT_WRONG)
    album.keep("check-digit")
    album.next_visitor()


def _passport(album: Album) -> None:
    album.intake.form.choose("applicant.document_kind", "passport")
    album.intake.form.read_zone("applicant", _ZONE)
    album.keep("passport")
    album.next_visitor()


def _organisation(album: Album) -> None:
    visit = _VISITS["company_branch"]
    for field, value in {**visit.fields, "agent.present": "yes", **visit.agent_fields}.items():
        album.intake.form.choose(field, value)
    album.around.card_reader.module.put(sample_card(visit.agent_card))
    album.intake.form.read_card("agent")
    album.wait(lambda: bool(album.intake.form.value("agent.name")))
    album.keep("agent")
    album.next_visitor()


def _advice_only(album: Album) -> None:
    visit = _VISITS["marriage_advice"]
    album.lay_card(visit.card)
    album.choose(visit.item, visit.division)
    album.keep("in-person")
    album.next_visitor()


def _papers_of_a_case(album: Album) -> None:
    visit = _VISITS["partnership"]
    album.lay_card(visit.card)
    album.intake.form.choose("applicant.phone", visit.fields["applicant.phone"])
    album.press(KEY.Key_F4)
    album.intake.items.take_item(visit.item)
    album.keep("places")
    album.intake.items.choose_place(visit.division)
    album.settle()
    album.intake.go_to("materials")
    codes = [row.key for row in album.intake.materials.table.rows()]
    album.scan(codes[0])
    album.keep("materials")
    album.press(KEY.Key_B, CTRL)
    album.keep("edges")
    album.press(KEY.Key_Escape)
    sources = album.find(QComboBox, "intake.source")
    here = sources.currentIndex()
    sources.setCurrentIndex(next(at for at in range(sources.count()) if WRONG_PAPER_ID in str(sources.itemData(at))))
    album.scan(next(code for code in codes if "id" in code.split("_") or "ids" in code.split("_")))
    album.press(KEY.Key_F3)
    album.keep("findings")
    album.press(KEY.Key_F3)
    sources.setCurrentIndex(here)
    album.next_visitor()


def _deferred(album: Album) -> None:
    album.lay_card("resident-liu")
    album.choose(_CHRONIC_DISEASE, _HEFEI)
    album.intake.go_to("materials")
    for question in album.intake.materials.questions.asked:
        album.answer({question.id: question.options[-1][0]})
    materials = album.intake.materials
    for line in materials.table.rows():
        materials.select(line.key)
        if "deferred" in dict(materials.ways):
            materials.provide("deferred")
            break
    album.keep("deferred")
    album.dress(Theme.DARK)
    album.keep("dark")
    album.dress(Theme.LIGHT)
    album.next_visitor()


def _notice(album: Album) -> None:
    visit = _VISITS["fund_withdrawal"]
    album.lay_card(visit.card)
    album.choose(visit.item, visit.division)
    album.intake.go_to("materials")
    album.answer(dict(visit.answers))
    album.press(KEY.Key_F7)
    album.keep("notice")
    album.next_visitor()
