"""The default backend: each call is a fork of a warm interpreter, jailed before its first untrusted byte.

`client` lives in the harness. It starts one `supervisor`, which starts one `template` (a warm interpreter)
for each set of preloaded modules. A template clones a child for each call; the supervisor is that child's
parent, watches its limits and reads its output. `child` applies the layers (`namespaces`, `filesystem`,
`landlock`, `rlimits`, `privileges`, `seccomp`) and `script` then runs the code as a script of its own.
"""
