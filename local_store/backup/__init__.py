"""Looking through the store, copying it, moving it."""
