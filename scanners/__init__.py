"""Everything that brings paper and cards into the workstation: drivers, imaging, reading, worker processes."""
