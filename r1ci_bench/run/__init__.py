"""From a RunSpec to a finished run: plan, workbench, runner, resume, verification."""
