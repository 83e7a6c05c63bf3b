"""What is made: one asset per table, from raw cells to marts."""
