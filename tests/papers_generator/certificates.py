"""Licences and certificates."""

from __future__ import annotations

from tests.papers_generator.canvas import BROWN, Canvas, Specimen
from tests.papers_generator.cards import ETHNIC_CODES, SEX
from tests.papers_generator.facts import Facts, chinese_day

_SCOPES = (
    "技术开发、技术咨询、技术服务；计算机系统集成；销售电子产品、办公用品、日用百货；货物进出口。"
    "（依法须经批准的项目，经相关部门批准后方可开展经营活动）",
    "餐饮服务；食品销售；会议及展览服务；停车场管理；物业管理。",
    "房屋建筑工程总承包；建筑劳务分包；建筑材料、五金交电、钢材、水泥批发与零售；机械设备租赁。",
)
_CAPITALS = ("伍佰万元整", "壹仟贰佰叁拾万元整", "人民币捌拾捌万元整", "叁亿陆仟万元整")
_KINDS = ("有限责任公司(自然人投资或控股)", "股份有限公司(非上市)", "有限责任公司(自然人独资)")


def business_licence(facts: Facts) -> Specimen:
    """营业执照（副本） of 2019 with its QR code."""
    sheet = Canvas((297, 210), 8, (250, 246, 234), facts.dice.randrange(1 << 30))
    sheet.frame(8, 8, 281, 194, (180, 140, 60), 1.2)
    code, founded, approved = facts.credit_code(), facts.day(1998, 2024), facts.day(2019, 2025)
    company, person, address = facts.company(), facts.name(), facts.address()
    kind, scope, capital = facts.dice.choice(_KINDS), facts.dice.choice(_SCOPES), facts.dice.choice(_CAPITALS)
    sheet.centred(22, "营业执照", 18)
    sheet.centred(46, "（副　本）", 5.5)
    sheet.text(22, 44, "统一社会信用代码", 4.4)
    sheet.text(22, 51, code, 4.8, bold=True)
    sheet.qr(235, 20, 34, f"http://www.gsxt.gov.cn/index.html?uniscid={code}")
    left = (("名　　称", company), ("类　　型", kind), ("法定代表人", person), ("经营范围", scope))
    right = (("注册资本", capital), ("成立日期", chinese_day(founded, padded=True)), ("住　　所", address))
    for x, rows, width in ((22, left, 108), (168, right, 76)):
        y = 70.0
        for label, value in rows:
            sheet.text(x, y, label, 4.6, ink=BROWN)
            y = sheet.block(x + 30, y + 0.2, value, 4.3, width) + 5.5
    sheet.text(178, 160, "登记机关", 5.4, ink=BROWN)
    sheet.text(190, 184, chinese_day(approved, padded=True), 5)
    sheet.seal(240, 160, "云州市青禾区市场监督管理局")
    fields = {
        "number": code,
        "company_name": company,
        "company_type": kind,
        "legal_representative": person,
        "business_scope": scope,
        "registered_capital": capital,
        "established_on": founded.isoformat(),
        "address": address,
        "issued_on": approved.isoformat(),
    }
    return Specimen("business_licence", sheet.image, fields)


def household_register(facts: Facts) -> Specimen:
    """常住人口登记卡, one page of a 户口簿."""
    page = Canvas((143, 105), 12, (248, 246, 238), facts.dice.randrange(1 << 30))
    who, registered = facts.person(), facts.day(2008, 2024)
    page.centred(7, "常住人口登记卡", 6)
    relation = facts.dice.choice(("户主", "妻", "子", "女"))
    rows: tuple[tuple[tuple[str, str], ...], ...] = (
        (("姓　名", who.name), ("户主或与户主关系", relation)),
        (("曾用名", ""), ("性　别", who.sex)),
        (("出生地", "云州市青禾区"), ("民　族", f"{who.ethnicity}族")),
        (("籍　贯", "江南省云州市"), ("出生日期", chinese_day(who.birth))),
        (("公民身份号码", who.number),),
        (("文化程度", "大学本科"), ("婚姻状况", "已婚")),
        (("服务处所", facts.company()),),
    )
    for index, row in enumerate(rows):
        y, edges = 18 + 9.5 * index, (12, 72)
        for x, (label, value), width in zip(edges, row, (60, 60) if len(row) == 2 else (120,), strict=False):
            page.frame(x, y, 24, 9.5)
            page.frame(x + 24, y, width - 24, 9.5)
            page.text(x + 1.2, y + 2.8, label, 2.6 if len(label) > 6 else 3.2)
            page.text(x + 26, y + 2.6, value, 3.6)
    page.text(12, 90, "承办人签章：", 3.2)
    page.text(72, 90, f"登记日期：{chinese_day(registered)}", 3.4)
    page.seal(118, 78, "云州市青禾区公安局户口专用章", 13)
    fields = {
        "name": who.name,
        "relation_to_head": relation,
        "sex": SEX[who.sex],
        "ethnicity": ETHNIC_CODES[who.ethnicity],
        "birth_date": who.birth.isoformat(),
        "number": who.number,
        "registered_on": registered.isoformat(),
    }
    return Specimen("household_register", page.image, fields)


