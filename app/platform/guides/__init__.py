"""Item guides, agreements and the item directory as JSON files: format, checks, lazy reading, layers."""
