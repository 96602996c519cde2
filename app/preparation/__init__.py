"""How a bare machine becomes one that can run and check the workstation. Standard library and texts only."""
