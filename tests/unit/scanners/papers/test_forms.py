"""What is printed, in the form the case uses."""

from __future__ import annotations

import pytest

from scanners.reading.papers.forms import FORMS
from tests.papers_generator.facts import amount_words


@pytest.mark.parametrize(
    ("form", "written", "value"),
    [
        ("day", "2020年6月3日", "2020-06-03"),
        ("day", "2020.06.03", "2020-06-03"),
        ("day", "2020-6-3", "2020-06-03"),
        ("day", "２０２０年０６月０３日", "2020-06-03"),
        ("day", "2O2O年O6月O3日", "2020-06-03"),
        ("day", "20200603", "2020-06-03"),
        ("day", "2016.1007", "2016-10-07"),
        ("day", "二〇二〇年十二月二十一日", "2020-12-21"),
        ("day", "二○二○年六月三十日", "2020-06-30"),
        ("day", "06 10月/0CT 2002", "2002-10-06"),
        ("day", "26 11月/NOV 2030", "2030-11-26"),
        ("day", "2021年2月30日", None),
        ("day", "2021年2月30日更正为2021年3月2日", "2021-03-02"),
        ("day", "没有日期", None),
        ("first_day", "2015.06.08-2035.06.08", "2015-06-08"),
        ("last_day", "2015.06.08-2035.06.08", "2035-06-08"),
        ("last_day", "2016.03.07-2036年3月7日", "2036-03-07"),
        ("last_day", "2015.06.08-长期", "long_term"),
        ("last_day", "2015.06.08", None),
        ("sole_day", "国有建设用地使用权至2070年4月19日止", "2070-04-19"),
        ("name", "欧阳 䶮", "欧阳䶮"),
        ("name", "阿卜杜拉•买买提", "阿卜杜拉·买买提"),
        ("name", "12", None),
        ("latin_name", "CHAN, TAI MAN", "CHAN TAI MAN"),
        ("number", "h1234 5678", "H12345678"),
        ("number", "９９０１０１", "990101"),
        ("sex", "男", "male"),
        ("sex", "女/F", "female"),
        ("sex", "F", "female"),
        ("sex", "笛", None),
        ("sex", "男女", None),
        ("ethnicity", "维吾尔族", "05"),
        ("ethnicity", "汉", "01"),
        ("ethnicity", "汊", None),
        ("nationality", "加拿大/CAN", "CAN"),
        ("nationality", "中国/CHINESE", "CHN"),
        ("nationality", "火星", None),
        ("amount", "¥486,063.91", "486063.91"),
        ("amount", "￥ 12.50元", "12.50"),
        ("amount", "486063", None),
        ("amount_words", "人民币肆拾捌万陆仟零陆拾叁元玖角壹分", "486063.91"),
        ("amount_words", "壹佰万元整", "1000000.00"),
        ("amount_words", "叁亿零伍拾圆零伍分", "300000050.05"),
        ("amount_words", "玖角", "0.90"),
        ("amount_words", "人民币草元整", None),
        ("decimal", "面积73.58㎡", "73.58"),
        ("text", "：云州市 青禾区。", "云州市青禾区。"),
        ("text", "有限责任公司(自然人独资", "有限责任公司(自然人独资)"),
        ("text", " ： ", None),
    ],
)
def test_a_form(form: str, written: str, value: str | None) -> None:
    assert FORMS[form](written) == value


@pytest.mark.parametrize("fen", [1, 10, 99, 100, 1005, 10_000, 100_000, 1_000_000, 1_001_000, 12_345_678, 99_999_999])
def test_a_sum_in_words_says_the_sum(fen: int) -> None:
    assert FORMS["amount_words"](amount_words(fen)) == f"{fen // 100}.{fen % 100:02d}"
