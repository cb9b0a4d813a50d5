"""Figures that stand in a document."""

import pathlib


def write_between(path, name, text):
    """Puts `text` between the two comments that mark where it goes."""
    path = pathlib.Path(path)
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    head, rest = path.read_text().split(begin, 1)
    _, tail = rest.split(end, 1)
    path.write_text(f"{head}{begin}\n{text}{end}{tail}")
