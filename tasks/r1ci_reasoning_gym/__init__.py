"""Reasoning-Gym: 84 tasks with the questions of the package `reasoning-gym`, judged by verifiers of ours."""
