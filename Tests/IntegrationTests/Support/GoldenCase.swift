internal import Foundation
internal import Model
internal import Synchronization
internal import TestSupport
internal import Testing

/// A case of the command line as a folder below `Golden/`.
///
/// - `commands`: a line each. `keyturn …` runs the binary; `sql ENVIRONMENT STATEMENT`, `append FILE TEXT`,
///   `remove FILE` and `mode FILE OCTAL` change what it finds; `save FILE keyturn …` writes what it shows into a file;
///   `show FILE` shows one without keys. Empty lines and those that begin with `#` are for the reader.
/// - `stores/ENVIRONMENT.sql`: rows of a SQLite database with the seed's schema, whose URL is in
///   `${ENVIRONMENT_DATABASE_URL}`.
/// - every other file but `expected.txt` is copied into the folder that the binary runs in.
///
/// It is one and the same time in all of a case, so that what is shown depends on no machine's speed. In all files `{{key NAME}}` is a key made
/// for this run, `{{token NAME}}` a credential of somebody else's, `{{short NAME}}` one that is too short,
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
        // An empty one would stand in the way of `init`.
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
        var transcript = ""
        let commands = try String(contentsOf: source.appendingPathComponent("commands"), encoding: .utf8)
        for line in commands.split(separator: "\n") where !line.hasPrefix("#") {
            transcript += try await carryOut(String(line))
        }
        let shown = Normaliser(world).normalised(transcript)
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

    /// Does what a line says.
    ///
    /// - Returns: what is shown of it.
    private func carryOut(_ line: String) async throws -> String {
        var transcript = ""
        let line = try filled(line)
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        switch words[0] {
        case "keyturn":
            let run = try await world.keyturn(line.split(separator: " ").dropFirst().map(String.init))
            transcript += "$ \(line)\n\(run.output)"
            // Progress is told only where the machine is slow.
            let errors = run.errors.replacing(/(?m)^[a-z]+: [^\n]+…\n/, with: "")
            if !errors.isEmpty { transcript += "--- standard error\n\(errors)" }
            transcript += "--- exit code \(run.exitCode.map(String.init) ?? "none")\n\n"
        case "sql": try world.place(words[1]).database.execute(words[2])
        case "save":
            let run = try await world.keyturn(line.split(separator: " ").dropFirst(3).map(String.init))
            try world.write(words[1], run.output)
            transcript += "$ \(words[2]) > \(words[1])\n"
            if !run.errors.isEmpty { transcript += "--- standard error\n\(run.errors)" }
            transcript += "--- exit code \(run.exitCode.map(String.init) ?? "none")\n\n"
        case "append": try world.write(words[1], try world.read(words[1]) + words[2] + "\n")
        case "remove": try world.remove(words[1])
        case "mode": try world.setMode(words[1], Int(words[2], radix: 8) ?? 0)
        case "show": transcript += "$ cat \(words[1])\n\(try world.read(words[1]))\n"
        default: throw TestFailure("unknown command: \(line)")
        }
        return transcript
    }

    private func runCommands() async throws {
        let commands = try String(contentsOf: source.appendingPathComponent("commands"), encoding: .utf8)
        for line in commands.split(separator: "\n") where !line.hasPrefix("#") { _ = try await carryOut(String(line)) }
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

/// Replaces what differs from run to run by what does not, of the same width where columns depend on it.
struct Normaliser {
    private let world: World

    init(_ world: World) { self.world = world }

    func normalised(_ text: String) -> String {
        var text = text.replacing(world.folder.path, with: "/world")
        for place in world.places {
            guard let path = place.database.url.path else { continue }
            text = text.replacing(
                URL(fileURLWithPath: path).deletingLastPathComponent().path,
                with: "/databases/\(place.name)"
            )
        }
        var places: [(Substring.Index, String)] = []
        for secret in world.secrets {
            let fingerprint = Fingerprint(of: Secret(text: secret)).description
            if let range = text.firstRange(of: fingerprint) { places.append((range.lowerBound, fingerprint)) }
        }
        for (number, (_, fingerprint)) in places.sorted(by: { $0.0 < $1.0 }).enumerated() {
            // As wide as the fingerprint itself.
            let name = number < 9 ? "fingerprint\(number + 1)" : "fingerprin\(number + 1)"
            text = text.replacing(fingerprint, with: name)
        }
        return
            text
            .replacing(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z/, with: "YYYY-MM-DDThh:mm:ssZ")
            .replacing(/\d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC/, with: "YYYY-MM-DD hh:mm UTC")
            // Digests hold all of the above.
            .replacing(/\b[0-9a-f]{64}\b/, with: "(64 hex digits)")
            .replacing(/digest [0-9a-f]{12}…/, with: "digest (12 hex digits)…")
            // The days and hours of a forecast.
            .replacing(/(?m)^    date: \d{4}-\d{2}-\d{2}$/, with: "    date: YYYY-MM-DD")
            .replacing(/"date": "\d{4}-\d{2}-\d{2}"/, with: "\"date\": \"YYYY-MM-DD\"")
            .replacing(/(?m)^[A-Z][a-z]{2} \d{4}-\d{2}-\d{2}$/, with: "DDD YYYY-MM-DD")
            .replacing(/(?m)^  \d{2}:\d{2}\b/, with: "  hh:mm")
    }
}
