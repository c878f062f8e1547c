"""The benchmark: a corpus of any size, the same corpus for other tools, fair measurement, a report."""
