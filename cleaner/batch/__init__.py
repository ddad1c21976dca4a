"""Many documents at once: files and folders in, clean files and the removed-noise log out."""
