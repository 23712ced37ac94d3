"""The parts of the ODT reader: styles that hide or raise text, the text of paragraphs, the grid of tables."""
