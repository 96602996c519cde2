"""The handling place's desk: a page to look at the cases and decide, and the same as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from app.domain.case import CaseState
from app.sandbox.faults import Fault, FaultKind, FaultSwitch
from app.sandbox.ledger import Decision, Ledger
from resources.texts import text

_BUTTONS = (
    CaseState.ACCEPTED,
    CaseState.CORRECTION_ASKED,
    CaseState.NOT_ACCEPTED,
    CaseState.DECIDED,
    CaseState.DISPATCHED,
)
_SHOWN = 200
_STYLE = (
    "body{font:16px/1.6 sans-serif;margin:2em;color:#1d2733;background:#f6f7f9}"
    "table{border-collapse:collapse;background:#fff;width:100%}"
    "td,th{border-bottom:1px solid #d9dee5;padding:.5em;text-align:left}"
    "button{font:inherit;margin:.1em;padding:.2em .8em}"
)
_SCRIPT = (
    "document.addEventListener('click',async e=>{const b=e.target.closest('button');if(!b)return;"
    "await fetch(b.dataset.to,{method:'POST',headers:{'Content-Type':'application/json'},body:b.dataset.say});"
    "location.reload()})"
)


class DecisionOrder(BaseModel):
    """Body of `POST /sandbox/decide`; `state` empty changes only numbers."""

    case_id: str
    state: CaseState | None = None
    actor: str = ""
    place: str = ""
    reason: str = ""
    counterpart_number: str = ""
    coordination_number: str = ""


class FaultOrder(BaseModel):
    """Body of `POST /sandbox/faults`."""

    kind: FaultKind
    times: int = 1
    method: str = ""
    path: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Desk:
    """Routes below `/sandbox`, and the page at `/`."""

    ledger: Ledger
    faults: FaultSwitch

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        router.add_api_route("/", self.page, methods=["GET"], response_class=HTMLResponse)
        router.add_api_route("/sandbox/cases", self.cases, methods=["GET"])
        router.add_api_route("/sandbox/decide", self.decide, methods=["POST"])
        router.add_api_route("/sandbox/faults", self.set_fault, methods=["POST"])
        router.add_api_route("/sandbox/faults", self.clear_faults, methods=["DELETE"])
        return router

    def cases(self) -> list[dict[str, Any]]:
        """All cases, newest first."""
        kept = ("case_id", "station", "receipt_number", "platform_number", "state", "received_at")
        return [{name: row[name] for name in kept} for row in self.ledger.cases()]

    def decide(self, order: DecisionOrder) -> dict[str, str]:
        """Act as the handling place."""
        words = order.model_dump()
        words["actor"] = words["actor"] or text("sandbox.handling_clerk")
        self.ledger.decide(Decision(**words))
        return {"case_id": order.case_id}

    def set_fault(self, order: FaultOrder) -> dict[str, int]:
        """Spoil the next requests."""
        self.faults.set(Fault(**order.model_dump()))
        return {"pending": len(self.faults.pending())}

    def clear_faults(self) -> dict[str, int]:
        """Fair weather."""
        self.faults.clear()
        return {"pending": 0}

    def page(self) -> str:
        """The cases with their buttons."""
        rows = "".join(_row(row) for row in self.ledger.cases()[:_SHOWN])
        heads = (
            text("sandbox.column_number"),
            text("sandbox.column_receipt"),
            text("sandbox.column_item"),
            text("sandbox.column_applicant"),
            text("sandbox.column_state"),
            text("sandbox.column_decide"),
        )
        head = "".join(f"<th>{escape(one)}</th>" for one in heads)
        empty = f"<p>{escape(text('sandbox.no_cases'))}</p>"
        title = escape(text("sandbox.title"))
        table = f"<table><tr>{head}</tr>{rows}</table>" if rows else empty
        return (
            f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>'
            f"<style>{_STYLE}</style></head><body><h1>{title}</h1><p>{escape(text('sandbox.hint'))}</p>{table}"
            f"<h2>{escape(text('sandbox.faults'))}</h2><p>{_fault_buttons()}</p>"
            f"<script>{_SCRIPT}</script></body></html>"
        )


def _row(row: Any) -> str:
    fact = json.loads(row["body"])
    cells = (
        row["platform_number"],
        row["receipt_number"],
        f"{fact['guide']['item_name']} · {fact['handling']['place_name']}",
        fact["applicant"]["name"],
        text(f"sandbox.state_{row['state']}"),
    )
    buttons = "".join(_decision_button(row["case_id"], state) for state in _BUTTONS)
    waiting = row["state"] == CaseState.RECEIVED.value
    shown = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f"<tr>{shown}<td>{escape(text('sandbox.pages_to_come')) if waiting else buttons}</td></tr>"


def _decision_button(case_id: str, state: CaseState) -> str:
    order = {"case_id": case_id, "state": state.value}
    return _button("/sandbox/decide", order, text(f"sandbox.state_{state.value}"))


def _fault_buttons() -> str:
    offered = (
        (FaultKind.ERROR_500, 3, text("sandbox.fault_error_500")),
        (FaultKind.HTML_200, 3, text("sandbox.fault_html_200")),
        (FaultKind.DROP_ANSWER, 3, text("sandbox.fault_drop_answer")),
        (FaultKind.HANG, 1, text("sandbox.fault_hang")),
    )
    orders = (({"kind": kind.value, "times": times, "seconds": 60.0}, label) for kind, times, label in offered)
    return "".join(_button("/sandbox/faults", order, label) for order, label in orders)


def _button(to: str, order: Mapping[str, object], label: str) -> str:
    return f'<button data-to="{to}" data-say="{escape(json.dumps(order))}">{escape(label)}</button>'
