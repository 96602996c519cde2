"""What only the province may say (its orders, its countersignature), proved with the key it locked in the settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.platform import WipeOrder
from app.platform.contract import seals

if TYPE_CHECKING:
    from app.platform.contract.answers import CheckpointReceipt, SignedWipeOrder


@dataclass(frozen=True, slots=True)
class Installation:
    """Which machine of the station this is, and the province's public key (hex); without a key no order is obeyed."""

    id: str = ""
    signing_key: str = ""


def proven_order(order: SignedWipeOrder | None, station: str, own: Installation) -> WipeOrder | None:
    """The order when it is for this very installation and signed by the province; None otherwise."""
    if order is None or not own.id or not own.signing_key:
        return None
    if (order.station, order.installation) != (station, own.id):
        return None
    signed = seals.wipe_text(order.station, order.installation, order.nonce, order.issued_at)
    if not seals.holds(own.signing_key, order.signature, signed):
        return None
    return WipeOrder(order.installation, order.nonce, order.issued_at)


def countersignature_holds(receipt: CheckpointReceipt, own: Installation) -> bool:
    """Whether the platform signed what it says it keeps; not asked for while the province locked no key."""
    if not own.signing_key:
        return True
    signed = seals.checkpoint_text(receipt.station, receipt.installation, receipt.sequence, receipt.hash, receipt.at)
    return seals.holds(own.signing_key, receipt.signature, signed)
