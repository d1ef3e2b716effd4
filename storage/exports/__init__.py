"""What goes out in files: read in portions by key, within reach, so that memory stays bounded."""
