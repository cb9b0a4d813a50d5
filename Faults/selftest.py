"""Shows that the trials have teeth: each sabotage must be told as a violation, and none where there is none."""

import secrets

from faultlist import KILL, Series
from trial import Trial

# More than any rotation has, and the most that strace counts to.
NEVER = 65_535


def refuse_delivered(world):
    world.store.deactivate(world.delivered("backend.env"))


def refuse_old(world):
    world.store.deactivate(world.old_key)


def tear(world):
    path = world.output / "compose.keyturn.yaml"
    path.write_bytes(path.read_bytes()[:-20])


def empty(world):
    (world.output / "secrets/pm_mcp_api_key").write_bytes(b"")


def leave_copy(world):
    (world.temporary / "core").write_bytes(world.fragment("backend.env"))


def leave_staged(world):
    (world.output / ".keyturn-0123456789ab.tmp").write_bytes(b"mcp_" + secrets.token_hex(32).encode())


def put_back_old(world):
    path = world.output / "backend.env"
    path.write_bytes(path.read_bytes().replace(world.delivered("backend.env").encode(), world.old_key.encode()))


# What is done, and whether only at the end: the next run puts some of it right, which is no violation.
SABOTAGES = [
    ("the delivered key is deactivated", refuse_delivered, False),
    ("the delivered key is deactivated at the end", refuse_delivered, True),
    ("the old key is deactivated", refuse_old, False),
    ("a fragment is shortened", tear, False),
    ("a fragment is emptied", empty, False),
    ("a copy of a fragment is left in TMPDIR", leave_copy, False),
    ("a staged file is left at the end", leave_staged, True),
    ("a fragment gets the old key back at the end", put_back_old, True),
]


def self_test(world, library):
    """What was not told, or told without reason."""
    harmless = Series(world.store.name, "fsync", KILL, False)
    wrong = []
    for violation in Trial(world, library).run(harmless, NEVER).violations:
        wrong.append(f"nothing was done, and told was: {violation}")
    for name, sabotage, at_end in SABOTAGES:
        if not Trial(world, library, sabotage, at_end).run(harmless, NEVER).violations:
            wrong.append(f"not noticed: {name}")
    return wrong
