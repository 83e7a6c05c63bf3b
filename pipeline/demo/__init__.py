"""Generated deliveries of invented households."""

from pipeline.demo.deliver import Demo, make_demo

__all__ = ["Demo", "make_demo"]
