"""Generated deliveries of invented households, with an answer key that only tests read."""

from pipeline.demo.deliver import DemoSummary, make_demo
from pipeline.demo.marker import foreign_files, remove_demo

__all__ = ["DemoSummary", "foreign_files", "make_demo", "remove_demo"]
