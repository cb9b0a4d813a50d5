internal import TestSupport
internal import Testing

extension World {
    /// Runs the binary in the world's folder, and then looks for every secret in all that it printed and wrote.
    ///
    /// `wrapper` is what starts the binary, such as `strace …`; `variables` come besides the world's own; `mayLeave` says
    /// that staged fragments may be left behind, since the run was killed.
    @discardableResult
    func keyturn(
        _ arguments: String...,
        wrapper: [String] = [],
        variables: [String: String] = [:],
        mayLeave: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Run {
        try await keyturn(
            arguments,
            wrapper: wrapper,
            variables: variables,
            mayLeave: mayLeave,
            sourceLocation: sourceLocation
        )
    }

    /// As ``keyturn(_:wrapper:variables:mayLeave:sourceLocation:)``, for arguments that are a list already.
    @discardableResult
    func keyturn(
        _ arguments: [String],
        wrapper: [String] = [],
        variables: [String: String] = [:],
        mayLeave: Bool = false,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Run {
        let run = try await launch(arguments, wrapper, variables).run()
        SecretSearch(self, mayLeave: mayLeave).expectNothing(in: run, sourceLocation: sourceLocation)
        return run
    }

    /// The same, and the run exits with 0.
    @discardableResult
    func succeed(_ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation) async throws -> Run {
        try await succeed(arguments, sourceLocation: sourceLocation)
    }

    /// As ``succeed(_:sourceLocation:)``, for arguments that are a list already.
    @discardableResult
    func succeed(_ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws -> Run {
        let run = try await keyturn(arguments, sourceLocation: sourceLocation)
        #expect(run.exitCode == 0, "\(run)", sourceLocation: sourceLocation)
        return run
    }

    /// A plan finds nothing to do.
    func expectNothingToDo(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await succeed("plan", "--detailed-exitcode", sourceLocation: sourceLocation)
    }

    /// As ``keyturn(_:wrapper:variables:mayLeave:sourceLocation:)``, but continues while it runs; what it printed and wrote
    /// is looked through at its end.
    func start(
        _ arguments: String...,
        wrapper: [String] = [],
        variables: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> StartedRun {
        try await start(arguments, wrapper: wrapper, variables: variables, sourceLocation: sourceLocation)
    }

    /// As ``start(_:wrapper:variables:sourceLocation:)``, for arguments that are a list already.
    func start(
        _ arguments: [String],
        wrapper: [String] = [],
        variables: [String: String] = [:],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> StartedRun {
        let launch = launch(arguments, wrapper, variables)
        return try await StartedRun { started in
            let run = try await launch.run(started)
            SecretSearch(self, mayLeave: true).expectNothing(in: run, sourceLocation: sourceLocation)
            return run
        }
    }

    private func launch(_ arguments: [String], _ wrapper: [String], _ variables: [String: String]) -> Launch {
        Launch(
            arguments: arguments,
            folder: folder.path,
            variables: self.variables.merging(variables) { _, new in new },
            wrapper: wrapper
        )
    }

    /// Whatever happened before, one more apply brings everything in order, and the plan after it is empty.
    func expectConvergence(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await succeed("apply", "--yes", sourceLocation: sourceLocation)
        try await expectOrder(sourceLocation: sourceLocation)
    }

    /// Nothing is left to do, nothing is left behind, and every fragment holds the one key that is its environment's.
    func expectOrder(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await expectNothingToDo(sourceLocation: sourceLocation)
        var seen: [String: String] = [:]
        for place in places {
            let delivered = try delivered(to: place)
            #expect(
                Set(delivered.values).count == 1,
                "\(place.name) delivers several keys",
                sourceLocation: sourceLocation
            )
            for key in Set(delivered.values) {
                #expect(
                    seen.updateValue(place.name, forKey: key) == nil,
                    "a shared key",
                    sourceLocation: sourceLocation
                )
            }
            try expectLit(place, sourceLocation: sourceLocation)
        }
        let leftovers = files().filter { $0.contains("/.keyturn-") }
        #expect(leftovers.isEmpty, sourceLocation: sourceLocation)
    }

    /// Promise 1: every key in every fragment is live in that environment's store.
    func expectLit(_ place: Place, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let accepted = try place.accepted()
        for (file, key) in try delivered(to: place) {
            #expect(accepted.contains(key), "\(file) holds a key that is not accepted", sourceLocation: sourceLocation)
        }
    }

    /// The key in each fragment of an environment, by the file's path relative to the world.
    func delivered(to place: Place) throws -> [String: String] {
        var keys: [String: String] = [:]
        for file in files(below: place.output) where !file.contains("/.keyturn-") {
            let found = Set(KeyText.keys(in: try read(file)))
            if let key = found.first, found.count == 1 { keys[file] = key }
            if found.count > 1 { throw TestFailure("\(file) holds several keys") }
        }
        return keys
    }

    /// What a dotenv file, by its path relative to the world, gives a variable.
    func delivered(_ variable: String, in file: String) throws -> String {
        let line = try read(file).split(separator: "\n").first { $0.hasPrefix("\(variable)=") }
        return String(try #require(line, "\(file) sets no \(variable)").dropFirst(variable.count + 1))
    }

    /// Runs a script of bash in the world's folder, which calls the binary as `keyturn`.
    func shell(_ script: String) async throws -> Run {
        try await launch([], ["bash", "-c", "keyturn() { \"$0\" \"$@\"; }; " + script], [:]).run()
    }
}
