"""What the night needs to know: which deliveries are new, how old the newest release is, who is alive."""
