"""Schema revisions (alembic), applied when the store is opened."""
