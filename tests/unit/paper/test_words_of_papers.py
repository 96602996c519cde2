"""What each paper must say, and must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from app.domain.material import Gap
from app.domain.paper import PaperKind
from tests.unit.paper.contents import copy, head, label, material_list, notice, receipt, rendered, sample, slip
from tests.unit.paper.pdf_reading import by_pdfium, squeezed


def words(content: object) -> str:
    return squeezed(by_pdfium(rendered(content)))  # type: ignore[arg-type]


def test_a_receipt_says_that_receiving_is_not_accepting() -> None:
    said = words(receipt())

    assert "收件回执" in said
    assert "收件不等于受理" in said
    assert "受理通知" not in said
    assert "予以受理" not in said
    assert "已受理" not in said


def test_a_receipt_tells_codes_and_numbers() -> None:
    said = words(receipt())

    assert "查询码83726154" in squeezed(said)
    assert "YZ12A00042K" in said
    assert "上传后由平台编制" in said


@pytest.mark.parametrize(
    ("due", "estimated", "expected"),
    [
        (date(2026, 12, 1), True, "预计最迟2026年12月1日"),
        (date(2026, 12, 1), False, "答复期限最迟2026年12月1日"),
        (None, True, "办理地收到后5个工作日内"),
    ],
)
def test_a_receipt_tells_when_the_authority_answers(due: date | None, estimated: bool, expected: str) -> None:
    said = words(receipt(due_on=due, due_estimated=estimated))

    assert expected in said
    assert "5个工作日内答复是否受理" in said
    if due and not estimated:
        assert "预计" not in said


@pytest.mark.parametrize(("estimated", "expected"), [(False, "补交。"), (True, "预计")])
def test_a_receipt_says_until_when_a_deferred_paper_may_follow(estimated: bool, expected: str) -> None:
    line = replace(receipt().lines[0], name="授权委托书", provision="deferred", originals=0)
    owed = replace(line, follow_by=date(2026, 12, 7), follow_by_estimated=estimated)

    said = words(receipt(lines=(owed,)))

    assert "授权委托书，请最迟2026年12月7日补交" in said
    assert expected in said
    assert "补交" not in words(receipt())


def test_a_receipt_without_any_original_says_so_in_words() -> None:
    line = replace(receipt().lines[0], provision="e_licence", originals=0, copies=0)

    said = words(receipt(lines=(line,)))

    assert "原件0份" not in said
    assert "材料1项，没有" in said


def test_a_receipt_lists_what_was_given_and_leaves_out_what_was_not() -> None:
    lines = receipt().lines
    absent = replace(lines[0], name="没有交的材料", provision="none", originals=0)

    said = words(receipt(lines=(*lines, absent)))

    assert "没有交的材料" not in said
    assert "收取原件" in said
    assert "核验后退还" in said
    assert "电子证照" in said


def test_a_receipt_has_the_statement_and_places_to_sign() -> None:
    said = words(receipt())

    assert "真实、合法、有效" in said
    assert "申请人（代理人）：" in said
    assert "收件人：王样本" in said
    assert "收件专用章" in said


def test_the_time_is_the_time_at_the_window() -> None:
    said = words(receipt(head=head(at=datetime(2026, 11, 23, 18, 30, tzinfo=UTC))))

    assert "打印时间：2026年11月24日02:30" in said


def test_a_material_list_tells_grades_and_licence_numbers() -> None:
    said = words(material_list())

    assert "1.2.156.3005.2.11100000000013338W011.12330000MB0000000X.0000000001.001.U" in said
    assert "国办函〔2016〕108号" in said
    assert "未提交" not in said


def test_without_the_power_a_notice_is_a_reminder_of_the_window() -> None:
    said = words(notice(as_authority=False))

    assert "收件材料补齐提醒" in said
    assert "不是上海市黄浦区样本市场监督管理局的决定" in said
    assert "一次性告知书" not in said


def test_with_the_power_it_is_the_authoritys_notice() -> None:
    said = words(notice(as_authority=True))

    assert said.startswith("上海市黄浦区样本市场监督管理局一次性告知书")
    assert "第三十二条第一款第四项" in said
    assert "提醒" not in said


def test_missing_stands_apart_from_wrong() -> None:
    said = words(notice())

    missing, wrong, have = said.index("需补全"), said.index("需补正）"), said.index("已经具备的材料")
    assert missing < said.index("租赁协议剩余租期不少于一年") < wrong
    assert wrong < said.index("第3页缺少李𬭎样本的签名") < have


def test_where_the_guide_states_no_standard_the_notice_says_what_to_bring_all_the_same() -> None:
    bare = [replace(notice().lines[0], gap=gap.value, standard="", opinion="照此补齐") for gap in Gap]

    said = words(notice(lines=tuple(bare), have=()))

    assert "未提交提交本项材料（办事指南没有另列要求）照此补齐" in said
    assert said.count("（办事指南没有另列要求）") == len(Gap)
    assert "—" not in said


def test_a_notice_before_any_receipt_has_no_number() -> None:
    said = words(notice(head=head(receipt_number="", query_code="")))

    assert "编号：" not in said


def test_a_slip_sums_up_and_cites_why_each_original_travels() -> None:
    said = words(slip())

    assert "合计：3项，原件3份，复印件0份，共9张。" in said
    assert said.count("办事指南第六项：收取原件一份存档") == 3
    for place in ("移交人：王样本", "邮政揽收人：", "接收人：", "与清单相符", "移交清单回执联", "封签号", "运单号"):
        assert place in said


def test_receipt_list_and_slip_count_the_same_sheets_and_name_pages_kept_as_pictures_apart() -> None:
    lines = tuple(replace(line, sheets=6, pages=1) for line in receipt().lines[:1])
    travelling = tuple(replace(line, sheets=6) for line in slip().lines[:1])

    for said in (words(receipt(lines=lines)), words(material_list(lines=lines))):
        assert "原件张数复印件采集页" in said
        assert "原件1份（共6张），复印件1份；采集留存1页。" in said
    assert "原件1份，复印件0份，共6张。" in words(slip(lines=travelling))


def test_a_slip_masks_the_applicant() -> None:
    said = words(slip())

    assert "张䶮样本" not in said
    assert "张**本" in said


def test_a_label_asks_for_the_waybill_until_it_is_bound() -> None:
    assert "扫描下方二维码绑定" in words(label(waybill_number=""))
    assert "1234567890123" in words(label(waybill_number="1234567890123"))
    assert "绑定" not in words(label(waybill_number="1234567890123"))


def test_a_label_names_the_place_in_big_letters() -> None:
    assert "上海市黄浦区收赵**本" in words(label())


def test_a_copy_says_what_was_verified_and_what_for() -> None:
    content = copy()
    said = words(content)

    assert "与原件核对无误" in said
    assert "仅供办理合伙企业设立登记使用" in said
    assert "核验人：王样本" in said
    assert content.pages[0].sha256[:16] in said
    assert content.pages[0].sha256 not in said
    assert "等级：B" in said


@pytest.mark.parametrize("kind", [kind for kind in PaperKind if kind not in (PaperKind.LABEL, PaperKind.VERIFIED_COPY)])
def test_every_page_paper_has_its_footer(kind: PaperKind) -> None:
    said = words(sample(kind))

    for part in ("咨询电话：0514-80000001", "监督电话：0514-80000012", "打印时间：2026年11月23日14:05", "第1页共"):
        assert part in said
