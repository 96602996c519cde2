"""Measure a set and print the figures as JSON: `python -m tests.page_sets codes`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter

import zxingcpp
from pyzbar import pyzbar

from scanners.imaging.picture import Grey
from scanners.reading.codes import read_codes
from tests.page_sets.blur import blur_auc
from tests.page_sets.codes import damaged_codes


def measure_codes() -> dict[str, object]:
    """Share of codes read per format, beside what each library reads of the same picture as it is."""
    return {name: _measured(name) for name in ("QRCode", "Code128")}


def _measured(format_name: str) -> dict[str, object]:
    read, missed, number = Counter[str](), Counter[str](), 0
    took: list[float] = []
    wrong: list[str] = []
    for code in damaged_codes(format_name):
        number += 1
        before = time.process_time()
        texts = [found.text for found in read_codes(code.grey)]
        took.append((time.process_time() - before) * 1000)
        wrong += [f"{code.damage} {code.module}: {text}" for text in texts if text != code.text]
        read["ours"] += code.text in texts
        if code.text not in texts:
            missed[f"{code.damage} {code.module}"] += 1
        for library, given in _bare(code.grey).items():
            read[library] += code.text in given
    return {
        "n": number,
        "read": dict(read),
        "share": round(read["ours"] / number, 3),
        "wrong": wrong,
        "missed": dict(missed),
        "milliseconds": {"median": round(sorted(took)[number // 2], 1), "worst": round(max(took), 1)},
    }


def _bare(grey: Grey) -> dict[str, list[str]]:
    return {
        "zxing-cpp": [code.text for code in zxingcpp.read_barcodes(grey)],
        "libzbar": [code.data.decode("utf-8", "replace") for code in pyzbar.decode(grey)],
    }


def measure_blur() -> dict[str, object]:
    """How well the edge width parts sharp pages from blurred ones."""
    papers = ("application_form", "business_licence", "id_card_front", "partnership_agreement", "premises_proof")
    return {"auc": blur_auc(papers, grains=(0, 6, 12), lights=(1.0, 0.5))}


_SETS = {"codes": measure_codes, "blur": measure_blur}


def main() -> None:
    """Run one set."""
    parser = argparse.ArgumentParser(prog="tests.page_sets")
    parser.add_argument("name", choices=sorted(_SETS))
    name = parser.parse_args().name
    sys.stdout.write(json.dumps({name: _SETS[name]()}, indent=1) + "\n")


if __name__ == "__main__":
    main()
