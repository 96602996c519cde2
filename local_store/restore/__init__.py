"""Backups brought back, stores looked at from beside, stations moved to other machines."""
