"""From a run's folder to the release that everyone reads: reuse, publishing, retention, comparison."""
