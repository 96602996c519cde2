"""Cards of 85.6 x 54 mm and the passport's data page."""

from __future__ import annotations

from tests.papers_generator.canvas import BLUE, Canvas, Specimen
from tests.papers_generator.facts import Facts, Person, dotted, td3, years_later

SEX = {"男": "male", "女": "female"}
ETHNIC_CODES = {
    "汉": "01", "蒙古": "02", "回": "03", "藏": "04", "维吾尔": "05", "壮": "08", "满": "11", "土家": "15",
}  # fmt: skip
_CARD = (85.6, 54.0)


def _card(facts: Facts, paper: tuple[int, int, int] = (228, 238, 246)) -> Canvas:
    return Canvas(_CARD, 16, paper, facts.dice.randrange(1 << 30))


def _front(facts: Facts, who: Person, *, with_ethnicity: bool) -> Canvas:
    card = _card(facts)
    label, value = 2.6, 3.3
    card.text(5, 6, "姓名", label, ink=BLUE)
    card.text(13, 5.4, who.name, 3.8)
    card.text(5, 13, "性别", label, ink=BLUE)
    card.text(13, 12.4, who.sex, value)
    if with_ethnicity:
        card.text(22, 13, "民族", label, ink=BLUE)
        card.text(30, 12.4, who.ethnicity, value)
    card.text(5, 20, "出生", label, ink=BLUE)
    for x, words, mark, at in ((13, who.birth.year, "年", 22), (26, who.birth.month, "月", 31.5)):
        card.text(x, 19.4, str(words), value)
        card.text(at, 20, mark, label, ink=BLUE)
    card.text(35.5, 19.4, str(who.birth.day), value)
    card.text(40.5, 20, "日", label, ink=BLUE)
    card.text(5, 27, "住址", label, ink=BLUE)
    card.block(13, 26.4, who.address, value, 40)
    card.text(5, 45, "公民身份号码", label, ink=BLUE)
    card.text(27.5, 44.2, who.number, 4.0, bold=True)
    card.portrait(60, 8, 20)
    return card


def resident_id_front(facts: Facts) -> Specimen:
    """居民身份证, the side with the portrait."""
    who = facts.person()
    fields = _citizen_fields(who) | {"ethnicity": ETHNIC_CODES[who.ethnicity]}
    return Specimen("resident_id_front", _front(facts, who, with_ethnicity=True).image, fields)


def residence_permit_front(facts: Facts) -> Specimen:
    """港澳台居民居住证, the side with the portrait."""
    who = facts.person(facts.dice.choice(("810000", "820000", "830000")))
    card = _front(facts, who, with_ethnicity=False)
    return Specimen("residence_permit_front", card.image, _citizen_fields(who))


def _citizen_fields(who: Person) -> dict[str, str]:
    return {
        "name": who.name,
        "sex": SEX[who.sex],
        "birth_date": who.birth.isoformat(),
        "address": who.address,
        "number": who.number,
    }


def resident_id_back(facts: Facts) -> Specimen:
    """居民身份证, the side with the emblem."""
    card = _card(facts)
    card.pen.ellipse([card.px(v) for v in (6, 6, 22, 22)], fill=(206, 96, 84))
    card.text(28, 8, "中华人民共和国", 5.2)
    card.text(27, 16.5, "居 民 身 份 证", 6.6, bold=True)
    authority, start = facts.authority("公安局").replace("新区", "区"), facts.day(2005, 2024)
    term = facts.dice.choice((5, 10, 20, 0))
    until = years_later(start, term)
    card.text(18, 38, "签发机关", 2.6, bold=True)
    card.text(34, 37.6, authority, 3.1)
    card.text(18, 45, "有效期限", 2.6, bold=True)
    card.text(34, 44.6, f"{dotted(start)}-{dotted(until) if term else '长期'}", 3.1)
    fields = {
        "issuing_authority": authority,
        "valid_from": start.isoformat(),
        "valid_until": until.isoformat() if term else "long_term",
    }
    return Specimen("resident_id_back", card.image, fields)


