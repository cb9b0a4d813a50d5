#!/usr/bin/env python3
"""Runs what the documents show, and compares what is printed.

    check-blocks.py [--record] [DOCUMENT...]     README.md and docs/guides/*.md where none is named

Each document has a folder of its own, in which its blocks are run from top to bottom by bash, with Scripts/blocks.sh read
before. What a block needs beforehand stands in a comment of the document, which readers do not see:

    <!-- check-setup              bash, run in the document's folder; the comment's other lines
    <!-- check-with: SCRIPT -->   the next block is given to this script on standard input
    <!-- check-prints: COMMAND    the next block is what this command prints
    <!-- check-skip: REASON -->   the next block is not run: it starts containers, for instance

A block of `$ ` lines is run line by line, and what follows each is compared: dates, and times below an hour, aside. Each
fingerprint of the document stands for one of the run, also in commands. A line `…` stands for any number of lines. A block `sh` must succeed.
Every block is run, or says why not. With --record what is printed replaces what the document says.
"""

import argparse
import os
import pty
import re
import select
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEYTURN = Path(os.environ.get("KEYTURN", ROOT / ".build/debug/keyturn")).resolve()
PATIENCE = 3600  # seconds: no block is late because the machine is slow
DIRECTIVE = re.compile(r"^<!-- check-(setup|with|prints|skip):?\s*(.*)$")


class Block:
    def __init__(self, number, indent, language):
        self.line = number
        self.indent = indent
        self.language = language
        self.text = []  # without the indent
        self.directives = []


class Document:
    """The blocks of a Markdown file, and between which lines each stands."""

    def __init__(self, path):
        self.path = path
        self.lines = path.read_text().split("\n")
        self.blocks = []
        pending, comment, block = [], None, None
        for number, line in enumerate(self.lines, 1):
            if comment is not None:
                if line.strip() == "-->":
                    pending.append(tuple(comment))
                    comment = None
                else:
                    comment[1] += line + "\n"
            elif block is not None:
                if line.strip() == "```":
                    self.blocks.append(block)
                    block = None
                else:
                    block.text.append(line[block.indent :] if line[: block.indent].isspace() or not block.indent else line)
            elif found := DIRECTIVE.match(line.strip()):
                if found[2].endswith("-->"):
                    pending.append((found[1], found[2][:-3].strip()))
                else:
                    comment = [found[1], found[2] + "\n"]
            elif line.lstrip().startswith("```"):
                block = Block(number, len(line) - len(line.lstrip()), line.strip()[3:])
                block.directives, pending = pending, []
        self.trailing = pending

    def replace(self, block, text):
        """Puts other lines into a block; the numbers of later blocks follow."""
        indent = " " * block.indent
        self.lines[block.line : block.line + len(block.text)] = [(indent + line).rstrip() for line in text]
        for other in self.blocks:
            if other.line > block.line:
                other.line += len(text) - len(block.text)
        block.text = text
        self.path.write_text("\n".join(self.lines))


