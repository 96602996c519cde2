"""Internet Printing Protocol: messages (RFC 8010) and the operations the workstation needs (RFC 8011, CUPS)."""
