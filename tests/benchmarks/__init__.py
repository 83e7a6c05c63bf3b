"""What the pipeline costs: against the floor, against its own SQL, and against what users would pick instead."""
