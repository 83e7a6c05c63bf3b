"""Generated deliveries of invented households, with an answer key that only tests read."""

from pipeline.demo.deliver import DemoSummary, make_demo

__all__ = ["DemoSummary", "make_demo"]
