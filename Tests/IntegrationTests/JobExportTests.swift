internal import TestSupport
internal import Testing

/// Units that start `keyturn rotate`, judged by those that read them.
@Suite(.unlessItHangs) struct JobExportTests {
    private let world: World
    private let place: Place

    init() throws {
        world = try World()
        place = try world.addEnvironment("prod", rotation: "{ every: 30d, overlap: 48h }")
        try place.insertByHand(randomKey())
    }

    @Test(.enabled(if: Tool.systemdAnalyze.isInstalled, "systemd-analyze is not installed"))
    func `systemd accepts the service and the timer`() async throws {
        let run = try await world.keyturn("schedule", "export", "--format", "systemd", "--out", "units 100%")
        #expect(run.exitCode == 0, "\(run)")
        let units = ["keyturn-rotate.service", "keyturn-rotate.timer", "keyturn-rotate-failed.service"].map {
            world.path("units 100%/\($0)")
        }
        let said = try TestProcess.run(["systemd-analyze", "verify", "--man=no"] + units)
        #expect(said.isEmpty, "\(said)")
        // An exposure of 3.0 at most; it exits with an error above.
        try TestProcess.run(["systemd-analyze", "security", "--offline=yes", "--threshold=30", "--no-pager", units[0]])
    }

    @Test func `the service may write where the configuration says, whatever the path, and nowhere else`() async throws
    {
        try world.write("other place/100%/.keep", "")
        try world.write("\(place.output)/.keep", "")
        let file = "environments/prod.yaml"
        try world.write(file, try world.read(file) + "audit: { path: \"../other place/100%/audit.jsonl\" }\n")
        let run = try await world.keyturn("schedule", "export", "--format", "systemd")
        let lines = run.output.split(separator: "\n").filter { $0.hasPrefix("ReadWritePaths=") }.map(String.init)
        let audit = world.path("other place/100%%")
        #expect(lines.contains("ReadWritePaths=\"-\(audit)\""), "\(run)")
        #expect(lines.contains("ReadWritePaths=-\(world.path(place.output))"), "\(run)")
        // The third is the database's.
        #expect(lines.count == 3, "\(lines)")
        #expect(run.output.contains("ProtectSystem=strict"))
    }

    @Test func `the line for cron does the work when a shell reads it`() async throws {
        let run = try await world.keyturn("schedule", "export", "--format", "cron")
        let line = try #require(run.output.split(separator: "\n").last.map(String.init))
        #expect(line.hasPrefix("0 * * * * root "))
        // As cron reads it: everything behind the user, a backslash before a percent sign taken off.
        let command = line.dropFirst("0 * * * * root ".count).replacing("\\%", with: "%")
        let variables = world.variables.map { "\($0)=\($1)" }.sorted()
        // Someone looked at the fleet once: a folder that nothing tells gets no new key from a job.
        let file = "environments/prod.yaml"
        let declared = try world.read(file)
        try world.write(file, declared.replacing("every: 30d, ", with: ""))
        #expect(try await world.keyturn("apply", "--yes").exitCode == 0)
        try world.write(file, declared)
        let said = try TestProcess.run(["env", "-i"] + variables + ["/bin/sh", "-c", String(command)])
        #expect(said.contains("prod: 1 key issued"), "\(said)")
        #expect(place.keys.count == 2)
    }

    @Test func `units that were edited are kept`() async throws {
        try world.write("units/keyturn-rotate", "# mine\n")
        let run = try await world.keyturn("schedule", "export", "--format", "cron", "--out", "units")
        #expect(run.output == "kept  units/keyturn-rotate, which differs: remove it to have it written\n")
        #expect(try world.read("units/keyturn-rotate") == "# mine\n")
    }
}
