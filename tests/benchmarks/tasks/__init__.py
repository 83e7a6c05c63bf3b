"""One module per measured task; each runs alone in a process, which the harness measures."""
