"""The commands, one a file. What they do stands in the other rooms; here are only options."""
