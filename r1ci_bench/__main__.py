"""`python -m r1ci_bench` is `r1ci-bench`."""

from r1ci_bench.cli import main

if __name__ == "__main__":
    main()
