"""What lies on an identity card and what its readers answer, whichever way they are reached."""
