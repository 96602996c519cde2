"""The client's side of the line: believes nothing that the platform has not proved."""
