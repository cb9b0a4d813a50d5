#!/usr/bin/env python3
"""Finds sentences that are too long to be read at once: check-sentences.py WORDS DOCUMENT...

A sentence ends at `.`, `!` or `?`; a list item, a table cell and a paragraph each end one, too, and so does a semicolon or a
colon before an item. Code blocks and comments are not counted; a word in code is one word.
"""

import re
import sys
from pathlib import Path


def pieces(text):
    """The texts of a document that stand by themselves."""
    text = re.sub(r"<!--.*?-->", "", text, flags=re.S)
    text = re.sub(r"^ *```.*?^ *```", "", text, flags=re.S | re.M)
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )|\n(?=#)|\n(?=\|)", text):
        paragraph = re.sub(r"`[^`]*`", "code", paragraph)
        paragraph = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", paragraph)
        yield from paragraph.split("|") if paragraph.startswith("|") else [paragraph]


def main():
    most, failures = int(sys.argv[1]), 0
    for name in sys.argv[2:]:
        for piece in pieces(Path(name).read_text()):
            for sentence in re.split(r"(?<=[.!?])\)?\*{0,2}\s", " ".join(piece.split())):
                words = [word for word in sentence.split() if re.search(r"\w", word)]
                if len(words) > most and "·" not in sentence:
                    failures += 1
                    print(f"{name}: error: {len(words)} words in one sentence: {sentence}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
