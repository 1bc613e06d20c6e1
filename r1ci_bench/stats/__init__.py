"""From records to numbers: summaries and intervals. Reads records, and never imports the runner."""
