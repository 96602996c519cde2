"""The one collection of tables, with stable names for constraints so that migrations can name them."""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def text(name: str, *rest: sa.schema.SchemaItem, primary_key: bool = False) -> sa.Column[str]:
    """A text column that is never null; empty means not known."""
    return sa.Column(name, sa.Text, *rest, primary_key=primary_key, nullable=False)


def moment(name: str, *, nullable: bool = False) -> sa.Column[str]:
    """A moment as text, see `codec.moment_text`."""
    return sa.Column(name, sa.Text, nullable=nullable)


def number(name: str) -> sa.Column[int]:
    """An integer column that is never null."""
    return sa.Column(name, sa.Integer, nullable=False)


def document(name: str = "document") -> sa.Column[bytes]:
    """JSON of a domain object, see `codec.DocumentCodec`."""
    return sa.Column(name, sa.LargeBinary, nullable=False)


def of_case() -> sa.Column[str]:
    """Reference to the case a row belongs to."""
    return text("case_id", sa.ForeignKey("cases.id"))
