"""Workbooks to fill in: the headers that the reader knows, the households that are known, checks on every cell."""
