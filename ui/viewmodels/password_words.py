"""What a password must be like, in words."""

from __future__ import annotations

from app.domain.password_rule import PasswordRule
from resources.texts import text


def rule_words(rule: PasswordRule) -> str:
    """At least so many characters, of at least so many kinds."""
    if rule.kinds > 1:
        return text("sign_in.password_rule_kinds", shortest=rule.shortest, kinds=rule.kinds)
    return text("sign_in.password_rule", shortest=rule.shortest)
