#!/usr/bin/python3
"""Checks that every program which scripts and tests call comes with a package that Scripts/require.sh installs.

A word that may be a command and is a program of this machine must belong to a package that each Debian has (what
debootstrap makes of `minbase`), that CONTRIBUTING.md asks for (git, make), or that require.sh names for the file's task,
or to one that these need. What this machine does not have cannot be called unnoticed: there the tests fail.

Asks dpkg alone: no network, no root. Says that it was skipped where there is no dpkg.
"""

import functools
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent.parent

# Which tasks of require.sh install what these files call.
TASKS = [
    ("Scripts/demo.sh", "build test demo"),
    ("Scripts/package-deb.sh", "build deb"),
    ("Scripts/package-tarball.sh", "build tarball"),
    ("Scripts/package-image.sh", "build image"),
    ("Scripts/package-*", "build deb tarball image"),
    ("Scripts/sbom*", "build tarball"),
    ("Scripts/try-packages.sh", "try-packages"),
    # It says what it misses, and is no part of another goal.
    ("Scripts/test-fresh.sh", "try-packages"),
    ("Scripts/mutants.sh", "build test"),
    # What it looks for stands in it.
    ("Scripts/check-programs.py", None),
    ("Scripts/check-*", "build check-docs"),
    ("Scripts/blocks.sh", "build check-docs"),
    ("Scripts/*", "build test"),
    ("Makefile", "build test"),
    (".ci/run", "build test"),
    (".github/workflows/*", "build test"),
    ("Faults/*", "build test-faults"),
    ("Attacks/*", "build attack"),
    ("Benchmarks/*", "build bench"),
    ("Tests/IntegrationTests/Browser*", "build test test-browser"),
    ("Tests/IntegrationTests/Browser/*", "build test test-browser"),
    ("Tests/*", "build test"),
]
# What a contributor brings; Swift's own programs are in no package.
BROUGHT = ["git", "make", "apt", "dpkg"]
# Called only where they are there, and said to be skipped elsewhere.
OPTIONAL = {"shellcheck", "lintian", "sudo", "systemd-analyze", "systemd-escape", "dpkg-shlibdeps"}
# What shells do themselves, and words of SQL and of our own command line.
BUILT_IN = {"kill", "time", "column", "init"}

# Words of prose and of values that stand where a command could.
PROSE = {("Makefile", "as"), ("Scripts/require.sh", "as"), ("Scripts/demo.sh", "file"),
         ("Tests/ConfigurationTests/DiskFilesTests.swift", "file"), ("Tests/IntegrationTests/SecretsTests.swift", "init")}

# Where a command begins in a shell's language.
BEGIN = r"(?:[|;&(`!]|\b(?:then|do|else|exec|env|xargs|timeout \S+)\s)\s*(?:[A-Z_]+=\S*\s+)*"
WORD = r"([A-Za-z][\w.+-]*|/\w[\w./+-]*)(?=[\s;)|&\"'`]|$)"
SHELL = re.compile(rf"(?:^\s*|{BEGIN})(?:[A-Z_]+=\S*\s+)*{WORD}", re.M)
INSIDE = re.compile(BEGIN + WORD)
# A program's path; the first of an array; the first word of a shell's script.
CALLS = re.compile(r'"(/(?:usr/)?s?bin/[\w.+-]+)"|\[\s*"([\w.+-]+)"|(?:"-e?c",|[Ss]hell\()\s*f?#?"\s*([\w.+-]+)')
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"')


def without_comments(text):
    return "\n".join("" if line.lstrip().startswith(("#", "//")) else line for line in text.splitlines())


# What must be found, each in the language of its file.
SAMPLES = [
    (".swift", 'try TestProcess.run(["ps", "-o", "pid"])'),
    (".swift", 'run("/bin/ps", "x")'),
    (".swift", '["sh", "-c", "ps -o pid"]'),
    (".swift", '"exec ps; true"'),
    (".swift", 'let a = "n=$(ps | wc -l)"'),
    (".swift", 'await world.shell("ps -o sid=")'),
    (".py", 'subprocess.run(["ps", "x"])'),
    (".sh", "if ! ps -o pid; then"),
    (".sh", "n=$(LANG=C ps x | wc -l)"),
    ("", "\tps x"),
]


