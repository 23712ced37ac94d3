"""The parts of the spreadsheet readers: the workbook's XML, numbers as their formats show them, sheets to blocks."""
