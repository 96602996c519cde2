"""Where somebody says that a machine was stolen: `POST /sandbox/wipe`, beside the fault switches."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from pydantic import BaseModel

from app.sandbox.seal import ProvinceSeal
from app.sandbox.wipe_orders import WipeOrders
from app.sandbox.witness import Witness


class WipeAsked(BaseModel):
    """Body of `POST /sandbox/wipe`; without `installation` the one of this station that was heard of last."""

    station: str
    installation: str = ""


@dataclass(frozen=True, slots=True)
class WipeDesk:
    """Routes below `/sandbox`."""

    orders: WipeOrders
    witness: Witness
    seal: ProvinceSeal

    def router(self) -> APIRouter:
        """The routes."""
        router = APIRouter()
        router.add_api_route("/sandbox/wipe", self.order, methods=["POST"])
        router.add_api_route("/sandbox/wipe", self.withdraw, methods=["DELETE"])
        router.add_api_route("/sandbox/signing-key", self.signing_key, methods=["GET"])
        return router

    def order(self, asked: WipeAsked) -> dict[str, str]:
        """Issue a signed order."""
        return self.orders.issue(asked.station, asked.installation or self.witness.newest_installation(asked.station))

    def withdraw(self) -> dict[str, int]:
        """Take all orders back."""
        self.orders.withdraw()
        return {"orders": 0}

    def signing_key(self) -> dict[str, str]:
        """The public key for `platform.signing_key`."""
        return {"signing_key": self.seal.public_key}
