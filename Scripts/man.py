"""Writes the manual's pages from what the program says of its own commands: man.py KEYTURN FOLDER.

keyturn.1, and one page for each command: keyturn-plan.1. Like the plugin of swift-argument-parser it reads
--experimental-dump-help, but it needs no toolchain, no sandbox and no network.
"""

import json
import pathlib
import subprocess
import sys


def roff(text):
    """Text as roff shows it unchanged: ASCII alone, nothing at the start of a line that is a request."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    escaped = escaped.replace("^", "\\(ha").replace("~", "\\(ti")
    escaped = "".join(c if ord(c) < 128 else f"\\[u{ord(c):04X}]" for c in escaped)
    return "\\&" + escaped if escaped.startswith(".") else escaped


def prose(text):
    """Paragraphs; lines that are indented stay as they are, a line of capitals is a heading."""
    lines, is_literal = [], False
    for line in text.strip("\n").split("\n"):
        if line.startswith("  ") != is_literal:
            is_literal = not is_literal
            lines.append(".RS 2\n.nf" if is_literal else ".fi\n.RE")
        if not line:
            lines.append(".PP")
        elif line.isupper():
            lines.append(f".SH {roff(line)}")
        else:
            lines.append(roff(line.strip() if is_literal else line))
    if is_literal:
        lines.append(".fi\n.RE")
    # A paragraph's mark says nothing before a heading, and is a blank line before a block.
    kept = []
    for line, following in zip(lines, lines[1:] + [""]):
        if line != ".PP":
            kept.append(line)
        elif not following.startswith(".SH"):
            kept.append(".sp" if following.startswith(".RS") else line)
    return kept


def spelled(name):
    return ("--" if name["kind"] == "long" else "-") + name["name"]


def synopsis(argument):
    value = f"\\fI{roff(argument['valueName'])}\\fR"
    if argument["kind"] == "positional":
        text = value
    else:
        text = f"\\fB{roff(spelled(argument['preferredName']))}\\fR"
        if argument["kind"] == "option":
            text += f" {value}"
    if argument["isRepeating"]:
        text += " ..."
    return f"[{text}]" if argument["isOptional"] else text


def described(argument):
    if argument["kind"] == "positional":
        heading = f"\\fI{roff(argument['valueName'])}\\fR"
    else:
        heading = ", ".join(f"\\fB{roff(spelled(name))}\\fR" for name in argument["names"])
        if argument["kind"] == "option":
            heading += f" \\fI{roff(argument['valueName'])}\\fR"
    text = roff(argument.get("abstract", ""))
    if "defaultValue" in argument and "efault:" not in argument.get("abstract", ""):
        text += f" Default: {roff(argument['defaultValue'])}."
    return [".TP", heading, text]


def shown(items):
    return [item for item in items if item.get("shouldDisplay", True) and item.get("commandName") != "help"]


def page(command, path, version):
    name = "-".join(path)
    arguments = shown(command.get("arguments", []))
    commands = shown(command.get("subcommands", []))
    lines = [
        f'.TH {name.upper()} 1 "" "keyturn {version}" "Keyturn"',
        ".SH NAME",
        f"{roff(name)} \\- {roff(command['abstract'].rstrip('.'))}",
        ".SH SYNOPSIS",
        f".B {roff(' '.join(path))}",
    ]
    if commands:
        lines.append("\\fIcommand\\fR [\\fIoption\\fR ...]")
    lines += [synopsis(argument) for argument in arguments]
    lines.append(".SH DESCRIPTION")
    lines.append(roff(command["abstract"]))
    if command.get("discussion"):
        # Headings of its own come last, behind the options.
        text = prose(command["discussion"])
        headings = [index for index, line in enumerate(text) if line.startswith(".SH")] or [len(text)]
        lines += [".PP"] + text[: headings[0]]
        tail = text[headings[0]:]
    else:
        tail = []
    if arguments:
        lines.append(".SH OPTIONS")
        for argument in arguments:
            lines += described(argument)
    if commands:
        lines.append(".SH COMMANDS")
        for inner in commands:
            lines += [".TP", f"\\fB{roff('-'.join(path + [inner['commandName']]))}\\fR(1)", roff(inner["abstract"])]
            if inner["commandName"] == command.get("defaultSubcommand"):
                lines[-1] += " The default."
    lines += tail
    if len(path) > 1:
        lines += [".SH SEE ALSO", f"\\fB{roff('-'.join(path[:-1]))}\\fR(1)"]
    return name, "\n".join(line for line in lines if line) + "\n"


def pages(command, path, version):
    yield page(command, path, version)
    for inner in shown(command.get("subcommands", [])):
        yield from pages(inner, path + [inner["commandName"]], version)


def main():
    keyturn, folder = sys.argv[1], pathlib.Path(sys.argv[2])

    def said(argument):
        return subprocess.run([keyturn, argument], check=True, capture_output=True, text=True).stdout

    version = said("--version").split()[0]
    folder.mkdir(parents=True, exist_ok=True)
    command = json.loads(said("--experimental-dump-help"))["command"]
    for name, text in pages(command, [command["commandName"]], version):
        (folder / f"{name}.1").write_text(text)


main()
