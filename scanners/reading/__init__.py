"""What stands on a page: codes now; the whole page pipeline behind the `PageReader` port."""
