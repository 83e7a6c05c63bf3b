"""What `income` does, one command per module."""
