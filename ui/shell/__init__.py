"""Main window, navigation, lock screen, and how they start."""
