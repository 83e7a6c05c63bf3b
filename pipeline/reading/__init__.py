"""Delivered files to text cells: guard, read, recognise, account for every row."""
