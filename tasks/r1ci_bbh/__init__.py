"""BIG-Bench-Hard: 27 tasks; a loader of the official items, and fresh questions of the same form for 20."""
