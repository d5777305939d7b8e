"""Fonts, icons, curricula and other files the program carries."""
