"""A hall's shared store: the same repositories over PostgreSQL, pages sealed beside the rows."""
