"""The parts of the DOCX reader: the package, the text of paragraphs, the grid of tables."""
