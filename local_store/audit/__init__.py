"""The audit log: append-only, each row chained to the one before."""
