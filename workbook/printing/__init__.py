"""Paper: text, layout, one file per document."""
