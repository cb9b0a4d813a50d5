import Foundation
import TestSupport

/// Packages from PyPI in virtual environments that the tests make for themselves.
enum PythonPackages {
    /// The interpreter of an environment with djangorestframework-api-key; nil where none can be made.
    static let djangoAPIKey = python(
        "drf-api-key",
        ["django", "djangorestframework", "djangorestframework-api-key", "psycopg[binary]"]
    )

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

    private static func python(_ name: String, _ packages: [String]) -> String? {
        guard let folder = try? TemporaryFolder("keyturn-\(name)") else { return nil }
        let python = folder("venv/bin/python")
        do {
            try TestProcess.run(["python3", "-m", "venv", folder("venv")])
            try TestProcess.run(
                [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--timeout", "20"] + packages
            )
        } catch {
            return nil
        }
        kept.append(folder)
        return python
    }

    /// Until the tests end.
    nonisolated(unsafe) private static var kept: [TemporaryFolder] = []
}
