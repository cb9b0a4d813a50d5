internal import Foundation
internal import Model
internal import Synchronization
internal import TestSupport
internal import Testing

/// A case of the command line as a folder below `Golden/`.
///
/// - `commands`: a line each. `keyturn …` runs the binary and is recorded in `expected.txt`; `run keyturn …` is not: the
///   indented lines below it say what must hold of it, see ``GoldenAssertion``. `sql ENVIRONMENT STATEMENT`, `append FILE TEXT`,
///   `remove FILE` and `mode FILE OCTAL` change what it finds; `save FILE keyturn …` writes what it shows into a file;
///   `show FILE` shows one without keys. Empty lines and those that begin with `#` are for the reader.
/// - `stores/ENVIRONMENT.sql`: rows of a SQLite database with the seed's schema, whose URL is in
///   `${ENVIRONMENT_DATABASE_URL}`.
/// - every other file but `expected.txt` is copied into the folder that the binary runs in.
///
/// It is one and the same time in all of a case, so that what is shown depends on no machine's speed. In all files `{{key NAME}}` is a key made
/// for this run, `{{token NAME}}` a credential of someone else's, `{{short NAME}}` one that is too short,
/// `{{fingerprint NAME}}` what a key is shown as, and `{{ago 3d}}` and `{{in 3d}}` are times; `{{iso 3d}}` is the latter
/// as a command line takes it.
final class GoldenCase {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Golden")

