"""The workbook file: encryption, change log, tables, backups."""
