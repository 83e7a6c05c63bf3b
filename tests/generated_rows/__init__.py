"""Generated rows of raw tables, without workbooks: for benchmarks and the twin run."""
