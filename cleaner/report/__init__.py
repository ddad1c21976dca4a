"""A corpus or a log as one page: what was cut, by which rule, and why."""
