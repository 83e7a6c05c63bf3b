"""What people take away or fill in: packages, forms, blank workbooks, corrections."""
