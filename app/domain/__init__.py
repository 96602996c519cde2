"""Facts and rules of a window case. Standard library only."""
