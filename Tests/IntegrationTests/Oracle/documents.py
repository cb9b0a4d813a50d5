"""Validates JSON documents against JSON Schemas: documents.py SCHEMA DOCUMENT...

An independent implementation: Python's jsonschema. Members that a schema does not describe are refused here, although
readers are to pass over them: what is printed must be described. One line for each document: "valid", or what is wrong.
"""

import json
import sys

import jsonschema


def closed(schema):
    """The schema with every object closed."""
    if isinstance(schema, list):
        return [closed(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    result = {name: closed(inner) for name, inner in schema.items()}
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        result["additionalProperties"] = False
    return result


for path, document in zip(sys.argv[1::2], sys.argv[2::2]):
    with open(path, encoding="utf-8") as file:
        schema = json.load(file)
    validator = jsonschema.validators.validator_for(schema, jsonschema.Draft202012Validator)
    validator.check_schema(schema)
    with open(document, encoding="utf-8") as file:
        value = json.load(file)
    error = jsonschema.exceptions.best_match(validator(closed(schema)).iter_errors(value))
    print("valid" if error is None else f"{error.json_path}: {' '.join(error.message.split())[:300]}")
