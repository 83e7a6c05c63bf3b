"""Tools and assembly of the income verification pipeline."""
