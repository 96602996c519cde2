"""Picture and document files that the clerk picks."""
