"""Delivered files to raw tables: walk, guard, read in guarded children, account for every row."""
