"""Planted faults of the demo, by what they touch, each with its entry in the answer key."""