class World:
    """A folder, and what the snippets before have left in variables."""

    def __init__(self, folder):
        self.folder = Path(folder)
        for name in ("work", "home", "bin"):
            (self.folder / name).mkdir()
        (self.folder / "bin/keyturn").symlink_to(KEYTURN)
        (self.folder / "cwd").write_text(str(self.folder / "work"))
        self.variables = {
            "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
            "HOME": f"{self.folder}/home",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "KEYTURN_ROOT": str(ROOT),
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
        }

    def run(self, script, stdin=b"", strict=False, answers=None):
        """What was printed, and the exit code. `answers` are typed at a terminal."""
        wrapped = (
            f'. "$KEYTURN_ROOT/Scripts/blocks.sh"; [ ! -f "{self.folder}/state" ] || . "{self.folder}/state"\n'
            f'cd "$(cat "{self.folder}/cwd")"\n'
            f'trap \'rc=$?; export -p > "{self.folder}/state"; pwd > "{self.folder}/cwd"; exit $rc\' EXIT\n'
            + ("set -euo pipefail\n" if strict else "")
            + script
        )
        command = ["bash", "-c", wrapped]
        if answers is None:
            done = subprocess.run(
                command,
                input=stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=self.variables,
                timeout=PATIENCE,
                check=False,
            )
            return done.stdout.decode(errors="replace"), done.returncode
        return self.at_terminal(command, answers)

    def at_terminal(self, command, answers):
        primary, secondary = pty.openpty()
        subprocess.run(["stty", "rows", "50", "columns", "100"], stdin=secondary, check=True)
        child = subprocess.Popen(
            command,
            stdin=secondary,
            stdout=secondary,
            stderr=secondary,
            env=self.variables | {"NO_COLOR": "1", "TERM": "dumb"},
            start_new_session=True,
        )
        os.close(secondary)
        os.write(primary, answers)
        printed = b""
        while True:
            ready, _, _ = select.select([primary], [], [], PATIENCE)
            try:
                part = os.read(primary, 65536) if ready else b""
            except OSError:
                part = b""
            if not part:
                break
            printed += part
        os.close(primary)
        return printed.decode(errors="replace").replace("\r\n", "\n"), child.wait()


