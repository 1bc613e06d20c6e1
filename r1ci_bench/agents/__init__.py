"""How a question is worked on. `base` has the interface, `loop` what all agents share.

An agent knows nothing of runs, records or the command line: give it an `AgentContext` and it fills the
context's transcript. Evaluation, training data and rollouts all call it in this one way.
"""

from r1ci_bench.agents.base import Agent, AgentContext, Limits
from r1ci_bench.agents.prompts import Prompts

__all__ = ["Agent", "AgentContext", "Limits", "Prompts"]
