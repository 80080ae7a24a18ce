"""What page and command line both have done: a layer brought in, news read for review."""
