"""Writes a CycloneDX 1.5 document of what sbom.sh found. The same input gives the same bytes."""

import argparse
import hashlib
import json
import os
import pathlib
import sys
import uuid
from urllib.parse import quote

# A file's first words tell its licence.
LICENCES = [("Apache License", "Apache-2.0"), ("Permission is hereby granted, free of charge", "MIT")]


def licence(folder):
    """The SPDX identifier of a package's licence; None where its file is not one that is known here."""
    for path in sorted(folder.glob("LICEN[CS]E*")):
        text = " ".join(path.read_text(errors="replace").split())
        for words, name in LICENCES:
            if words in text:
                return name
    return None


def component(name, version, purl, spdx=None, kind="library", **more):
    found = {"type": kind, "bom-ref": purl, "name": name, "version": version, "purl": purl}
    if spdx:
        found["licenses"] = [{"license": {"id": spdx}}]
    return found | more


def has_module(checkout, modules):
    """Whether a package has a folder of sources with the name of a module that was linked."""
    for folder, inner, _ in os.walk(checkout):
        inner[:] = [name for name in inner if not name.startswith(".") and name not in ("Tests", "Examples", "Benchmarks")]
        if modules.intersection(inner):
            return True
    return False


def swift_packages(checkouts, modules):
    for pin in sorted(json.load(open("Package.resolved"))["pins"], key=lambda pin: pin["identity"]):
        location = pin["location"].removesuffix(".git")
        checkout = checkouts / pathlib.PurePosixPath(location).name
        if not checkout.is_dir():
            sys.exit(f"sbom.py: {checkout} is missing")
        if has_module(checkout, modules):
            version = pin["state"]["version"]
            place = location.removeprefix("https://")
            yield component(
                pin["identity"],
                version,
                f"pkg:swift/{quote(place)}@{version}",
                licence(checkout),
                externalReferences=[{"type": "vcs", "url": location, "comment": f"commit {pin['state']['revision']}"}],
            )


def debian_packages(lines):
    for line in lines:
        name, version, architecture = line.split()
        purl = f"pkg:deb/debian/{quote(name)}@{quote(version, safe='')}?arch={architecture}"
        yield component(name, version, purl)


def main():
    parser = argparse.ArgumentParser()
    for name in ("version", "swift", "checkouts", "modules", "debian"):
        parser.add_argument(f"--{name}", required=True)
    given = parser.parse_args()
    built = json.loads(given.version)

    swift = given.swift.split()[-1]
    components = [
        # Its standard library and FoundationEssentials are linked in.
        component("swift", swift, f"pkg:generic/swift@{swift}", "Apache-2.0", kind="framework"),
        *swift_packages(pathlib.Path(given.checkouts), set(given.modules.split())),
        *debian_packages(given.debian.splitlines()),
    ]
    keyturn = component(
        "keyturn",
        built["version"],
        f"pkg:generic/keyturn@{built['version']}",
        "Apache-2.0",
        kind="application",
        properties=[{"name": "commit", "value": built["commit"] or "unknown"}],
    )
    content = json.dumps([keyturn, components])
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.UUID(bytes=hashlib.sha256(content.encode()).digest()[:16], version=5)}",
        "version": 1,
        "metadata": {"component": keyturn},
        "components": components,
        "dependencies": [
            {"ref": keyturn["bom-ref"], "dependsOn": [part["bom-ref"] for part in components]},
        ],
    }
    if built["committed_at"]:
        document["metadata"]["timestamp"] = built["committed_at"]
    print(json.dumps(document, indent=2))


main()
