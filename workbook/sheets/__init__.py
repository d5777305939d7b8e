"""Reading and writing spreadsheets safely."""
