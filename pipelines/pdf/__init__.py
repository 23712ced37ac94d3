"""The parts of the PDF reader: characters and rules from pypdfium2, tables by pdfplumber's finder, running text."""
