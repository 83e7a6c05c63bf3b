"""Publishing: how a run's folder becomes the release that everyone reads."""
