"""Where rules are made and tried: drafted from a line, tested, counted and reviewed."""
