"""What changed between two releases, household by household, and why."""
