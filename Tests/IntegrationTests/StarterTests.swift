internal import TestSupport
internal import Testing

/// What `keyturn init` writes.
@Suite(.unlessItHangs) struct StarterTests {
    @Test func `every example in the starting point is one that can be taken as it is`() async throws {
        let world = try World()
        #expect(try await world.keyturn("init").exitCode == 0)
        try world.write("templates/nginx.conf.mustache", "# {{environment}}\n")
        var examples = 0
        for file in ["_defaults", "dev", "staging", "prod"] {
            let path = "environments/\(file).yaml"
            let lines = try world.read(path).split(separator: "\n", omittingEmptySubsequences: false).map { line in
                let text = line.drop { $0 == " " }
                let example = text.dropFirst(2)
                guard text.hasPrefix("# "), example.contains(": {") || example.hasPrefix("- {") else { return line }
                examples += 1
                return line.prefix(line.count - text.count) + example
            }
            try world.write(path, lines.joined(separator: "\n"))
        }
        #expect(examples >= 8)
        for name in ["DEV", "STAGING", "PROD"] { world.set("\(name)_DATABASE_URL", "sqlite:\(name).sqlite") }
        let validate = try await world.keyturn("validate")
        #expect(validate.exitCode == 0, "\(validate)")
    }
}
