"""Parts of the sign-in screen that ask for a new password: after a one-time one, and by the recovery key."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from resources.texts import text
from ui.widgets.fields import TextField
from ui.widgets.words import column, label


class NewPassword(QWidget):
    """The new password, typed twice; hidden until it is asked for."""

    def __init__(self, name: str, words: str, rule: str) -> None:
        """`name` is the first part of the object names, `words` say why one is wanted, `rule` what it must be like."""
        super().__init__()
        self.new = TextField(f"{name}.new_password", text("sign_in.new_password", rule=rule), secret=True)
        self.again = TextField(f"{name}.new_password_again", text("sign_in.new_password_again"), secret=True)
        self.fields = {"account.new_password": self.new, "account.new_password_again": self.again}
        told = (label(words, wrap=True),) if words else ()
        self.setLayout(column(*told, self.new, self.again, spacing=14))
        for field in self.fields.values():
            field.edited.connect(lambda _, field=field: field.set_error(""))
        self.hide()

    def begin(self) -> None:
        """Ask, with empty fields."""
        for field in self.fields.values():
            field.set_value("")
            field.set_error("")
        self.show()

    def values(self) -> tuple[str, str]:
        """What was typed, both times."""
        return self.new.value(), self.again.value()


class RecoveryPart(QWidget):
    """The recovery key and the new password it gives; hidden until somebody forgot the old one."""

    def __init__(self, rule: str) -> None:
        """`rule` says what a password must be like."""
        super().__init__()
        self.key = TextField("sign_in.recovery_key", text("sign_in.recovery_key"))
        self.password = NewPassword("sign_in.recovery", "", rule)
        self.fields = {"recovery_key": self.key, **self.password.fields}
        self.setLayout(column(label(text("sign_in.recovery_words"), wrap=True), self.key, self.password, spacing=14))
        self.key.edited.connect(lambda _: self.key.set_error(""))
        self.hide()

    def begin(self, *, in_keyring: bool) -> None:
        """Ask; with a key `in_keyring` none need be typed, and that is said."""
        self.key.set_value("")
        self.key.set_error("")
        self.key.set_hint(text("sign_in.recovery_kept") if in_keyring else "")
        self.password.begin()
        self.show()

    def end(self) -> None:
        """Ask no more, and keep nothing that was typed."""
        self.key.set_value("")
        self.password.begin()
        self.hide()
