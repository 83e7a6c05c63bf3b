"""The sample for the office's own check before the assessment: who is visited, and the sheets to take along."""