def marriage_certificate(facts: Facts) -> Specimen:
    """结婚证, the inner page."""
    page = Canvas((180, 125), 10, (250, 240, 238), facts.dice.randrange(1 << 30))
    first, second, day = facts.person(), facts.person(), facts.day(1998, 2024)
    number = f"J990101-{day.year}-{facts.digits(6)}"
    page.centred(8, "结　婚　证", 7, bold=True)
    for index, (label, value) in enumerate((("持证人", first.name), ("登记日期", chinese_day(day, padded=True)))):
        page.text(14, 26 + 9 * index, label, 4)
        page.text(40, 26 + 9 * index, value, 4.2)
    page.text(14, 44, "结婚证字号", 4)
    page.text(40, 44, number, 4.2)
    for x, who in ((14, first), (96, second)):
        rows = (
            (("姓名", who.name), ("性别", who.sex)),
            (("国籍", "中国"), ("出生日期", chinese_day(who.birth, padded=True))),
            (("身份证件号", who.number),),
        )
        for index, row in enumerate(rows):
            y = 62 + 10 * index
            for offset, (label, value) in zip((0, 30), row, strict=False):
                end = page.text(x + offset, y, label, 3.6)
                page.text(end + 2.5, y, value, 3.7)
    page.seal(140, 36, "云州市青禾区民政局婚姻登记专用章", 17)
    fields = {
        "holder": first.name,
        "registered_on": day.isoformat(),
        "certificate_number": number,
        "name_1": first.name,
        "sex_1": SEX[first.sex],
        "birth_date_1": first.birth.isoformat(),
        "number_1": first.number,
        "name_2": second.name,
        "sex_2": SEX[second.sex],
        "birth_date_2": second.birth.isoformat(),
        "number_2": second.number,
    }
    return Specimen("marriage_certificate", page.image, fields)


def real_estate_certificate(facts: Facts) -> Specimen:
    """不动产权证书, the page with the table."""
    sheet = Canvas((170, 240), 9, (247, 244, 240), facts.dice.randrange(1 << 30))
    year = facts.dice.randint(2016, 2024)
    certificate = f"云({year})青禾区不动产权第{facts.digits(7)}号"
    unit = f"990101{facts.digits(3)}{facts.digits(3)}GB{facts.digits(5)}F{facts.digits(8)}"
    owner, address, area = facts.name(), facts.address(), f"{facts.dice.randint(4000, 19900) / 100:.2f}"
    until = facts.day(2050, 2089)
    sheet.centred(14, "不动产权证书", 8)
    sheet.text(20, 32, certificate, 4.6)
    rows = (
        ("权利人", owner),
        ("共有情况", facts.dice.choice(("单独所有", "共同共有"))),
        ("坐落", address),
        ("不动产单元号", unit),
        ("权利类型", "国有建设用地使用权/房屋所有权"),
        ("权利性质", "出让/市场化商品房"),
        ("用途", "城镇住宅用地/住宅"),
        ("面积", f"房屋建筑面积{area}㎡"),
        ("使用期限", f"国有建设用地使用权至{chinese_day(until)}止"),
    )
    for index, (label, value) in enumerate(rows):
        y = 44 + 13 * index
        sheet.frame(18, y, 32, 13)
        sheet.frame(50, y, 104, 13)
        sheet.text(21, y + 4, label, 4.2)
        sheet.text(53, y + 4, value, 4.2)
    sheet.text(100, 176, "登记机构（章）", 4.2)
    sheet.seal(126, 192, "云州市自然资源和规划局")
    fields = {
        "certificate_number": certificate,
        "owner": owner,
        "ownership": rows[1][1],
        "address": address,
        "unit_number": unit,
        "area": area,
        "valid_until": until.isoformat(),
    }
    return Specimen("real_estate_certificate", sheet.image, fields)


def graduation_certificate(facts: Facts) -> Specimen:
    """普通高等学校毕业证书."""
    sheet = Canvas((260, 180), 8, (251, 247, 238), facts.dice.randrange(1 << 30))
    who, start = facts.person(), facts.dice.randint(2000, 2019)
    school, major = (
        facts.dice.choice(("云州大学", "临江师范学院", "澜州理工大学")),
        facts.dice.choice(("法学", "会计学", "软件工程")),
    )
    level, years = facts.dice.choice((("本科", 4), ("专科", 3)))
    number = f"99{facts.digits(3)}1{start + years}0{5 if level == '本科' else 6}{facts.digits(6)}"
    graduated = chinese_day(facts.day(start + years, start + years).replace(month=6))
    words = (
        f"学生{who.name}，性别{who.sex}，{chinese_day(who.birth)}生，于{start}年9月至{start + years}年6月在本校"
        f"{major}专业{'四三'[years == 3]}年制{level}学习，修完教学计划规定的全部课程，成绩合格，准予毕业。"
    )
    sheet.centred(20, "普通高等学校", 8)
    sheet.centred(34, "毕业证书", 14)
    sheet.block(100, 66, "　　" + words, 5.6, 136, pitch=1.9)
    sheet.portrait(36, 70, 34)
    sheet.text(100, 134, f"校　　名：{school}", 5)
    sheet.text(178, 134, "校（院）长：", 5)
    sheet.text(100, 148, f"证书编号：{number}", 5)
    sheet.text(178, 148, graduated, 5)
    sheet.seal(150, 128, school)
    day = [int(part) for part in graduated.replace("年", "-").replace("月", "-").rstrip("日").split("-")]
    fields = {
        "name": who.name,
        "sex": SEX[who.sex],
        "birth_date": who.birth.isoformat(),
        "school": school,
        "major": major,
        "level": level,
        "certificate_number": number,
        "issued_on": f"{day[0]}-{day[1]:02d}-{day[2]:02d}",
    }
    return Specimen("graduation_certificate", sheet.image, fields)
