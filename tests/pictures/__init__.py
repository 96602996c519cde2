"""The pictures of `docs/images`, taken anew from the real window."""
