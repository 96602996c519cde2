"""Everything the station keeps: encrypted, crash-proof, accountable.

Heavy libraries (SQLAlchemy, alembic, SQLCipher) are loaded when the store is opened, never before: the sign-in
screen appears without them.
"""
