"""A second, independent source of deliveries and faults: other county, magnitudes and layouts than the demo's."""
