"""The SymBench suite: one module a task, imported when the task is selected."""
