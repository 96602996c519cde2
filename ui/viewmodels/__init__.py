"""State and commands of each screen, without a screen."""
