"""A foreign list becomes data: read, map, match, plan, apply."""
