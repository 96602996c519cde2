"""Document cameras (USB video class), watched live."""
