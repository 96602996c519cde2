"""Hiding personal data on labels, screens and in logs.

Labels follow GB/T 41833-2022: at least one character of the name, six digits of the telephone number, and
unit, household and room number of the address are hidden.
Chinese literals: protocol constants.
"""

from __future__ import annotations

import re
import unicodedata

STAR = "*"
HIDDEN_PLACE = "***"

_NAME_SEPARATORS = frozenset(" ·•・-,.（）()")
_CLOSING = {"（": "）", "(": ")", "【": "】", "[": "]"}
_VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
_PHONE_HIDDEN = 6
_STREET_NAME = "(?![镇乡村街路巷])"
_COUNTED = r"[0-9A-Za-z０-９一二三四五六七八九十百零〇甲乙丙丁]+"
_NAMED = r"[0-9A-Za-z０-９一二三四五六七八九十百零〇甲乙丙丁东西南北中]+"
_BUILDING = rf"{_NAMED}(?:号楼|号院|栋|幢|座){_STREET_NAME}"
_LAST_BUILDING = re.compile(rf"{_BUILDING}(?!.*{_BUILDING})")
_INDOORS = re.compile(rf"{_COUNTED}(?:单元|室|房|户|层|楼){_STREET_NAME}")
_DASHED = re.compile(r"([0-9]+)(?:-[0-9]+)+(?:室|号)?(?=[^0-9-]*$)")


_BRACKETED = re.compile(r"([（(][^（）()]*[）)])")
_OFFICE = re.compile(r".{3,}[局科处室组部厅所站办署]|.*(?:中心|专窗|窗口|专区|大厅|法院|医院|委员会)")
_ROLE = re.compile(r"(?:收件|经办|负责|工作)(?:人员|人|员)$")
_SAMPLE = "示例"  # what invented guides write behind a name


def mask_recipient(name: str) -> str:
    """The addressee: a person's name masked, an office's left to be read (GB/T 41833-2022 hides natural persons).

    A guide tells no more than the words: those of an office end in 局, 中心, 窗口 and the like, a role may follow
    (专窗收件人). What cannot be told from a person is masked; so is a person in brackets behind an office.
    """
    return "".join(_mask_part(part) for part in _BRACKETED.split(name.strip()))


def _mask_part(part: str) -> str:
    words = part.strip("（）() ")
    readable = words == _SAMPLE or _OFFICE.fullmatch(_ROLE.sub("", words))
    return part if readable else mask_name(part)


def mask_name(name: str) -> str:
    """The name with its middle hidden: 李* for two characters, 王*明 for three, first letters of Latin words.

    Characters beyond the BMP and variation selectors count as part of one character; brackets stay as they are.
    """
    characters = _characters(name.strip())
    if any("A" <= char[0] <= "Z" or "a" <= char[0] <= "z" for char in characters):
        return "".join(_mask_latin(characters))
    letters = [index for index, char in enumerate(characters) if char not in _NAME_SEPARATORS]
    shown = {*letters[:1], *letters[-1:]} if len(letters) > 2 else set(letters[: len(letters) - 1])
    return "".join(
        char if char in _NAME_SEPARATORS or index in shown else STAR for index, char in enumerate(characters)
    )


def mask_number(number: str) -> str:
    """A document number with its middle hidden; birth date and sequence of a citizen number never show.

    Eleven characters and more keep three and four, six and more keep one and two, shorter ones nothing.
    """
    head, tail = (3, 4) if len(number) > 10 else (1, 2) if len(number) > 5 else (0, 0)
    return number[:head] + STAR * (len(number) - head - tail) + number[len(number) - tail :]


def mask_phone(phone: str) -> str:
    """A telephone number with six digits or more hidden: 138******78, 010-******78, 26******78."""
    head, separator, local = phone.rpartition("-")
    if not separator and len(local) > 10:
        shown = len(local) - _PHONE_HIDDEN - 2
        return local[:shown] + STAR * _PHONE_HIDDEN + local[-2:]
    if len(local) <= _PHONE_HIDDEN and separator:
        return mask_phone(head) + separator + STAR * len(local)
    tail = max(0, min(2, len(local) - _PHONE_HIDDEN))
    return head + separator + STAR * (len(local) - tail) + local[len(local) - tail :]


def mask_address(address: str) -> str:
    """The address as far as the building; unit, household and room become ***.

    An address without them is returned as it is, but for blanks: between the parts of an address they mean nothing,
    and a room number must not hide behind one. 3-2-501 keeps the building number 3. A bracket that what is hidden
    would have closed is closed behind it.
    """
    address = "".join(address.split())
    building = _LAST_BUILDING.search(address)
    if building and building.end() < len(address):
        return _hidden_from(address, building.end())
    dashed = _DASHED.search(address)
    if dashed:
        return _hidden_from(address, dashed.end(1))
    indoors = _INDOORS.search(address)
    return _hidden_from(address, indoors.start()) if indoors else address


def _hidden_from(address: str, at: int) -> str:
    waiting: list[str] = []
    for char in address[:at]:
        if char in _CLOSING:
            waiting.append(_CLOSING[char])
        elif waiting and char == waiting[-1]:
            waiting.pop()
    return address[:at] + HIDDEN_PLACE + "".join(reversed(waiting))


def _characters(text: str) -> list[str]:
    """Split into what a reader sees as characters: marks and variation selectors stay with their base."""
    found: list[str] = []
    for char in text:
        if found and (unicodedata.combining(char) or any(ord(char) in block for block in _VARIATION_SELECTORS)):
            found[-1] += char
        else:
            found.append(char)
    return found


def _mask_latin(characters: list[str]) -> list[str]:
    """Keep the first letter of each word."""
    masked: list[str] = []
    starts_word = True
    for char in characters:
        if char in _NAME_SEPARATORS:
            masked.append(char)
            starts_word = True
            continue
        masked.append(char if starts_word else STAR)
        starts_word = False
    return masked
