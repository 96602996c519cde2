"""The papers of the demonstration agree with its visits; one is meant not to."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.demo import sample_source
from app.demo.paper_values import values_of_form, values_of_guide
from app.demo.sample_source import OTHER_PAPER, PAPERS, SOURCE_ID, SamplePaperSource
from app.domain.errors import DeviceError
from app.ports.document_source import AskedPaper, ScanRequest
from resources.paths import resource
from scanners.simulated.sample_papers import sample_paper
from tests.fakes.desk import resident_number
from tests.fakes.guides import authority, guide, material

BRANCH = guide(item_name="样本登记", authority=authority("340000", "样本省远方市"))

FORM = {
    "applicant.name": "张䶮样本",
    "applicant.document_number": resident_number(),
    "applicant.sex": "female",
    "applicant.birth_date": "1990-05-17",
    "applicant.ethnicity": "01",
    "applicant.address": "样本省示范市虚构路1号",
}


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, str]]]:
    """What was photographed, with its values."""
    papers: list[tuple[str, dict[str, str]]] = []

    def photographed(name: str, values: dict[str, str], _seed: int) -> bytes:
        papers.append((name, values))
        return b"photo"

    monkeypatch.setattr(sample_source, "_photographed", photographed)
    return papers


def take(source: SamplePaperSource, paper: AskedPaper | None = None) -> None:
    assert len(list(source.scan(ScanRequest(SOURCE_ID, paper=paper)))) == 1


def test_on_the_glass_lies_what_is_asked_for_written_for_the_case_on_the_desk(
    drawn: list[tuple[str, dict[str, str]]],
) -> None:
    source = SamplePaperSource()
    names = {"premises_proof": "经营场所证明", "id_card": "居民身份证", "photo": "近期免冠照片"}
    for code, name in names.items():
        take(source, AskedPaper(material(code, name), BRANCH, FORM))

    assert [name for name, _ in drawn] == ["premises_proof", "id_card_front", "statement"]
    assert {values["item"] for _, values in drawn} == {BRANCH.item_name}
    person = {
        "name": "张䶮样本",
        "id_number": resident_number(),
        "address": "样本省示范市虚构路1号",
        "birth": "1990年5月17日",
        "sex": "女",
        "ethnic_group": "汉",
    }
    assert person.items() <= drawn[1][1].items()
    assert drawn[2][1]["title"] == "近期免冠照片"


def test_the_wrong_paper_has_a_source_of_its_own(drawn: list[tuple[str, dict[str, str]]]) -> None:
    source = SamplePaperSource()
    glass, wrong = source.list()
    assert (glass.id, source.describe(wrong.id)) == (SOURCE_ID, wrong)
    paper = AskedPaper(material("id_card", "居民身份证"), BRANCH, FORM)

    assert [frame.source for frame in source.scan(ScanRequest(wrong.id, paper=paper))] == [wrong.id]
    assert drawn == [("id_card_of_another", {})]
    with pytest.raises(DeviceError, match=r"device\.source_unknown"):
        source.describe("demo-desk:other")


def test_a_sample_paper_lies_ready_for_materials_of_the_shipped_guides() -> None:
    asked = {
        one["code"]
        for path in resource("guides", "places").rglob("*.json")
        for one in json.loads(path.read_text(encoding="utf-8")).get("materials", ())
    }
    assert set(PAPERS) <= asked


def test_organisation_and_agent_stand_on_their_own_papers(drawn: list[tuple[str, dict[str, str]]]) -> None:
    source = SamplePaperSource()
    form = {
        "applicant.kind": "organisation",
        "applicant.name": "样本贸易有限公司",
        "applicant.credit_code": "91990101MA0000007H",
        "applicant.legal_representative": "李样本",
        "agent.name": "王样本",
        "agent.document_number": resident_number(),
        "agent.birth_date": "1990-05-17",
    }
    for code, name in (
        ("qualification", "营业执照"),
        ("agent_id_card", "代理人身份证"),
        ("application_form", "登记申请书"),
    ):
        take(source, AskedPaper(material(code, name), BRANCH, form))
    assert drawn[0][0] == "business_licence"
    assert (drawn[0][1]["company"], drawn[0][1]["legal_person"]) == ("样本贸易有限公司", "李样本")
    assert drawn[1][0] == "id_card_front"
    assert (drawn[1][1]["name"], drawn[1][1]["birth"]) == ("王样本", "1990年5月17日")
    written = sample_paper(*drawn[2])
    told = {"证件号码": "91990101MA0000007H", "办理事项": "样本登记", "办理地": "样本省远方市"}
    assert told.items() <= dict(written.rows).items()


def test_who_comes_alone_has_no_agent_on_the_form(drawn: list[tuple[str, dict[str, str]]]) -> None:
    source = SamplePaperSource()
    take(source, AskedPaper(material("application_form", "登记申请书"), BRANCH, {"applicant.name": "李样本"}))

    assert dict(sample_paper(*drawn[0]).rows)["代理人"] == "无（本人办理）"


def test_no_paper_of_a_visit_speaks_of_another_item() -> None:
    values = values_of_guide(BRANCH)
    others = values_of_guide(replace(BRANCH, item_name="样本商务中心设立登记"))
    for name in {*PAPERS.values(), OTHER_PAPER} - {"partnership_agreement", "appointment_letter"}:
        written, for_another = sample_paper(name, values), sample_paper(name, others)
        assert "合伙企业" not in repr(written)
        assert ("样本登记" in repr(written)) == (written != for_another)


def test_what_a_form_lacks_is_left_to_the_sample() -> None:
    assert values_of_form({"applicant.name": "李样本", "applicant.birth_date": "1990"}) == {"name": "李样本"}