def residence_permit_back(facts: Facts) -> Specimen:
    """港澳台居民居住证, the side with the name of the card."""
    card = _card(facts)
    taiwan = facts.dice.random() < 0.4
    card.text(28, 6, "中华人民共和国", 5.0)
    card.text(22, 14, "台湾居民居住证" if taiwan else "港澳居民居住证", 6.4, bold=True)
    authority, start = facts.authority("公安局"), facts.day(2018, 2024)
    until = years_later(start, 5)
    permit = facts.digits(8) if taiwan else facts.dice.choice("HM") + facts.digits(8)
    times = f"{facts.dice.randint(1, 4):02d}"
    rows = (
        ("签发机关", authority),
        ("有效期限", f"{dotted(start)}-{dotted(until)}"),
        ("通行证号码", permit),
        ("签发次数", times),
    )
    for index, (label, value) in enumerate(rows):
        y = 27 + 6 * index
        card.text(14, y + 0.3, label, 2.6, bold=True)
        card.text(32, y, value, 3.1)
    fields = {
        "issuing_authority": authority,
        "valid_from": start.isoformat(),
        "valid_until": until.isoformat(),
        "permit_number": permit,
        "issue_count": times,
    }
    return Specimen("residence_permit_back", card.image, fields)


def hk_macau_permit(facts: Facts) -> Specimen:
    """港澳居民来往内地通行证 (2013 form)."""
    return _travel_permit(facts, "hk_macau_permit", "港澳居民来往内地通行证", facts.dice.choice("HM") + facts.digits(8))


def taiwan_permit(facts: Facts) -> Specimen:
    """台湾居民来往大陆通行证 (2015 form)."""
    return _travel_permit(facts, "taiwan_permit", "台湾居民来往大陆通行证", facts.digits(8))


def _travel_permit(facts: Facts, kind: str, title: str, number: str) -> Specimen:
    card = _card(facts, (232, 242, 232))
    who, start = facts.person("810000"), facts.day(2015, 2024)
    until, authority = years_later(start, facts.dice.choice((5, 10))), "中华人民共和国出入境管理局"
    card.text(30, 4, title, 4.2, bold=True)
    card.portrait(4, 12, 22)
    card.text(31, 11.5, who.name, 4.0)
    card.text(31, 17.5, f"{who.latin[0]}, {who.latin[1]}", 2.8)
    _pair(card, 31, 22.5, "出生日期", dotted(who.birth))
    _pair(card, 62, 22.5, "性别", who.sex)
    _pair(card, 31, 30.5, "有效期限", f"{dotted(start)}-{dotted(until)}")
    _pair(card, 31, 38.5, "签发机关", authority)
    _pair(card, 31, 46.0, "证件号码", number)
    _pair(card, 62, 46.0, "换证次数" if kind == "hk_macau_permit" else "签发次数", "01")
    fields = {
        "name": who.name,
        "latin_name": " ".join(who.latin),
        "sex": SEX[who.sex],
        "birth_date": who.birth.isoformat(),
        "valid_from": start.isoformat(),
        "valid_until": until.isoformat(),
        "issuing_authority": authority,
        "number": number,
        "issue_count": "01",
    }
    return Specimen(kind, card.image, fields)


def _pair(card: Canvas, x: float, y: float, label: str, value: str) -> None:
    """A small label with its value below."""
    card.text(x, y, label, 2.1, ink=BLUE)
    card.text(x, y + 3.0, value, 3.0)


