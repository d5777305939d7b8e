"""The frame that all pages stand in: navigation, top bar, status, undo. No feature code."""
