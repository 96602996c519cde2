"""A folder that some other program scans into."""
