"""Invented people, places and numbers. Check digits hold; the division 990101 does not exist."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.identifiers.check_characters import mod_11_2, mod_31
from app.domain.identifiers.credit_code import ALPHABET
from app.domain.identifiers.mrz import check_digit

SURNAMES: tuple[str, ...] = (*"赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜", "欧阳", "诸葛", "司徒")
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英霞平刚桂兰文华晓东海燕建国玉梅志宏欣怡梓涵浩然雨桐轩婷鹏翔瑜琳璇珺晗"
RARE = "䶮㛃翀彧垚喆堃㙦祎曌龑旻"
PLACES = (
    ("云州市青禾区", "文昌路{}号锦绣花园{}幢{}单元{}室"),
    ("临江市白石县", "望湖镇大树村{}组{}号"),
    ("澜州市金沙区", "建设西路{}弄{}号{}室"),
    ("东海市浦滨新区", "张扬路{}号{}楼"),
)
ETHNIC = ("汉", "回", "满", "壮", "藏", "维吾尔", "土家", "蒙古")
PINYIN = ("ZHANG", "LI", "WANG", "CHEN", "LIU", "OUYANG", "WEI", "MING", "XIAO", "HUA", "JUN", "YAN")
BRANDS = ("鸿图", "晟睿", "翰墨", "沐晨", "锦程", "楚彧", "羿轩", "青禾")
TRADES = ("信息科技", "餐饮管理", "建筑工程", "生物医药", "进出口贸易", "文化传播")
FORMS = ("有限公司", "有限责任公司", "股份有限公司")
_DIGITS_IN_WORDS = "零壹贰叁肆伍陆柒捌玖"


@dataclass(frozen=True)
class Person:
    """An invented person."""

    name: str
    latin: tuple[str, str]
    sex: str
    ethnicity: str
    birth: date
    address: str
    number: str


class Facts:
    """Draws facts from one seeded stream."""

    def __init__(self, seed: str) -> None:
        self.dice = random.Random(seed)

    def name(self) -> str:
        given = "".join(self.dice.choice(GIVEN) for _ in range(self.dice.choice((1, 2, 2))))
        if self.dice.random() < 0.1:
            given = given[:-1] + self.dice.choice(RARE)
        return self.dice.choice(SURNAMES) + given

    def latin(self) -> tuple[str, str]:
        return self.dice.choice(PINYIN), "".join(self.dice.sample(PINYIN, 2))

    def day(self, first: int, last: int) -> date:
        start = date(first, 1, 1)
        return start + timedelta(days=self.dice.randrange((date(last, 12, 31) - start).days))

    def address(self) -> str:
        division, street = self.dice.choice(PLACES)
        return division + self.filled(street)

    def filled(self, pattern: str) -> str:
        while "{}" in pattern:
            pattern = pattern.replace("{}", str(self.dice.randint(1, 399)), 1)
        return pattern

    def digits(self, count: int) -> str:
        return "".join(self.dice.choice("0123456789") for _ in range(count))

    def citizen_number(self, prefix: str, birth: date, sex: str) -> str:
        last = self.dice.randrange(5) * 2 + (sex == "男")
        body = f"{prefix}{birth:%Y%m%d}{self.digits(2)}{last}"
        return f"{body}{mod_11_2(body)}"

    def person(self, prefix: str = "990101") -> Person:
        sex, birth = self.dice.choice("男女"), self.day(1950, 2007)
        return Person(
            self.name(),
            self.latin(),
            sex,
            self.dice.choice(ETHNIC),
            birth,
            self.address(),
            self.citizen_number(prefix, birth, sex),
        )

    def credit_code(self) -> str:
        body = "91990101MA" + "".join(self.dice.choice(ALPHABET) for _ in range(7))
        return body + mod_31(body, ALPHABET)

    def company(self) -> str:
        place = self.dice.choice(("云州", "临江", "澜州", "东海"))
        return place + self.dice.choice(BRANDS) + self.dice.choice(TRADES) + self.dice.choice(FORMS)

    def authority(self, office: str) -> str:
        return self.dice.choice(PLACES)[0] + office


def years_later(day: date, years: int) -> date:
    """The same day years later; 29 February becomes 28."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def chinese_day(day: date, *, padded: bool = False) -> str:
    """A day as papers print it."""
    return f"{day.year}年{day.month:02d}月{day.day:02d}日" if padded else f"{day.year}年{day.month}月{day.day}日"


def dotted(day: date) -> str:
    """A day as cards print it."""
    return f"{day:%Y.%m.%d}"


def amount_words(fen: int) -> str:
    """Money in capital numerals (GB/T 15835 and the rules for bills), below a hundred million yuan."""
    yuan, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    high, low = divmod(yuan, 10_000)
    words = ""
    if high:
        words = _four_digits(high) + "万"
        if low and low < 1000:
            words += "零"
    words += _four_digits(low)
    words += "元"
    if not jiao and not rest:
        return words + "整"
    if jiao:
        words += _DIGITS_IN_WORDS[jiao] + "角"
    elif rest:
        words += "零"
    return words + (_DIGITS_IN_WORDS[rest] + "分" if rest else "整")


def _four_digits(value: int) -> str:
    words, zero = "", False
    for unit, name in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit = value // unit % 10
        if digit:
            words += ("零" if zero and words else "") + _DIGITS_IN_WORDS[digit] + name
            zero = False
        else:
            zero = True
    return words


def td3(surname: str, given: str, number: str, born: date, sex: str, until: date, country: str) -> tuple[str, str]:
    """The two lines of a passport (ICAO 9303 part 4)."""
    upper = f"PO{country}{surname}<<{given}".ljust(44, "<")[:44]
    personal = "<" * 14
    numbered = number.ljust(9, "<")
    born_part, until_part = f"{born:%y%m%d}", f"{until:%y%m%d}"
    lower = numbered + check_digit(numbered) + country + born_part + check_digit(born_part)
    lower += ("M" if sex == "男" else "F") + until_part + check_digit(until_part) + personal + "<"
    whole = lower[0:10] + lower[13:20] + lower[21:43]
    return upper, lower + check_digit(whole)