class Comparison:
    """Whether printed lines are those of a document; fingerprints stand for each other through the whole of it."""

    HEX = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{12})\b")
    VAGUE = [
        (re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z"), "<time>"),
        (re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}(:\d{2})?( UTC)?"), "<time>"),
        (re.compile(r"\d{4}-\d{2}-\d{2}"), "<date>"),
        (re.compile(r"\b\d{2}:\d{2}(:\d{2})?\b"), "<clock>"),
        (re.compile(r"\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b"), "<day>"),
        (re.compile(r"\b\d+ (s|min|ms)\b"), "<short>"),
        # A metric's seconds: as many decimals as the clock had, none where it stood at a whole second.
        (re.compile(r"(_seconds(?:\{.*\})?) [\d.e+-]+$"), r"\1 <number>"),
        # Which of several that are due at nearly the same time is the first follows from the order of their commits.
        (re.compile(r"\b(n|N)ext rotation \S+ in"), "<next>"),
        (re.compile(r"\brow:[0-9a-f]{8}\b"), "<row>"),
        (re.compile(r"\s+"), " "),
    ]

    def __init__(self):
        self.meant = {}
        self.taken = {}

    @staticmethod
    def here(text):
        return text.replace(f"{os.environ.get('USER') or 'root'}@{socket.gethostname()}", "root@vm")

    def vague(self, line):
        line = self.HEX.sub("<hex>", line.rstrip())
        for pattern, word in self.VAGUE:
            line = pattern.sub(word, line)
        return line.strip()

    def same(self, told, printed):
        if self.vague(told) != self.vague(printed):
            return False
        for ours, theirs in zip(self.HEX.findall(told), self.HEX.findall(printed)):
            if self.meant.get(ours, theirs) != theirs or self.taken.get(theirs, ours) != ours:
                return False
            self.meant[ours], self.taken[theirs] = theirs, ours
        return True

    def matches(self, told, printed):
        """`…` is tried shortest first: what follows it must come as soon as it can."""
        if not told:
            return not printed
        if told[0].strip() == "…":
            return any(self.matches(told[1:], printed[count:]) for count in range(len(printed) + 1))
        return bool(printed) and self.same(told[0], printed[0]) and self.matches(told[1:], printed[1:])


def trimmed(lines):
    lines = [line.rstrip() for line in lines]
    while lines and not lines[-1]:
        lines.pop()
    while lines and not lines[0]:
        lines.pop(0)
    return lines


class Check:
    def __init__(self, document, record):
        self.document = document
        self.record = record
        self.failures = 0
        self.run_blocks = 0
        self.skipped = 0
        self.comparison = Comparison()

    def fail(self, block, what):
        self.failures += 1
        print(f"{self.document.path.relative_to(ROOT)}:{block.line}: error: {what}", file=sys.stderr)

    def run(self):
        with tempfile.TemporaryDirectory(prefix="keyturn-blocks-") as folder:
            self.world = World(folder)
            for block in self.document.blocks:
                self.block(block)

    def block(self, block):
        kind = None
        for name, text in block.directives:
            if name == "setup":
                said, code = self.world.run(text, strict=True)
                if code:
                    self.fail(block, f"what the block needs beforehand fails with {code}:\n{said}")
            else:
                kind = (name, text)
        if kind and kind[0] == "skip":
            self.skipped += 1
            if len(kind[1]) < 8:
                self.fail(block, "the block is skipped and no reason says why")
            return
        self.run_blocks += 1
        if kind and kind[0] == "with":
            said, code = self.world.run(kind[1], stdin="\n".join(block.text + [""]).encode(), strict=True)
            if code:
                self.fail(block, f"what is done with the block fails with {code}:\n{said}")
        elif kind:
            said, _ = self.world.run(kind[1])
            self.compare(block, 0, len(block.text), said)
        elif any(line.startswith("$ ") for line in block.text):
            self.commands(block)
        elif block.language in ("sh", "bash"):
            said, code = self.world.run("\n".join(block.text), strict=True)
            if code:
                self.fail(block, f"the block fails with {code}:\n{said}")
        else:
            self.run_blocks -= 1
            self.fail(block, "nothing says how to run the block: check-with, check-prints or check-skip")

    def commands(self, block):
        start = 0
        if not block.text[0].startswith("$ "):
            self.fail(block, "the block begins with what no command prints")
            return
        while start < len(block.text):
            line = block.text[start]
            command, start = line[2:], start + 1
            while command.endswith("\\") and start < len(block.text):
                command += "\n" + block.text[start].removeprefix("> ")
                start += 1
            end = start
            while end < len(block.text) and not block.text[end].startswith("$ "):
                end += 1
            command = Comparison.HEX.sub(lambda found: self.comparison.meant.get(found[0], found[0]), command)
            asks = any("Type 'yes'" in told for told in block.text[start:end])
            said, _ = self.world.run(command, answers=b"yes\n" if asks else None)
            if asks:
                # The terminal shows what is typed before it is asked for.
                said = said.removeprefix("yes\n").replace("Type 'yes' to apply: ", "Type 'yes' to apply: yes\n")
            start = self.compare(block, start, end, said)

    def compare(self, block, start, end, said):
        told, printed = trimmed(block.text[start:end]), trimmed(Comparison.here(said).split("\n"))
        if self.comparison.matches(told, printed):
            return end
        elided = any(line.strip() == "…" for line in told)
        if self.record and not elided:
            printed = [Comparison.HEX.sub(lambda found: self.comparison.taken.get(found[0], found[0]), line) for line in printed]
            tail = [""] if end < len(block.text) else []
            self.document.replace(block, block.text[:start] + printed + tail + block.text[end:])
            return start + len(printed) + len(tail)
        self.fail(
            block,
            "the document says one thing and the program another\n--- says\n"
            + "\n".join(told)
            + "\n--- is printed\n"
            + "\n".join(printed)
            + "\n---",
        )
        return end


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--record", action="store_true")
    parser.add_argument("documents", nargs="*", type=lambda name: Path(name).resolve())
    options = parser.parse_args()
    paths = options.documents or [ROOT / "README.md", *sorted((ROOT / "docs/guides").glob("*.md"))]
    failures = run = skipped = 0
    for path in paths:
        check = Check(Document(path), options.record)
        check.run()
        failures, run, skipped = failures + check.failures, run + check.run_blocks, skipped + check.skipped
    print(f"{run} blocks of {len(paths)} documents were run, {skipped} cannot be")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
