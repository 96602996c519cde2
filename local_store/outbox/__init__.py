"""The durable queue of facts on their way to the platform."""
