import Foundation
import TestSupport

/// Packages from PyPI in virtual environments that the tests make for themselves.
enum PythonPackages {
    /// The interpreter of an environment with djangorestframework-api-key; nil where none can be made.
    static let djangoAPIKey = python(
        "drf-api-key",
        ["django", "djangorestframework", "djangorestframework-api-key", "psycopg[binary]"]
    )

    /// The interpreter of an environment with Django OAuth Toolkit; nil where none can be made.
    static let djangoOAuth = python("oauth", ["django", "django-oauth-toolkit", "psycopg[binary]"])

    /// How the programs of Django's packages begin: they are given a database, what to do, and with what.
    static let djangoDatabase = """
        import datetime, sys, urllib.parse
        import django
        from django.conf import settings
        url, verb, *rest = sys.argv[1:]
        if url.startswith("sqlite:"):
            database = {"ENGINE": "django.db.backends.sqlite3", "NAME": url[len("sqlite:"):]}
        else:
            parts = urllib.parse.urlsplit(url)
            query = dict(urllib.parse.parse_qsl(parts.query))
            database = {"ENGINE": "django.db.backends.postgresql", "NAME": parts.path[1:], "USER": parts.username,
                "HOST": query.get("host") or parts.hostname, "PORT": query.get("port") or parts.port or ""}
        """

    /// The source of LiteLLM's proxy that digests keys; nil where its wheel cannot be had.
    static let liteLLMHash: String? = {
        guard let folder = try? TemporaryFolder("keyturn-litellm"),
            (try? TestProcess.run([
                "python3", "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--timeout", "20",
                "--dest", folder.path, "litellm",
            ])) != nil
        else { return nil }
        return try? TestProcess.run(["python3", "-c", extract, folder.path])
    }()

    /// Prints the function by which the proxy digests a key, without what it needs besides.
    private static let extract = """
        import ast, pathlib, sys, zipfile
        wheel = zipfile.ZipFile(next(pathlib.Path(sys.argv[1]).glob("*.whl")))
        source = wheel.read("litellm/proxy/utils.py").decode()
        found = [node for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.FunctionDef) and node.name == "hash_token"]
        print(ast.unparse(found[0]))
        """

    /// Kept between runs of the tests in the package's build folder, as what is built there.
    private static func python(_ name: String, _ packages: [String]) -> String? {
        let folder = FileManager.default.currentDirectoryPath + "/.build/python/\(name)"
        let python = folder + "/bin/python"
        let isThere = folder + "/complete"
        // The Python that it was made with may be another one by now, or gone.
        if FileManager.default.fileExists(atPath: isThere), (try? TestProcess.run([python, "-c", ""])) != nil {
            return python
        }
        do {
            try TestProcess.run(["python3", "-m", "venv", "--clear", folder])
            try TestProcess.run(
                [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--timeout", "20"] + packages
            )
            try Data().write(to: URL(fileURLWithPath: isThere))
            return python
        } catch {
            return nil
        }
    }
}
