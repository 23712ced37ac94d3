"""PDFs of one made-up report by several producers, the same bytes' worth of figures each time."""
