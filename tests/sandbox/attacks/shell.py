"""Attacks in Bash."""

from __future__ import annotations

from sandbox.attacks.attack import Attack, all_of, ends, printed_bytes, prints, refused, says

_TRY = """
attempt() { if eval "$2" > got 2> why; then echo "DONE $1 $(head -c 200 got)"; else echo "refused $1"; fi; }
"""

SHELL = (
    Attack(
        name="bash: read and write files",
        harm="reads the user's files and the environment, and writes outside the scratch directory",
        language="bash",
        code=_TRY
        + """
for path in @canary@ @home_canary@ /etc/passwd /etc/shadow /proc/self/environ /proc/@harness@/environ; do
  attempt "read $path" "cat $path"
  attempt "source $path" "source $path"
  attempt "write $path" "echo harmed > $path"
  attempt "remove $path" "rm $path < /dev/null"
done
attempt "plant" "echo harmed > /usr/bin/planted"
attempt "link" "ln -sf @canary@ link && cat link"
attempt "list" "ls /root /home /proc"
attempt "variable" "[ -n \\"$@variable@\\" ]"
""",
        check=refused(28),
    ),
    Attack(
        name="bash: connect",
        harm="connects to this machine through the shell's own files and through programs",
        language="bash",
        code=_TRY
        + """
attempt tcp "exec 3<>/dev/tcp/127.0.0.1/@tcp_port@"
attempt udp "echo x > /dev/udp/127.0.0.1/@udp_port@"
attempt name "exec 3<>/dev/tcp/localhost/@tcp_port@"
attempt curl "curl -s -m 5 http://127.0.0.1:@tcp_port@/"
attempt unix "curl -s -m 5 --unix-socket @unix@ http://localhost/"
attempt resolve "getent hosts example.com"
""",
        check=refused(6),
    ),
    Attack(
        name="bash: fork bomb",
        harm="is the shortest program that stops a machine",
        language="bash",
        policy={"wall_seconds": 1.0},
        code="bomb() { bomb | bomb & }; bomb\nwhile :; do :; done",
        check=ends("wall_time", "cpu_time", "exited", "signalled", within=5.0),
    ),
    Attack(
        name="bash: daemons",
        harm="leaves processes that ignore hang-ups and hold its output open",
        language="bash",
        code="nohup sleep 0.@mark@9 &\nsetsid sleep 600.@mark@ &\n(trap '' HUP TERM; sleep 600.@mark@) &\n"
        "disown -a\necho over",
        check=all_of(ends("exited", code=0, within=10.0), says("over")),
    ),
    Attack(
        name="bash: kill",
        harm="kills everybody and everything that has a number",
        language="bash",
        code="""
trap "" TERM HUP INT
for pid in 1 @victim@ @harness@ $(echo @helpers@ | tr , " "); do kill -9 $pid; kill -STOP $pid
done 2> /dev/null
kill -TERM -1 2> /dev/null
echo "still here"
exit 3
""",
        check=all_of(ends("exited", code=3), prints("still here\n")),
    ),
    Attack(
        name="bash: raise limits",
        harm="raises its limits and changes its priority",
        language="bash",
        code=_TRY
        + """
for limit in v n u f; do
  attempt "limit $limit" "ulimit -H$limit unlimited"
done
attempt "core" "ulimit -Hc 1000"
attempt "nice" "nice -n -20 true && [ $(nice -n -20 nice) -lt 0 ]"
attempt "user" "[ $(id -u) = 0 ]"
attempt "su" "su -c true < /dev/null"
attempt "mount" "mount -t tmpfs none ."
attempt "unshare" "unshare -r true"
""",
        check=refused(10),
    ),
    Attack(
        name="bash: flood of text without a line",
        harm="prints without end and without a newline",
        language="bash",
        policy={"wall_seconds": 1.0},
        code="cat /dev/zero | tr '\\0' x",
        check=all_of(ends("wall_time", "cpu_time", within=5.0), printed_bytes(cut=True)),
    ),
    Attack(
        name="bash: memory bomb",
        harm="doubles a text for ever",
        language="bash",
        policy={"memory_bytes": 64 << 20, "wall_seconds": 5.0},
        code='text=x\nwhile :; do text="$text$text"; done',
        check=ends("memory", "exited", "signalled", within=8.0),
    ),
)
