"""The data key and who may have it."""