    /// All cases, by name.
    static var names: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return names.filter { FileManager.default.fileExists(atPath: "\(root.path)/\($0)/commands") }.sorted()
    }

    private static let isRecording = ProcessInfo.processInfo.environment["KEYTURN_RECORD"] == "1"

    private let source: URL
    private let world: World
    private let now = Instant.current
    private var made: [String: String] = [:]

    init(_ name: String) throws {
        source = Self.root.appendingPathComponent(name)
        world = try World()
        world.set("KEYTURN_TEST_CLOCK", String(now.microseconds))
        // An empty one would be in the way of `init`.
        try world.remove("environments")
        for file in try FileManager.default.subpathsOfDirectory(atPath: source.path).sorted() {
            guard !["commands", "expected.txt"].contains(file), let text = try? text(file) else { continue }
            let parts = file.split(separator: "/")
            if parts.count == 2, parts[0] == "stores", file.hasSuffix(".sql") {
                let place = Place(name: String(parts[1].dropLast(4)), database: try SeedDatabase(.sqliteDashed))
                try place.database.execute(text)
                world.add(place)
                world.setURL(place)
            } else {
                try world.write(file, text)
                try world.setMode(file, 0o600)
                if file.hasPrefix("deploy/") || file.hasPrefix("legacy/") { world.mayHoldKeys([file]) }
            }
        }
        for place in world.places {
            let files = World.fragments + ["nginx.conf"]
            world.mayHoldKeys(files.map { "\(place.output)/\($0)" })
        }
    }

    /// Runs the commands and compares what they showed with what is expected; a recording run writes it and fails.
    func run() async throws {
        var steps: [Step] = []
        var assertions: [(step: Int, text: String)] = []
        for line in try commands() {
            if line.hasPrefix("  ") {
                assertions.append((steps.count - 1, String(line.dropFirst(2))))
            } else {
                steps.append(try await carryOut(line))
            }
        }
        let normaliser = Normaliser(world, transcript: steps.map(\.transcript).joined())
        for (step, text) in assertions {
            let problem = try GoldenAssertion(text).problem(
                of: steps[step].run.map { run in
                    (normaliser.normalised(run.output), normaliser.normalised(run.errors), run.exitCode)
                }
            )
            if let problem { Issue.record("\(text)\n\(problem)\n\(normaliser.normalised(steps[step].transcript))") }
        }
        let shown = normaliser.normalised(steps.filter(\.isRecorded).map(\.transcript).joined())
        let file = source.appendingPathComponent("expected.txt")
        guard !Self.isRecording else {
            try Data(shown.utf8).write(to: file)
            Issue.record("recorded: look at the difference, then run without KEYTURN_RECORD")
            return
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        #expect(shown == expected, "\(difference(expected, shown))")
    }

    /// Every plan that can be made of the case, in every format, before its commands and after them: each run is searched
    /// for secrets, with what it wrote.
    ///
    /// - Returns: what was printed as JSON, plans and forecasts, in their order.
    func plans() async throws -> [(kind: String, text: String)] {
        var documents: [(kind: String, text: String)] = []
        for isAfter in [false, true] {
            if isAfter { try await runCommands() }
            let day = String((now + .seconds(40 * 86_400)).iso8601.prefix(10))
            var runs = [
                ("plan", ["plan", "--format", "json"]), ("", ["plan", "--format", "markdown"]),
                ("", ["plan", "--out", "every.plan"]), ("plan", ["show", "every.plan", "--format", "json"]),
                ("forecast", ["forecast", "--until", day, "--format", "json"]),
            ]
            if isAfter {
                runs += [
                    ("plan", ["plan", "--drift-only", "--format", "json"]), ("", ["plan", "--drift-only"]),
                    ("plan", ["plan", "--at", day, "--format", "json"]), ("", ["show", "every.plan"]),
                    ("", ["show", "every.plan", "--format", "markdown"]), ("", ["forecast", "--until", day]),
                    ("", ["forecast", "--until", day, "--format", "html"]),
                ]
            }
            for (kind, arguments) in runs {
                let run = try await world.keyturn(arguments)
                #expect(run.signal == nil, "\(run)")
                // Where the configuration is wrong there is no plan.
                if !kind.isEmpty, run.output.hasPrefix("{\n  \"format_version\""), run.output.contains("\"created_at\"")
                {
                    documents.append((kind, run.output))
                }
            }
        }
        return documents
    }

    /// What a line did and showed.
    private struct Step {
        var transcript = ""
        var run: Run?
        var isRecorded = true
    }

    /// Does what a line says.
    private func carryOut(_ line: String) async throws -> Step {
        var step = Step()
        var line = try filled(line)
        if line.hasPrefix("run ") {
            step.isRecorded = false
            line = String(line.dropFirst(4))
        }
        var transcript = ""
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        switch words[0] {
        case "keyturn":
            let run = try await world.keyturn(line.split(separator: " ").dropFirst().map(String.init))
            step.run = run
            transcript += "$ \(line)\n\(run.output)"
            let errors = run.errorsBesideProgress
            if !errors.isEmpty { transcript += "--- standard error\n\(errors)" }
            transcript += "--- exit code \(run.exitCode.map(String.init) ?? "none")\n\n"
        case "sql": try world.place(words[1]).database.execute(words[2])
        case "save":
            let run = try await world.keyturn(line.split(separator: " ").dropFirst(3).map(String.init))
            try world.write(words[1], run.output)
            transcript += "$ \(words[2]) > \(words[1])\n"
            let errors = run.errorsBesideProgress
            if !errors.isEmpty { transcript += "--- standard error\n\(errors)" }
            transcript += "--- exit code \(run.exitCode.map(String.init) ?? "none")\n\n"
        case "append": try world.write(words[1], try world.read(words[1]) + words[2] + "\n")
        case "remove": try world.remove(words[1])
        case "mode": try world.setMode(words[1], Int(words[2], radix: 8) ?? 0)
        case "show": transcript += "$ cat \(words[1])\n\(try world.read(words[1]))\n"
        default: throw TestFailure("unknown command: \(line)")
        }
        step.transcript = transcript
        return step
    }

    private func runCommands() async throws {
        for line in try commands() where !line.hasPrefix("  ") { _ = try await carryOut(line) }
    }

    /// The lines of `commands` but those for the reader.
    private func commands() throws -> [String] {
        let text = try String(contentsOf: source.appendingPathComponent("commands"), encoding: .utf8)
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
    }

    /// A file with what braces stand for.
    private func text(_ file: String) throws -> String {
        try filled(String(contentsOf: source.appendingPathComponent(file), encoding: .utf8))
    }

    private func filled(_ text: String) throws -> String {
        try text.replacing(/{{(key|token|short|fingerprint|ago|in|iso) ([0-9a-z]+)}}/) { match in
            let name = String(match.output.2)
            return switch match.output.1 {
            case "key": key(name) { randomKey() }
            case "token": token(name)
            case "short": key(name) { String(randomKey().prefix(20)) }
            case "fingerprint": Fingerprint(of: Secret(text: key(name) { randomKey() })).description
            case "iso": (now + (try duration(name))).iso8601
            case "ago": (now - (try duration(name))).databaseText
            default: (now + (try duration(name))).databaseText
            }
        }
    }

    private func key(_ name: String, _ make: () -> String) -> String {
        let key = made[name] ?? make()
        made[name] = key
        return key
    }

    /// Looked for in all that is shown, as keys are; its shape is that of none.
    private func token(_ name: String) -> String {
        let token = key("token " + name) { randomToken() }
        world.keepSecret(token)
        return token
    }

    private func duration(_ text: String) throws -> Duration {
        let units: [Character: Int] = ["h": 3_600, "d": 86_400, "m": 60]
        guard let unit = text.last.flatMap({ units[$0] }), let number = Int(text.dropLast()) else {
            throw TestFailure("no duration: \(text)")
        }
        return .seconds(number * unit)
    }

    /// The first line that differs: whole transcripts are long.
    private func difference(_ expected: String, _ shown: String) -> String {
        let pairs = zip(expected.split(separator: "\n"), shown.split(separator: "\n"))
        for (number, (old, new)) in pairs.enumerated() where old != new {
            return "line \(number + 1) (empty ones not counted)\n  expected: \(old)\n  shown:    \(new)"
        }
        return "one is the beginning of the other"
    }
}
