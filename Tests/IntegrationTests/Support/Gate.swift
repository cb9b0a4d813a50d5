internal import Foundation
import TestSupport

/// Holds a run while it plans, under its locks, for as long as a test likes: a `git` that waits for a file.
///
/// The binary asks git which fragments it does not ignore, after it took the locks and before it changes anything.
struct Gate {
    private let world: World

    /// For the runs to be held; others find the system's git.
    let variables: [String: String]

    init(_ world: World) throws {
        self.world = world
        // What makes the world's folder look like a repository.
        try world.makeFolder(".git")
        try world.makeFolder("gate/bin")
        try writeProgram(
            """
            #!/bin/sh
            echo "$0 $*" >> \(world.path("gate/arguments"))
            : > \(world.path("gate/reached"))
            # Ends with the world, too.
            while [ -d \(world.path("gate")) ] && [ ! -e \(world.path("gate/open")) ]; do sleep 0.1; done
            exit 128
            """,
            to: world.path("gate/bin/git")
        )
        // A run does not wait for git forever, but for as long as a test may take.
        variables = ["PATH": "\(world.path("gate/bin")):\(Tool.path)", "KEYTURN_GIT_TIMEOUT": "1h"]
    }

    /// Until a run is at the gate.
    func reached() async throws { try await eventually("a run reaches the gate") { world.exists("gate/reached") } }

    func open() throws { try world.write("gate/open", "") }
}

/// Waits until something is so; what takes longer will not happen any more, on however slow a machine.
func eventually(_ what: String, _ isSo: () throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(1_200)
    while try !isSo() {
        guard ContinuousClock.now < deadline else { throw TestFailure("\(what): not within twenty minutes") }
        try await Task.sleep(for: .milliseconds(10))
    }
}
