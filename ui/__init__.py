"""The window of the workstation: view-models, views, reusable widgets, runtime and shell."""
