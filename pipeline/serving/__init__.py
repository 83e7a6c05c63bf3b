"""The Dagster UI on this machine, guarded against other web pages."""
