"""Sheets of text cells to tables: header, body, and what a sheet says about itself."""
