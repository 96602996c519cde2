"""Sample papers say that they are samples, take the visit's own words, and come out the same each time."""

from __future__ import annotations

import numpy as np
import pytest

from app.domain.identifiers.credit_code import is_credit_code
from app.domain.identifiers.resident_id import parse_resident_id
from resources.paths import resource
from scanners.simulated.sample_papers import draw_paper, sample_names, sample_paper
from scanners.simulated.sample_photos import Desk, PhotoSetting, photograph


@pytest.mark.parametrize("name", sample_names())
def test_every_paper_is_drawn_at_its_size_and_marked(name: str) -> None:
    paper = sample_paper(name)

    image = draw_paper(paper, dpi=100)

    assert paper.watermark == "样本"
    assert image.size == (round(paper.size_mm[0] / 0.254), round(paper.size_mm[1] / 0.254))
    assert np.asarray(image).std() > 3


def test_the_caller_fills_the_words() -> None:
    paper = sample_paper("application_form", {"name": "张𬭎样本", "item": "残疾人证换领"})

    assert ("申请人", "张𬭎样本") in paper.rows
    assert ("办理事项", "残疾人证换领") in paper.rows
    assert "张𬭎样本" in paper.signature
    assert np.any(np.asarray(draw_paper(paper)) != np.asarray(draw_paper(sample_paper("application_form"))))


@pytest.mark.parametrize("name", ["张𬭎样本", "阿卜杜热西提·买买提依明·样本"])
def test_a_name_of_two_lines_pushes_nothing_off_the_card(name: str) -> None:
    address = "样本省样本市样本区样本街道虚构路一百二十三号样本小区4号楼5单元601室样本信箱"
    numbers = ("990101199003070023", "990101198801010034")
    words = {"name": name, "address": address}
    papers = (sample_paper("id_card_front", {**words, "id_number": number}) for number in numbers)
    cards = [np.asarray(draw_paper(paper).convert("L")) for paper in papers]

    assert np.any(cards[0] != cards[1]), "the number is in sight"
    assert np.flatnonzero((cards[0] < 100).any(axis=1))[-1] < cards[0].shape[0] * 52 / 54, "and whole"


def test_a_paper_of_another_name_takes_any_title() -> None:
    paper = sample_paper("statement", {"title": "无犯罪记录承诺书", "text": "本人承诺如下。"})

    assert paper.title == "无犯罪记录承诺书"
    assert paper.paragraphs[0] == "本人承诺如下。"


def test_invented_numbers_have_right_check_digits_and_no_real_division() -> None:
    import json

    values = json.loads(resource("samples", "papers.json").read_text(encoding="utf-8"))["values"]

    assert parse_resident_id(values["id_number"]).number == values["id_number"]
    assert values["id_number"].startswith("990101")
    assert is_credit_code(values["credit_code"])
    assert values["phone"].startswith("1990000")


def test_an_unknown_paper_is_refused() -> None:
    with pytest.raises(KeyError):
        sample_paper("nothing")


@pytest.mark.parametrize("desk", list(Desk))
def test_the_same_setting_gives_the_same_photograph(desk: Desk) -> None:
    paper = draw_paper(sample_paper("id_card_front"), dpi=150)
    setting = PhotoSetting(width=480, height=360, desk=desk, glare=0.1, shadow=0.3, blur=0.5)

    assert photograph(paper, setting) == photograph(paper, setting)
    assert photograph(paper, setting) != photograph(paper, PhotoSetting(width=480, height=360, desk=desk, seed=2))
