"""The place in big letters on a label: province, city and county at the head of an address.

Chinese literals: protocol constants (the endings of division names, 行政区划).
"""

from __future__ import annotations

import re

_PROVINCE = r"(?P<province>[^省市区县]{2,7}(?:省|自治区|特别行政区)|(?:北京|天津|上海|重庆)市?)"
_CITY = r"(?P<city>[^省市区县州盟]{1,9}(?:市|自治州|地区|盟))"
_COUNTY = r"(?P<county>(?:市中|市北|市南|[^省市区县旗]{1,9})(?:自治县|自治旗|县|区|旗|市))"
_HEAD = re.compile(rf"(?:{_PROVINCE})?(?:{_CITY})?(?:{_COUNTY})?")


def destination(address: str) -> str:
    """Province, city and county of an address parted by blanks; empty when it does not begin with any."""
    found = _HEAD.match(address.replace(" ", ""))
    parts = found.groupdict().values() if found else ()
    return " ".join(part for part in parts if part)
