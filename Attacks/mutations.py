"""Ways to damage a file's bytes."""

# What YAML, dotenv files, templates and JSON read in a way of their own.
SPECIALS = [
    b"&a ", b"*a", b"<<: *a", b"!!binary ", b"!tag ", b"%YAML 1.1\n---\n", b"---\n", b"...\n", b"? ", b"| ", b">-\n",
    b"\t", b"#", b"'", b"\"", b"`", b"@", b"{", b"}", b"[", b"]", b": ", b"- ", b", ", b"~", b"null", b"yes", b"0x1F",
    b"1e9999", b".nan", b"-1", b"99999999999999999999", b"2147483648", b"\\x00", b"\\u0000", b"\\ud800", b"$", b"${",
    b"${A", b"${A:-", b"${A:?x}", b"$$", b"{{", b"}}", b"{{{", b"{{#key}}", b"{{/key}}", b"{{>partial}}",
    b"{{=<% %>=}}", b"{{^", b"=", b";", b"&&", b"|", b"`id`", b"$(id)", b"export ", b"\xef\xbb\xbf", b"\xc2\x85",
    b"\xe2\x80\xa8", b"\xe2\x80\xae", b"\x1b[2J", b"\x7f", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"../", b"/", b"//",
    b"/dev/stdin", b"/proc/self/environ", b"\x00", b"\r", b"\r\n", b"\n",
]
NESTS = [b"[", b"{a: ", b"- ", b"{{#key}}", b"[[", b'{"a":', b'"', b"((", b"${A:-"]


def flip(data, chance):
    """Some bits of some bytes."""
    data = bytearray(data)
    for _ in range(chance.choice([1, 1, 1, 2, 5, 20])):
        if data:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def truncate(data, chance):
    return data[:chance.randrange(len(data) + 1)]


def duplicate(data, chance):
    """A line, or many lines, again somewhere."""
    lines = data.splitlines(keepends=True) or [b""]
    first = chance.randrange(len(lines))
    taken = lines[first:first + chance.choice([1, 1, 2, 5])] * chance.choice([1, 1, 2, 50])
    at = chance.randrange(len(lines) + 1)
    return b"".join(lines[:at] + taken + lines[at:])


def drop(data, chance):
    """A line less, or two in each other's place."""
    lines = data.splitlines(keepends=True)
    if len(lines) < 2:
        return b""
    one, other = chance.sample(range(len(lines)), 2)
    if chance.random() < 0.5:
        lines[one], lines[other] = lines[other], lines[one]
    else:
        del lines[one]
    return b"".join(lines)


def insert(data, chance):
    """What has a meaning of its own, somewhere."""
    for _ in range(chance.choice([1, 1, 2, 4])):
        at = chance.randrange(len(data) + 1)
        data = data[:at] + chance.choice(SPECIALS) + data[at:]
    return data


def ends_of_lines(data, chance):
    """CRLF, CR, none at the end, or a mixture."""
    end = chance.choice([b"\r\n", b"\r", b"\n\r", b"\x0c\n", b""])
    lines = data.split(b"\n")
    if chance.random() < 0.3:
        return b"".join(line + (end if chance.random() < 0.3 else b"\n") for line in lines)
    return end.join(lines)


def zero(data, chance):
    """NUL bytes: one, or a block as a lost write leaves it."""
    at = chance.randrange(len(data) + 1)
    size = chance.choice([1, 1, 16, 512])
    return data[:at] + bytes(size) + data[at + (size if chance.random() < 0.5 else 0):]


def grow(data, chance):
    """One huge line, or a file that is huge, or deep."""
    at = chance.randrange(len(data) + 1)
    what = chance.choice([
        b"x" * 1_000_000, b"A=1\n" * 100_000, b" " * 200_000, b"#" * 500_000, b"\\" * 100_000, b"$" * 100_000,
        *(nest * 5_000 for nest in NESTS)])
    return data[:at] + what + data[at:]


def replace(data, chance):
    """A word in the place of another."""
    words = data.split(b" ")
    words[chance.randrange(len(words))] = chance.choice(SPECIALS + words)
    return b" ".join(words)


def nothing(data, chance):
    """Empty, or of nothing but one kind of byte."""
    return chance.choice([
        b"", b"\n", b"\xef\xbb\xbf", b"\x00" * 100, b" ", b"{}", b"[]", b"null", b"---\n---\n", b"\xff\xfe" + data])


# As often as each is worth it.
MUTATIONS = [
    flip, flip, flip, truncate, duplicate, drop, insert, insert, insert, ends_of_lines, zero, replace, replace, grow,
    nothing]
