"""What each view-model looks like; no rule lives here."""
