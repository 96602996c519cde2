"""What the window stands on: background lanes, error words, crash hooks, looks, translations."""
