"""What to enter or correct in the provincial system: its own form with the right values, and the reasons cell by cell."""
