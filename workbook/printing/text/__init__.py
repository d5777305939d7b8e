"""Text on paper in every script the offices write: shaped, wrapped, fitted, embedded.

reportlab shapes neither Arabic nor Bengali and cannot order mixed lines, so documents draw text
only through a Typesetter on its canvas.
"""

from workbook.printing.text.layout import Align, Fit, Line, Style, Typesetter, isolate

__all__ = ["Align", "Fit", "Line", "Style", "Typesetter", "isolate"]
