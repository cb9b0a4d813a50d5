"""Validates YAML texts against JSON Schemas: validate.py SCHEMAS TEXTS.

An independent implementation: Python's jsonschema. SCHEMAS is a JSON object of schemas by name. TEXTS holds texts, each
behind a line of U+001E and a schema's name. One line is printed for each: "valid", "refused: why" or "unreadable".
"""

import json
import re
import sys

import jsonschema
import yaml

Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Core(Base):
    """Reads plain scalars as editors do, by YAML 1.2's core schema: no dates, no numbers to the base of 60."""

    yaml_implicit_resolvers = {}


for tag, pattern, first in [
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
]:
    letters = ["" if letter == "\0" else letter for letter in first]
    Core.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(f"^(?:{pattern})$"), letters)
# Python's own constructor would read 0640 as an octal number.
Core.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node)))
Core.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(loader.construct_scalar(node)))


def names(value):
    """The value with names as JSON has them."""
    if isinstance(value, dict):
        return {key if isinstance(key, str) else json.dumps(key): names(inner) for key, inner in value.items()}
    return [names(inner) for inner in value] if isinstance(value, list) else value


def judge(validator, text):
    try:
        value = names(yaml.load(text, Core))
    except (yaml.YAMLError, TypeError, ValueError):
        return "unreadable"
    error = jsonschema.exceptions.best_match(validator.iter_errors(value))
    return "valid" if error is None else "refused: " + " ".join(f"{error.json_path}: {error.message}".split())


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schemas = json.load(file)
    validators = {}
    for name, schema in schemas.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        validators[name] = jsonschema.Draft202012Validator(schema)
    with open(sys.argv[2], encoding="utf-8", newline="") as file:
        texts = file.read().split("\x1e")[1:]
    for text in texts:
        name, text = text.split("\n", 1)
        print(judge(validators[name], text))


main()
