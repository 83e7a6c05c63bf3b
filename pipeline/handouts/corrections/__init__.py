"""Findings back to the village: a workbook to fill in, which is read as kind `correction` when it is delivered."""
