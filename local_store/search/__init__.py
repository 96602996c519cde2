"""What the case list finds: names, pinyin, numbers, items, places."""
