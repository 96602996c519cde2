"""What the workstation does: no screen, no database, no device inside."""
