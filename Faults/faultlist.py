"""What is done to which system call."""

import collections

# `calls` is what the table shows and `when=` counts; `filtered` counts only calls that concern the world's own paths:
# before the program begins, the loader opens and reads more files than it does, and each thread counts for itself.
Series = collections.namedtuple("Series", "store call fault filtered")

KILL = "SIGKILL"
# As KILL, by the preloaded library: counted over the whole process, files and sockets alone.
KILL_IN_PROCESS = "SIGKILL, process-wide"
# By the preloaded library, too: strace can pretend that a call took one byte, but then it is not made at all.
SHORT = "one byte taken"
CUT = "connection cut"
# What the library does for each.
PRELOADED = {KILL_IN_PROCESS: "kill", SHORT: "short", CUT: "cut"}

FILTERED = {"openat", "read", "close", "newfstatat"}
FILES = {
    "openat": [KILL, "EIO", "ENOSPC", "EMFILE", "EINTR"],
    "read": [KILL, "EIO", "EINTR"],
    "newfstatat": ["EIO"],
    "getdents64": ["EIO"],
    "write": [KILL, KILL_IN_PROCESS, "EIO", "ENOSPC", "EINTR", SHORT],
    "fchmod": [KILL, "EIO", "EPERM"],
    "fsync": [KILL, "EIO", "ENOSPC", "EINTR"],
    "renameat": [KILL, "EIO", "ENOSPC"],
    "unlinkat": [KILL, "EIO", "EPERM"],
    "close": [KILL, "EIO"],
}
SQLITE = {
    "pread64": ["EIO", "EINTR"],
    "pwrite64": [KILL, KILL_IN_PROCESS, "EIO", "ENOSPC", "EINTR", SHORT],
    "fdatasync": [KILL, "EIO", "ENOSPC", "EINTR"],
    "ftruncate": [KILL, "EIO", "EINTR"],
    "unlink": [KILL, "EIO"],
    "fcntl": [KILL, "EIO", "EINTR"],
    "flock": [KILL, "EINTR", "ENOLCK"],
}
NETWORK = {
    "socket": ["EMFILE"],
    "connect": [KILL, "ECONNREFUSED", "EINTR"],
    "sendto": [KILL, CUT, "EINTR", SHORT],
    "recvfrom": [KILL, CUT, "ECONNRESET", "EINTR"],
    "poll": [KILL, "EINTR", "ENOMEM"],
}


def all_series(store):
    """Every series for one store, by its name."""
    calls = {**FILES, **(NETWORK if store == "PostgreSQL" else SQLITE)}
    return [Series(store, call, fault, call in FILTERED) for call, faults in calls.items() for fault in faults]