def words(suffix, text):
    """The words of a text that may be commands."""
    text = without_comments(text)
    if suffix not in (".swift", ".py"):
        return {match[1] for match in SHELL.finditer(text)}
    found = {next(filter(None, match.groups())) for match in CALLS.finditer(text)}
    for literal in LITERAL.finditer(text):
        if re.search(r"\$\(| && | \|\|? |; ", literal[1]):
            found |= {match[1] for match in INSIDE.finditer(literal[1])}
    return found


@functools.cache
def owners():
    """Each file that a package installed to the package."""
    return {
        place: listing.name.removesuffix(".list").split(":")[0]
        for listing in pathlib.Path("/var/lib/dpkg/info").glob("*.list")
        for place in listing.read_text(errors="replace").splitlines()
        if "bin/" in place}


@functools.cache
def package(program):
    """The package of an installed program; nil for what is no program, or came by no package."""
    found = shutil.which(program, path="/usr/sbin:/usr/bin:/sbin:/bin")
    if not found:
        return None
    for place in (found, str(pathlib.Path(found).resolve())):
        for spelling in (place, place.removeprefix("/usr"), "/usr" + place):
            if spelling in owners():
                return owners()[spelling]
    return None


def installed():
    """Each installed package's name to what it needs, and those that every Debian has."""
    needs, everywhere = {}, set()
    form = "${Package}\t${Priority}\t${Essential}\t${Pre-Depends}, ${Depends}\t${Provides}\n"
    rows = subprocess.run(["dpkg-query", "-W", "-f", form], capture_output=True, text=True, check=True).stdout
    for row in rows.splitlines():
        name, priority, essential, depends, provides = row.split("\t")
        needed = {re.split(r"[ :(]", one.strip())[0] for one in re.split(r"[,|]", depends) if one.strip()}
        needs.setdefault(name, set()).update(needed)
        for virtual in re.findall(r"[a-z0-9][a-z0-9+.-]+", provides):
            needs.setdefault(virtual, set()).add(name)
        if priority == "required" or essential == "yes":
            everywhere.add(name)
    return needs, everywhere


def closure(names, needs):
    found, open_ = set(), list(names)
    while open_:
        name = open_.pop()
        if name not in found:
            found.add(name)
            open_ += needs.get(name, ())
    return found


def is_below(name, pattern):
    """Whether a pattern such as `Tests/*` means a file, however deep it lies."""
    return pattern.endswith("/*") and name.startswith(pattern[:-1])


def packages_of(task):
    script = (HERE / "Scripts/require.sh").read_text()
    named = re.search(rf"^    {re.escape(task)}\) echo (.*) ;;$", script, re.M)
    if not named:
        sys.exit(f"check-programs.py: require.sh knows no task {task}")
    return named[1].split()


def main():
    if not shutil.which("dpkg-query"):
        print("skipped: which programs are called: no dpkg")
        return 0
    for suffix, sample in SAMPLES:
        assert words(suffix, sample) & {"ps", "/bin/ps"}, sample
    needs, everywhere = installed()
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=HERE, capture_output=True, text=True, check=True)
    covered = {}
    missing = 0
    for name in filter(None, listed.stdout.split("\0")):
        path = pathlib.PurePath(name)
        tasks = next((tasks for pattern, tasks in TASKS if path.match(pattern) or is_below(name, pattern)), None)
        if tasks is None or path.suffix not in ("", ".sh", ".py", ".swift", ".yml") or not (HERE / name).is_file():
            continue
        if tasks not in covered:
            start = [*everywhere, *BROUGHT, *(one for task in tasks.split() for one in packages_of(task))]
            covered[tasks] = closure(start, needs)
        for word in sorted(words(path.suffix, (HERE / name).read_text(errors="replace")) - OPTIONAL - BUILT_IN):
            of = package(word)
            if (name, word) not in PROSE and of and of not in covered[tasks]:
                missing += 1
                print(f"{name}: error: calls {word}, which is in {of}: no package that require.sh installs for "
                      f"{tasks.split()[-1]} brings it", file=sys.stderr)
    if missing:
        print("help: name the package in Scripts/require.sh, or do without the program", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
