"""Pictures from a phone over the hall's network, by a link that lives for minutes."""
