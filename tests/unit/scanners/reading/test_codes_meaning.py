"""What the codes on papers say."""

from __future__ import annotations

import pytest

from app.domain.code_meaning import CodeKind, CodeMeaning
from app.domain.identifiers.check_characters import mod_37_36
from app.domain.identifiers.credit_code import is_credit_code
from app.domain.page import CodeRead
from app.domain.receipt_number import ReceiptNumber
from scanners.reading.codes_meaning import code_meaning

RECEIPT = str(ReceiptNumber("YZ12", "A", 42))
SLIP_STEM = "QYZ12A00007"
SLIP = SLIP_STEM + mod_37_36(SLIP_STEM)
CREDIT = "91990101MAH3W98X7P"


def licence() -> str:
    body = f"{CREDIT}011.{CREDIT}.SY20260001.001"
    return f"1.2.156.3005.2.{body}.{mod_37_36(body.replace('.', ''))}"


def meaning_of(text: str) -> CodeMeaning:
    return code_meaning(CodeRead("QRCode", text, text.encode(), ((0.0, 0.0),) * 4, False))


@pytest.mark.parametrize(
    ("text", "kind", "valid", "parts"),
    [
        (f"TB1|{RECEIPT}|837261", CodeKind.RECEIPT, True, {"receipt_number": RECEIPT, "query_code": "837261"}),
        (RECEIPT, CodeKind.RECEIPT, True, {"receipt_number": RECEIPT}),
        (
            f"TB1|{SLIP}|{RECEIPT}|2|7|0a1b2c3d",
            CodeKind.TRANSFER_SLIP,
            True,
            {"slip_number": SLIP, "receipt_number": RECEIPT, "originals": "2", "sheets": "7", "digest": "0a1b2c3d"},
        ),
        (SLIP, CodeKind.TRANSFER_SLIP, True, {"slip_number": SLIP}),
        (f"TB1|{SLIP}", CodeKind.PARCEL_LABEL, True, {"slip_number": SLIP}),
        ("EE473124829CN", CodeKind.WAYBILL, True, {"waybill_number": "EE473124829CN"}),
        ("EE473124828CN", CodeKind.WAYBILL, False, {"waybill_number": "EE473124828CN"}),
        (
            f"http://www.gsxt.gov.cn/index.html?uniscid={CREDIT}&sourceType=W",
            CodeKind.BUSINESS_LICENCE,
            True,
            {"credit_code": CREDIT},
        ),
        (f"统一社会信用代码:{CREDIT};名称:样本贸易有限公司", CodeKind.BUSINESS_LICENCE, True, {"credit_code": CREDIT}),
        (
            "http://www.gsxt.gov.cn/index.html?uniscid=91990101MAH3W98X7A",
            CodeKind.BUSINESS_LICENCE,
            False,
            {"credit_code": "91990101MAH3W98X7A"},
        ),
        ("https://bt.gsxt.gov.cn/%7B8F2D%7D", CodeKind.BUSINESS_LICENCE, None, {}),
        (
            "01,10,044001900111,12345678,100.50,20190131,66666666666666666666,A1B2,",
            CodeKind.INVOICE,
            True,
            {
                "invoice_type": "10",
                "invoice_code": "044001900111",
                "invoice_number": "12345678",
                "amount": "100.50",
                "issued_on": "2019-01-31",
                "check_code": "66666666666666666666",
            },
        ),
        (
            "01,32,,24112000000012345678,1000.00,20240101,,7C2E",
            CodeKind.INVOICE,
            True,
            {
                "invoice_type": "32",
                "invoice_number": "24112000000012345678",
                "amount": "1000.00",
                "issued_on": "2024-01-01",
            },
        ),
    ],
)
def test_a_known_code(text: str, kind: CodeKind, valid: bool | None, parts: dict[str, str]) -> None:
    meaning = meaning_of(text)

    assert (meaning.kind, meaning.valid, dict(meaning.parts)) == (kind, valid, parts)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"TB1|{RECEIPT[:-1]}{'0' if RECEIPT[-1] != '0' else '1'}|837261", CodeKind.RECEIPT),
        (f"TB1|{RECEIPT}|83x261", CodeKind.RECEIPT),
        (f"TB1|{SLIP}|{RECEIPT}|2|7|0A1B2C3D", CodeKind.TRANSFER_SLIP),
        (f"TB1|{SLIP}|{RECEIPT}|two|7|0a1b2c3d", CodeKind.TRANSFER_SLIP),
        (f"TB1|{RECEIPT}", CodeKind.PARCEL_LABEL),
        ("TB1|a|b|c", CodeKind.FOREIGN),
        ("01,10,044001900111,12345678,100.50,20190231,6666,A1B2,", CodeKind.INVOICE),
        ("01,10,0440019,12345678,100.50,20190131,6666,A1B2,", CodeKind.INVOICE),
    ],
)
def test_a_known_code_with_something_wrong_in_it(text: str, kind: CodeKind) -> None:
    meaning = meaning_of(text)

    assert (meaning.kind, meaning.valid) == (kind, False)
    assert not meaning.is_expected(kind)


def test_the_identifier_of_an_electronic_licence_is_checked() -> None:
    right = licence()
    wrong = right.replace("SY20260001", "SY20260002")

    good, bad = meaning_of(f"https://example.invalid/verify?id={right}"), meaning_of(wrong)

    assert (good.kind, good.valid, good.part("identifier")) == (CodeKind.E_LICENCE, True, right)
    assert good.part("version") == "001"
    assert (bad.kind, bad.valid) == (CodeKind.E_LICENCE, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6901234567892",
        "https://example.invalid/menu?table=7",
        "WIFI:S:hall;T:WPA;P:x;;",
        "01,02,03",
        "YZ12A00042A0",
    ],
)
def test_any_other_code_is_foreign(text: str) -> None:
    meaning = meaning_of(text)

    assert (meaning.kind, meaning.valid, meaning.parts) == (CodeKind.FOREIGN, None, ())


def test_a_citizen_number_that_passes_for_a_credit_code_is_no_licence() -> None:
    both = "99010119881109001X"
    assert is_credit_code(both)

    assert meaning_of(f"样本表 {both}").kind is CodeKind.FOREIGN


def test_only_the_wanted_kind_is_expected() -> None:
    meaning = meaning_of(f"TB1|{SLIP}")

    assert meaning.is_expected(CodeKind.TRANSFER_SLIP, CodeKind.PARCEL_LABEL)
    assert not meaning.is_expected(CodeKind.RECEIPT)
    assert meaning.part("receipt_number") == ""
