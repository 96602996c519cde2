"""`tongban demo --headless` does the whole main job; every paper it writes is read back."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pypdf
import pypdfium2
import pytest
import zxingcpp
from pyzbar import pyzbar

KINDS = {"receipt", "material_list", "one_time_notice", "transfer_slip", "label", "verified_copy"}
# Above the time the command itself is given.
pytestmark = pytest.mark.timeout(330)

CODED = {"receipt", "transfer_slip", "label"}
STEPS = {"open", "identity", "guide", "capture", "verify", "notice", "receive", "papers", "sync"}


@pytest.fixture(scope="module")
def timed_demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], float]:
    """One run of the public command, and how many milliseconds it took."""
    out = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "app", "demo", "--headless", "--out", str(out), "--json"]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    passed = (time.perf_counter() - started) * 1000
    assert done.returncode == 0, done.stderr
    summary: dict[str, Any] = json.loads(done.stdout)
    assert summary == json.loads((out / "summary.json").read_text(encoding="utf-8"))
    return out, summary, passed


@pytest.fixture(scope="module")
def demo(timed_demo: tuple[Path, dict[str, Any], float]) -> tuple[Path, dict[str, Any]]:
    return timed_demo[:2]


def _papers(demo: tuple[Path, dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any], Path]]:
    out, summary = demo
    return [(case, paper, out / paper["file"]) for case in summary["cases"] for paper in case["papers"]]


def test_every_visit_ends_as_it_must(demo: tuple[Path, dict[str, Any]]) -> None:
    _, summary = demo
    assert summary["outbox"]["waiting"] == 0
    assert summary["outbox"]["needs_clerk"] == 0
    states = {case["visit"]: case["state"] for case in summary["cases"]}
    assert states.pop("marriage_advice") == "draft"
    assert set(states.values()) <= {"submitted", "accepted"}
    refused = [case["refused"] for case in summary["cases"] if case["refused"]]
    assert refused == ["rule.in_person_only"]
    taken = [case for case in summary["cases"] if not case["refused"]]
    assert all(case["platform_number"] for case in taken)
    assert len({case["receipt_number"] for case in taken}) == len(taken)
    assert any(ord(character) > 0xFFFF for case in taken for character in case["applicant_name"])
    assert {paper["kind"] for case in taken for paper in case["papers"]} == KINDS


def test_every_step_is_timed_once(timed_demo: tuple[Path, dict[str, Any], float]) -> None:
    _, summary, passed = timed_demo
    steps: dict[str, float] = summary["steps_ms"]
    assert set(steps) == STEPS
    assert all(milliseconds > 0 for milliseconds in steps.values())
    assert sum(steps.values()) <= passed


def test_the_files_are_what_the_summary_says(demo: tuple[Path, dict[str, Any]]) -> None:
    for _, paper, path in _papers(demo):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == paper["sha256"]
        assert len(pypdf.PdfReader(path).pages) == paper["pages"]


def test_names_come_out_of_the_papers_as_they_went_in(demo: tuple[Path, dict[str, Any]]) -> None:
    for case, paper, path in _papers(demo):
        if paper["kind"] not in ("receipt", "one_time_notice", "material_list"):
            continue
        by_pypdf = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
        by_pdfium = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path))
        assert case["applicant_name"] in by_pypdf
        assert case["applicant_name"] in by_pdfium


def test_a_receipt_never_says_that_the_case_was_accepted(demo: tuple[Path, dict[str, Any]]) -> None:
    for _, paper, path in _papers(demo):
        if paper["kind"] == "receipt":
            words = pypdf.PdfReader(path).pages[0].extract_text()
            assert "收件回执" in words
            assert "受理通知书" not in words
            assert "收件不等于受理" in words.replace("\n", "")


def test_both_decoders_read_the_codes(demo: tuple[Path, dict[str, Any]]) -> None:
    for case, paper, path in _papers(demo):
        if paper["kind"] not in CODED:
            continue
        picture = pypdfium2.PdfDocument(path)[0].render(scale=203 / 72, grayscale=True).to_numpy()
        first = {code.text for code in zxingcpp.read_barcodes(np.ascontiguousarray(picture.squeeze()))}
        second = {code.data.decode() for code in pyzbar.decode(picture.squeeze())}
        # A label travels outside: its code names the slip, not the case.
        wanted = "TB1|QYZ12A" if paper["kind"] == "label" else case["receipt_number"]
        assert any(wanted in code for code in first), paper["file"]
        assert any(wanted in code for code in second), paper["file"]


def test_a_label_shows_no_name_of_the_applicant(demo: tuple[Path, dict[str, Any]]) -> None:
    for case, paper, path in _papers(demo):
        if paper["kind"] == "label":
            reader = pypdf.PdfReader(path)
            assert case["applicant_name"] not in reader.pages[0].extract_text()
            assert case["applicant_name"] not in str(reader.metadata)
