"""Model adapters that come with r1ci-bench: OpenAI-compatible endpoints, references, baselines, scripts."""
