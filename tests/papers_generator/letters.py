"""Papers that people and banks write: power of attorney, bank slip."""

from __future__ import annotations

from tests.papers_generator.canvas import BLACK, Canvas, Specimen
from tests.papers_generator.facts import Facts, amount_words, chinese_day

_MATTERS = ("办理食品经营许可证延续手续", "办理企业注销登记", "领取不动产权证书", "办理社会保险关系转移")


def power_of_attorney(facts: Facts) -> Specimen:
    """授权委托书 on A4."""
    sheet = Canvas((210, 297), 8)
    giver, taker, day = facts.person(), facts.person(), facts.day(2022, 2025)
    until, matter = facts.day(2026, 2027), facts.dice.choice(_MATTERS)
    sheet.centred(28, "授权委托书", 8.5)
    y = 56.0
    for title, who in (("委托人", giver), ("受托人", taker)):
        for words in (f"{title}：{who.name}", f"公民身份号码：{who.number}", f"住址：{who.address}"):
            y = sheet.block(26, y, words, 4.9, 160, pitch=1.95)
    paragraphs = (
        f"　　本人因故不能亲自到场，现委托{taker.name}作为本人的合法代理人，全权代表本人{matter}。受托人在办理"
        "上述事项过程中所签署的有关文件，本人均予以认可，并承担相应的法律责任。",
        f"　　委托期限：自{chinese_day(day)}起至{chinese_day(until)}止。",
        "　　受托人无转委托权。",
    )
    for paragraph in paragraphs:
        y = sheet.block(26, y, paragraph, 4.9, 160, pitch=1.95)
    sheet.text(104, 226, "委托人（签字）：", 4.9)
    sheet.pen.line([sheet.px(v) for v in (146, 232, 156, 224, 162, 233, 172, 225)], fill=(20, 20, 60), width=6)
    sheet.text(124, 242, chinese_day(day), 4.9)
    fields = {
        "principal_name": giver.name,
        "principal_number": giver.number,
        "agent_name": taker.name,
        "agent_number": taker.number,
        "matter": matter,
        "valid_from": day.isoformat(),
        "valid_until": until.isoformat(),
        "signed_on": day.isoformat(),
    }
    return Specimen("power_of_attorney", sheet.image, fields)


def bank_slip(facts: Facts) -> Specimen:
    """银行电子回单."""
    sheet = Canvas((210, 110), 9, (250, 250, 250))
    day, fen = facts.day(2023, 2025), facts.dice.randint(1_000, 99_999_999)
    payer, payee, serial = facts.company(), facts.authority("非税收入管理局"), facts.digits(16)
    accounts = ("6" + facts.digits(18), facts.digits(17))
    sheet.centred(7, "云州样本银行　电子回单", 6)
    sheet.text(14, 19, f"日期：{chinese_day(day)}", 3.6)
    sheet.text(110, 19, f"流水号：{serial}", 3.6)
    rows = (("户　名", payer, payee), ("账　号", *accounts), ("开户行", "云州样本银行青禾支行", "临江样本银行白石支行"))
    for column, (party, x) in enumerate((("付款人", 12), ("收款人", 105))):
        sheet.frame(x, 26, 10, 30)
        for index, glyph in enumerate(party):
            sheet.text(x + 3, 30 + 7 * index, glyph, 3.8)
        for index, row in enumerate(rows):
            sheet.frame(x + 10, 26 + 10 * index, 20, 10)
            sheet.frame(x + 30, 26 + 10 * index, 63, 10)
            sheet.text(x + 12, 29 + 10 * index, row[0], 3.5)
            sheet.text(x + 32, 29 + 10 * index, row[1 + column], 3.5)
    sheet.frame(12, 56, 186, 12, BLACK)
    sheet.text(14, 60, "金额（大写）", 3.5)
    sheet.text(42, 59.8, f"人民币{amount_words(fen)}", 3.8)
    sheet.text(138, 60, "（小写）", 3.5)
    sheet.text(154, 59.8, f"¥{fen / 100:,.2f}", 3.8)
    sheet.text(14, 73, "摘　要：办件工本费", 3.5)
    sheet.seal(170, 84, "云州样本银行业务专用章", 14)
    fields = {
        "paid_on": day.isoformat(),
        "serial_number": serial,
        "payer_name": payer,
        "payer_account": accounts[0],
        "payee_name": payee,
        "payee_account": accounts[1],
        "amount": f"{fen // 100}.{fen % 100:02d}",
    }
    return Specimen("bank_slip", sheet.image, fields)
