"""Generated deliveries with an answer key; every person in them is invented."""
