"""Writing on real papers: never less than the engine reads by itself, upright and turned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scanners.imaging.load import load_pages
from scanners.imaging.picture import Picture
from scanners.imaging.straighten import quarter_turned
from scanners.reading.orientation import Orientation
from scanners.reading.text_engine import TextEngine

REAL = Path(__file__).resolve().parents[5] / "shared" / "data" / "real"
PAPERS = {
    "00018069": "谷丙转氨酶 总胆红素 直接胆红素 间接胆红素 总蛋白 白蛋白 球蛋白 白球比 碱性磷酸酶 谷氨酰转肽酶 "
    "谷草转氨酶 乳酸脱氢酶 25.6 11.2 35.1 23.8 58.9 14.3 16.3 167 12.6 参考值 代号 项目 结果 单位",
    "00111002": "中国工商银行 持卡人存根 商户名称 120214020408 检索参考号 60128018 终端号 卡类别 牡丹准贷记卡 "
    "交易日期 2012-10-23 12:43:15 积分兑奖 50000 批次号 流水号 有效期",
    "111": "毕淑敏说 生活就是泥沙俱下 鲜花和荆棘并存 他人的生活 也未必光鲜亮丽 与其羡慕别人 不如活在当下",
}
RECEIPTS = {
    "aldi_02032020_19_02423": ("02.03.2020", "24,23"),
    "lidl_02032020_02_00716": ("02.03.20", "7,16"),
    "toom_06042020_01_04999": ("06.04.2020", "49.99"),
}
MISREAD_BY_ALL = {"牡丹准贷记卡"}  # 贷 looks like 货 on that slip, also enlarged


@pytest.fixture(scope="module")
def engine() -> Iterator[TextEngine]:
    yield TextEngine()


@cache
def pixels(name: str) -> Picture:
    [page] = load_pages((REAL / f"{name}.jpg").read_bytes())
    return page.pixels


def read_bare(name: str) -> Sequence[str]:
    from rapidocr import RapidOCR

    engine: Any = RapidOCR(params={"Global.log_level": "critical"})
    return tuple(engine(np.ascontiguousarray(pixels(name)[:, :, ::-1])).txts)


def words_in(lines: Sequence[str], words: str) -> set[str]:
    return {word for word in words.split() if any(word in "".join(line.split()) for line in lines)}


@pytest.mark.parametrize("name", PAPERS)
def test_what_the_bare_engine_reads_is_read(engine: TextEngine, name: str) -> None:
    words = PAPERS[name]

    read = words_in([line.text for line in engine.lines(pixels(f"papers/{name}"))], words)

    assert set(words.split()) - read <= MISREAD_BY_ALL
    assert read >= words_in(read_bare(f"papers/{name}"), words)


@pytest.mark.parametrize("name", RECEIPTS)
def test_date_and_total_of_a_receipt_are_read(engine: TextEngine, name: str) -> None:
    text = "\n".join(line.text for line in engine.lines(pixels(f"receipts/{name}")))

    for word in RECEIPTS[name]:
        assert word in text


@pytest.mark.parametrize(
    "name", [*(f"papers/{name}" for name in (*PAPERS, "table")), *(f"receipts/{name}" for name in RECEIPTS)]
)
def test_however_a_paper_lies_it_is_turned_upright(name: str) -> None:
    orientation = Orientation()

    turns = [orientation.turn(np.ascontiguousarray(quarter_turned(pixels(name), lies))) for lies in (0, 90, 180, 270)]

    assert turns == [0, 270, 180, 90]
