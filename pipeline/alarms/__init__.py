"""Telling somebody that a night went wrong, without personal data: to a file, and to a webhook."""
