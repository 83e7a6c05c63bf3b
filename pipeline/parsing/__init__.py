"""Text of delivered cells to values: amounts, ID numbers, places, dates, remarks. None raises on text."""