def foreign_permanent_residence(facts: Facts) -> Specimen:
    """外国人永久居留身份证, 2017 and 2023."""
    card = _card(facts, (236, 240, 230))
    who, start = facts.person(), facts.day(2018, 2024)
    until = years_later(start, 10)
    country, digits, words = facts.dice.choice(
        (("CAN", "124", "加拿大"), ("FRA", "250", "法国"), ("JPN", "392", "日本"))
    )
    if facts.dice.random() < 0.5:
        number = facts.citizen_number(f"911{digits}", who.birth, who.sex)
    else:
        number = country + facts.digits(12)
    latin = f"{who.latin[0]}, {who.latin[1]}"
    card.text(6, 3.5, "中华人民共和国外国人永久居留身份证", 3.6, bold=True)
    card.text(6, 8.6, "FOREIGN PERMANENT RESIDENT ID CARD", 2.4)
    rows = ((13.5, "姓名/Name", latin), (28.5, "国籍/Nationality", f"{words}/{country}"))
    for y, label, value in rows:
        _pair(card, 6, y, label, value)
    card.text(6, 20.8, who.name, 3.2)
    _pair(card, 40, 28.5, "性别/Sex", f"{who.sex}/{'M' if who.sex == '男' else 'F'}")
    _pair(card, 6, 36, "出生日期/Date of Birth", dotted(who.birth))
    _pair(card, 6, 43.5, "有效期限/Period of Validity", f"{dotted(start)}-{dotted(until)}")
    _pair(card, 50, 43.5, "证件号码/Card No.", number)
    card.portrait(62, 12, 19)
    fields = {
        "name": who.name,
        "latin_name": " ".join(who.latin),
        "sex": SEX[who.sex],
        "birth_date": who.birth.isoformat(),
        "nationality": country,
        "valid_from": start.isoformat(),
        "valid_until": until.isoformat(),
        "number": number,
    }
    return Specimen("foreign_permanent_residence", card.image, fields)


def passport(facts: Facts) -> Specimen:
    """护照, the data page with its machine-readable zone."""
    page = Canvas((125, 88), 12, (240, 238, 232), facts.dice.randrange(1 << 30))
    who, start = facts.person(), facts.day(2017, 2024)
    until, number = years_later(start, 10), "E" + facts.dice.choice("ABCDEFGHJK") + facts.digits(7)
    page.text(36, 4, "护照", 4.6, bold=True)
    page.text(36, 10, "PASSPORT", 3.2)
    page.text(56, 4, "中华人民共和国", 4.2)
    page.text(56, 10, "PEOPLE'S REPUBLIC OF CHINA", 2.8)
    page.portrait(5, 18, 28)
    for x, label, value in ((36, "类型/Type", "P"), (56, "国家码/Country Code", "CHN")):
        _pair(page, x, 15, label, value)
    _pair(page, 90, 15, "护照号/Passport No.", number)
    _pair(page, 36, 23, "姓名/Name", who.name)
    page.text(36, 29.8, f"{who.latin[0]}, {who.latin[1]}", 2.8)
    _pair(page, 36, 35, "性别/Sex", f"{who.sex}/{'M' if who.sex == '男' else 'F'}")
    _pair(page, 56, 35, "国籍/Nationality", "中国/CHINESE")
    _pair(page, 90, 35, "出生日期/Date of birth", f"{who.birth:%d} {who.birth.month}月/{who.birth:%b %Y}".upper())
    _pair(page, 36, 43, "出生地点/Place of birth", "云州/YUNZHOU")
    _pair(page, 90, 43, "签发日期/Date of issue", f"{start:%d} {start.month}月/{start:%b %Y}".upper())
    _pair(page, 90, 51, "有效期至/Date of expiry", f"{until:%d} {until.month}月/{until:%b %Y}".upper())
    lines = td3(who.latin[0], who.latin[1], number, who.birth, who.sex, until, "CHN")
    for index, line in enumerate(lines):
        for column, glyph in enumerate(line):
            page.text(4 + column * 2.66, 70 + 6.5 * index, glyph, 3.3)
    fields = {
        "name": who.name,
        "latin_name": " ".join(who.latin),
        "sex": SEX[who.sex],
        "birth_date": who.birth.isoformat(),
        "nationality": "CHN",
        "issued_on": start.isoformat(),
        "valid_until": until.isoformat(),
        "number": number,
    }
    return Specimen("passport", page.image, fields)
