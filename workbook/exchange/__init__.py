"""Files that go to other people and come back: what they hold, and what was changed in them."""
