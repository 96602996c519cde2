"""Orders to wipe a stolen machine, as the stand-in issues them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from app.platform.contract import seals
from app.platform.contract.reasons import Reason
from app.sandbox.book import Book
from app.sandbox.refusal import Refusal
from app.sandbox.seal import ProvinceSeal


class WipeOrders:
    """Every request of an ordered installation is answered with its order until it is withdrawn."""

    def __init__(self, book: Book, seal: ProvinceSeal, now: Callable[[], datetime]) -> None:
        self._book, self._seal, self._now = book, seal, now
        self._orders = {
            (row["station"], row["installation"]): dict(row) for row in book.rows("select * from wipe_orders")
        }

    def issue(self, station: str, installation: str) -> dict[str, str]:
        """A signed order for one installation of a station. Raises Refusal `bad_request` when none is named."""
        if not station or not installation:
            raise Refusal(Reason.BAD_REQUEST)
        nonce, issued_at = secrets.token_hex(16), self._now().isoformat()
        signature = self._seal.signed(seals.wipe_text(station, installation, nonce, issued_at))
        order = {
            "station": station,
            "installation": installation,
            "nonce": nonce,
            "issued_at": issued_at,
            "signature": signature,
        }
        self.put(order)
        return order

    def put(self, order: dict[str, str]) -> None:
        """Answer with this order as it is (a wrong one too: tests)."""
        with self._book.writing() as book:
            book.execute(
                "insert or replace into wipe_orders values (:station, :installation, :nonce, :issued_at, :signature)",
                order,
            )
        self._orders[order["station"], order["installation"]] = order

    def withdraw(self) -> None:
        """Nobody is to be wiped any more."""
        with self._book.writing() as book:
            book.execute("delete from wipe_orders")
        self._orders.clear()

    def check(self, station: str, installation: str) -> None:
        """Raise Refusal `station_wiped`, with the order, for a request of an ordered installation."""
        order = self._orders.get((station, installation))
        if order is not None:
            raise Refusal(Reason.STATION_WIPED, order=order)
