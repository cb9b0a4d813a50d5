"""Puts a symbolic link in the place of a file or a folder, in one step, while a run works."""

import ctypes
import os
import select
import shutil
import time

AT_FDCWD, EXCHANGE, IN_OPEN = -100, 2, 0x20
LIBC = ctypes.CDLL(None, use_errno=True)


def exchange(one, other):
    """Swaps two names in one step, as an attacker would."""
    if LIBC.renameat2(AT_FDCWD, os.fsencode(one), AT_FDCWD, os.fsencode(other), EXCHANGE):
        raise OSError(ctypes.get_errno(), "renameat2")


def watch_opened(folder):
    """A descriptor that can be read once somebody has opened the folder."""
    watching = LIBC.inotify_init1(os.O_CLOEXEC)
    LIBC.inotify_add_watch(watching, os.fsencode(folder), IN_OPEN)
    return watching


class Swapper:
    """Does it once; puts right afterwards what the run left.

    `name` is a path in the output folder, empty for that folder, None for nothing at all. `moment` is a part of
    `seconds`; None: as soon as a staged file is seen.
    """

    def __init__(self, world, name, outside, moment, seconds):
        self.world = world
        self.name = name
        self.moment = moment
        self.was_met = False
        self.seconds = seconds
        if name is None:
            return
        self.place = world.output / name if name else world.output
        self.aside = world.folder.parent / f"{world.folder.name}-aside"
        self.aside.unlink(missing_ok=True)
        self.aside.symlink_to(outside / name if name else outside)
        # Declared as a link the output folder may be one: it counts what it was when it was looked at.
        self.watching = watch_opened(self.place) if not name else None

    def __call__(self, process):
        if self.name is None:
            return
        if self.moment is None:
            # What an earlier run left is there before.
            left = set(self._staged())
            while process.poll() is None and set(self._staged()) <= left:
                pass
        elif self.watching is not None:
            if select.select([self.watching], [], [], 10)[0]:
                # Between looking and writing there is little time.
                time.sleep(self.moment ** 4 * self.seconds / 2)
        else:
            time.sleep(self.moment * self.seconds)
        if process.poll() is None:
            exchange(self.place, self.aside)
            self.was_met = True

    def _staged(self):
        for folder in (self.world.output, self.world.output / "secrets"):
            yield from (entry.path for entry in os.scandir(folder) if entry.name.startswith(".keyturn-"))

    def undo(self):
        if self.name is None:
            return
        if self.watching is not None:
            os.close(self.watching)
        if self.was_met and self.place.is_symlink():
            exchange(self.place, self.aside)
        if self.aside.is_symlink() or self.aside.is_file():
            self.aside.unlink()
        elif self.aside.is_dir():
            shutil.rmtree(self.aside)
