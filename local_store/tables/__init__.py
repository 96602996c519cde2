"""Tables, as the newest revision of `local_store.migrations` leaves them. A test holds the two together."""
