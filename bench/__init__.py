"""Benchmarks: each figure beside a baseline of the same run, so that ratios can be compared across machines."""
