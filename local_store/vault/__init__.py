"""Page pictures and papers: one encrypted file a content."""
