import Glibc
import TestSupport
import Testing

/// Python's croniter and zoneinfo: an independent implementation to compare with.
enum PythonOracle {
    /// Where croniter was put; empty where Python has it already, nil where it cannot be had.
    private static let library: String? = {
        if (try? TestProcess.run(["python3", "-c", "import croniter, zoneinfo"])) != nil { return "" }
        let pip = ["python3", "-m", "pip", "install", "--quiet", "--target", folder("library"), "croniter"]
        guard (try? TestProcess.run(pip)) != nil else { return nil }
        return folder("library")
    }()

    // Never released, so removed by hand.
    private static let folder: TemporaryFolder = {
        guard let folder = try? TemporaryFolder("keyturn-oracle") else { fatalError("/tmp cannot be written") }
        atexit { _ = try? TestProcess.run(["rm", "-rf", PythonOracle.folder.path]) }
        return folder
    }()

    static var isAvailable: Bool { library != nil }

    /// One answer for each question; see `Oracle/oracle.py`.
    static func answers(_ questions: [String], name: String) throws -> [Substring] {
        let file = folder(name)
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        let bytes = Array(questions.joined(separator: "\n").utf8)
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        try #require(written == bytes.count, "\(file) cannot be written")
        let script = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let path = "PYTHONPATH=\(library ?? "")"
        let text = try TestProcess.run(["env", path, "python3", "/\(script)/Oracle/oracle.py", file])
        return text.split(separator: "\n")
    }
}
