"""Who may have the data key: a slot a login, one for the recovery key, one for the system's keyring."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, replace

from app.domain.recovery_key import RecoveryPlace
from local_store.keys.data_key import DataKey, KeyPurpose
from local_store.keys.password import PasswordStrength, wrapping_key
from local_store.keys.sealing import fresh_private_key, public_key_of, recovery_private_key, unwrap, wrap

_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Holder:
    """The data key sealed to one public key, once a generation that is still needed.

    `proof` shows that somebody with the data key put the public key there: a stranger who can write the file must
    not be given the next data key.
    """

    public: bytes
    proof: bytes
    sealed: tuple[tuple[int, bytes], ...]

    @classmethod
    def of(cls, public: bytes, key: DataKey, name: str) -> Holder:
        """The key, and what it takes the place of, sealed to `public`; `name` says whose slot it is."""
        sealed = tuple((one.generation, one.sealed_to(public)) for one in key.chain())
        return cls(public, _proof(public, key, name), sealed)

    def opened(self, private: bytes) -> DataKey | None:
        """The newest key with those before it, None when one does not open."""
        key: DataKey | None = None
        for generation, sealed in sorted(self.sealed):
            key = DataKey.unsealed(sealed, private, generation, key)
            if key is None:
                return None
        return key

    def genuine(self, key: DataKey, name: str) -> bool:
        """Whether who put it there had the data key, this one or one it takes the place of."""
        return any(hmac.compare_digest(self.proof, _proof(self.public, one, name)) for one in key.chain())


def _proof(public: bytes, key: DataKey, name: str) -> bytes:
    return hmac.digest(key.derived(KeyPurpose.SLOTS), name.encode("ascii") + public, "sha256")


@dataclass(frozen=True, slots=True)
class PasswordSlot:
    """One login's. `login` is its salted hash, `one_time` marks a password that is not yet its owner's own.

    `wrapped` is the private key of `holder` under the password. A slot of the first form of the file has no holder
    and the data key itself there, until its owner signs in.
    """

    login: str
    salt: bytes
    strength: PasswordStrength
    wrapped: bytes
    holder: Holder | None
    one_time: bool = False

    @classmethod
    def made(cls, login: str, password: str, strength: PasswordStrength, key: DataKey) -> PasswordSlot:
        """A new one, with a salt and a pair of keys of its own."""
        salt, private = secrets.token_bytes(_SALT_BYTES), fresh_private_key()
        wrapped = wrap(private, wrapping_key(password, salt, strength))
        return cls(login, salt, strength, wrapped, Holder.of(public_key_of(private), key, login))

    def opened(self, password: str) -> DataKey | None:
        """The data key, None when the password is wrong."""
        inside = unwrap(self.wrapped, wrapping_key(password, self.salt, self.strength))
        if inside is None:
            return None
        return DataKey(inside) if self.holder is None else self.holder.opened(inside)


@dataclass(frozen=True, slots=True)
class KeySlots:
    """Everything in the file. `rotation_asked`: the data key is to be replaced at the next start.

    `recovery` is the slot of the key on paper, `keyring` that of the key in the system's keyring.
    """

    login_salt: bytes
    slots: tuple[PasswordSlot, ...]
    recovery: Holder | None = None
    keyring: Holder | None = None
    rotation_asked: bool = False

    @classmethod
    def empty(cls) -> KeySlots:
        """No slot yet."""
        return cls(secrets.token_bytes(_SALT_BYTES), ())

    def login_hash(self, login: str) -> str:
        """How `login` is named in the file."""
        return hashlib.sha256(self.login_salt + login.encode("utf-8", "surrogatepass")).hexdigest()

    def of_login(self, login: str) -> PasswordSlot | None:
        """The slot of a login."""
        wanted = self.login_hash(login)
        return next((slot for slot in self.slots if slot.login == wanted), None)

    def with_slot(self, slot: PasswordSlot) -> KeySlots:
        """With this slot in place of the one of the same login."""
        others = tuple(one for one in self.slots if one.login != slot.login)
        return replace(self, slots=(*others, slot))

    def without(self, login: str) -> KeySlots:
        """Without the slot of this login; whoever had it may know the data key, so that is to be replaced."""
        gone = self.login_hash(login)
        return replace(self, slots=tuple(slot for slot in self.slots if slot.login != gone), rotation_asked=True)

    def of_place(self, place: RecoveryPlace) -> Holder | None:
        """The slot of the key that is kept there."""
        return self.recovery if place is RecoveryPlace.PAPER else self.keyring

    def with_recovery(self, secret: bytes, place: RecoveryPlace, key: DataKey) -> KeySlots:
        """With this key in place of the one before, which may lie anywhere: the data key is to be replaced then."""
        asked = self.rotation_asked or self.of_place(place) is not None
        public = public_key_of(recovery_private_key(secret, place))
        return replace(self._with(place, Holder.of(public, key, place.value)), rotation_asked=asked)

    def without_recovery(self, place: RecoveryPlace) -> KeySlots:
        """Without the key kept there; the data key is to be replaced, for who has it may know that."""
        if self.of_place(place) is None:
            return self
        return replace(self._with(place, None), rotation_asked=True)

    def opened_by_recovery(self, secret: bytes, place: RecoveryPlace) -> DataKey | None:
        """The data key, None when no key is kept there or another one."""
        holder = self.of_place(place)
        return None if holder is None else holder.opened(recovery_private_key(secret, place))

    def sealed_again(self, key: DataKey) -> KeySlots:
        """With `key`, and what it takes the place of, sealed to every holder; who is not genuine gets nothing."""
        slots = tuple(
            replace(slot, holder=Holder.of(slot.holder.public, key, slot.login))
            for slot in self.slots
            if slot.holder is not None and slot.holder.genuine(key, slot.login)
        )
        sealed = replace(self, slots=slots)
        for place in RecoveryPlace:
            holder = self.of_place(place)
            genuine = holder is not None and holder.genuine(key, place.value)
            sealed = sealed._with(place, Holder.of(holder.public, key, place.value) if holder and genuine else None)
        return sealed

    def _with(self, place: RecoveryPlace, holder: Holder | None) -> KeySlots:
        return replace(self, recovery=holder) if place is RecoveryPlace.PAPER else replace(self, keyring=holder)
