"""The parts of the OFD reader (GB/T 33190): the package, matrices, text and paths of a page."""
