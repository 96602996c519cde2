"""The provincial platform: its contract, the client that speaks it, and the versioned data it publishes."""
