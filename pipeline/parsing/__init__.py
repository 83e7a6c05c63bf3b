"""Text of delivered cells to values: amounts, ID numbers, places, dates, remarks. No parser here raises on text."""
