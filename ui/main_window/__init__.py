"""The frame that all pages stand in: navigation, top bar, status, undo. No feature code."""

from ui.main_window.window import MainWindow
from ui.main_window.workspace import Workspace

__all__ = ["MainWindow", "Workspace"]
