"""Sandboxes and whole attempts on the nodes of a Ray cluster."""
