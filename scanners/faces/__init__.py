"""The face on a card: opening its photo where a vendor's decoder is installed. Faces are never told apart here."""
