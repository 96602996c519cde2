"""Measure a set and print the figures as JSON: `python -m tests.page_sets codes`.

`altered`, `sheets` and `several` are large: `--seeds 1000 1050` measures a part, so that several can run side by side.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from statistics import fmean

import zxingcpp
from pyzbar import pyzbar

from app.domain.page import PageConfidence
from scanners.imaging.find_page import find_pages
from scanners.imaging.geometry import overlap
from scanners.imaging.picture import Grey
from scanners.reading.codes import read_codes
from scanners.reading.compare_pictures import compare_pictures
from tests.page_sets.altered import copies, meets
from tests.page_sets.blur import blur_auc
from tests.page_sets.codes import damaged_codes
from tests.page_sets.half_seals import measure_half_seals
from tests.page_sets.real import measure_real
from tests.page_sets.several import several_sheets
from tests.page_sets.sheets import one_sheet


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


def measure_altered(seeds: range) -> dict[str, object]:
    """Altered copies found, and marks where nothing was altered, on either kind of copy."""
    number, found = Counter[str](), Counter[str]()
    missed: list[str] = []
    false: list[str] = []
    for one in copies(seeds):
        number[one.what] += 1
        difference = compare_pictures(one.original, one.copy)
        hits = [one.place is not None and meets(region, one.place) for region in difference.regions]
        found[one.what] += any(hits)
        if one.place is not None and not any(hits):
            missed.append(f"{one.what} {one.seed}" + ("" if difference.aligned else ": not laid over"))
        if not all(hits):
            false.append(f"{one.what} {one.seed}: {hits.count(False)}")
    return {"n": dict(number), "found": dict(found), "missed": missed, "pages with false marks": false}


def measure_sheets(seeds: range) -> dict[str, object]:
    """How often one sheet is found for certain, and rightly, a desk."""
    number, high = Counter[str](), Counter[str]()
    wrong: list[str] = []
    short: list[str] = []
    overlaps: list[float] = []
    for one in one_sheet(seeds):
        number[one.desk] += 1
        pages = find_pages(one.pixels)
        [page] = pages[:1]
        if len(pages) == 1 and page.confidence is PageConfidence.HIGH and page.corners is not None:
            high[one.desk] += 1
            overlaps.append(overlap(page.corners, one.corners))
            if overlaps[-1] <= 0.95:
                wrong.append(f"{one.name}: {overlaps[-1]:.3f}")
        else:
            short.append(f"{one.name}: {page.confidence.value} of {len(pages)}")
    return {
        "n": number.total(),
        "high": dict(high),
        "share": round((high.total() - len(wrong)) / number.total(), 4),
        "overlap": {"mean": round(fmean(overlaps), 4), "least": round(min(overlaps), 4)},
        "high and wrong": wrong,
        "not high": short,
    }


def measure_several(seeds: range) -> dict[str, object]:
    """How often all sheets of a picture are found for certain, and rightly, cards and cards beside a sheet apart."""
    number, found = Counter[str](), Counter[str]()
    wrong: list[str] = []
    short: list[str] = []
    for one in several_sheets(seeds):
        number[one.kind] += 1
        pages = [page for page in find_pages(one.pixels) if page.confidence is PageConfidence.HIGH]
        best = [max(overlap(page.corners, true) for true in one.corners) for page in pages if page.corners is not None]
        if any(share <= 0.95 for share in best):
            wrong.append(f"{one.name}: {min(best):.3f}")
        elif len(best) == len(one.corners):
            found[one.kind] += 1
        else:
            short.append(f"{one.name}: {len(best)}")
    shares = {kind: round(found[kind] / count, 4) for kind, count in number.items()}
    return {"n": dict(number), "found": dict(found), "shares": shares, "high and wrong": wrong, "not all": short}


_SETS: dict[str, Callable[[range], dict[str, object]]] = {
    "codes": lambda _: measure_codes(),
    "blur": lambda _: measure_blur(),
    "real": lambda _: measure_real(),
    "altered": measure_altered,
    "sheets": measure_sheets,
    "halfseals": measure_half_seals,
    "several": measure_several,
}


def main() -> None:
    """Run one set."""
    parser = argparse.ArgumentParser(prog="tests.page_sets")
    parser.add_argument("name", choices=sorted(_SETS))
    parser.add_argument("--seeds", nargs=2, type=int, default=(1000, 1200), metavar=("FROM", "TO"))
    options = parser.parse_args()
    figures = _SETS[options.name](range(*options.seeds))
    sys.stdout.write(json.dumps({options.name: figures}, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
