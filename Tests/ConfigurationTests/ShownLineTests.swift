import Configuration
import Diagnostics
import Synchronization
import Testing

/// The texts of files are not kept: a line is read again when it is shown.
struct ShownLineTests {
    @Test func `a line is shown as it was read, and not of a file that was written to since`() async {
        let text = Sample.prod("every: 30d", "every: 30 days")
        let files = Rewritten(MemoryFiles(["environments/prod.yaml": text, "templates/a.mustache": "{{key}}"]))
        let loaded = await ConfigurationLoader(directory: "environments", variables: [:], files: files).load()
        func shown() -> String { DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics) }
        #expect(shown().contains("30 days\n"))

        files.rewrite(MemoryFiles(["environments/prod.yaml": "# A line more.\n" + text]))
        #expect(shown().contains("prod.yaml:17:14"))
        #expect(!shown().contains("| "))

        files.rewrite(MemoryFiles([:]))
        #expect(!shown().contains("| "))
    }

    /// Files that others write to.
    private final class Rewritten: ConfigurationFiles {
        private let files: Mutex<MemoryFiles>

        init(_ files: MemoryFiles) { self.files = Mutex(files) }

        func rewrite(_ files: MemoryFiles) { self.files.withLock { $0 = files } }

        private var present: MemoryFiles { files.withLock { $0 } }

        var workingFolder: String { present.workingFolder }

        func names(in folder: String) throws(FileProblem) -> [String] { try present.names(in: folder) }

        func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
            try present.read(path, limit: limit)
        }
    }
}
