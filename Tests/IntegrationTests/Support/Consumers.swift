internal import Foundation
internal import Model
internal import TestSupport

/// Processes that use a server with the key of an environment's dotenv fragment, read once, at their start.
///
/// They end with the world.
struct Consumers {
    /// What a consumer says of one request.
    struct Outcome {
        /// Before it was sent.
        let time: Instant
        let isAccepted: Bool
        let fingerprint: Substring
        let line: Substring
    }

    private let world: World
    private let folder: String

    /// Writes the scripts that start and restart them.
    init(_ world: World, of place: Place, server: String) throws {
        self.world = world
        folder = "consumers/\(place.name)"
        try world.write("\(folder)/running", "\(getpid())")
        try world.write(
            "\(folder)/start.sh",
            """
            # Starts a consumer with what the fragment holds now, and says the number of its process.
            set -eu
            cd \(world.path(folder))
            set -a
            . \(world.path(place.output))/backend.env
            set +a
            export REFERENCE_SERVER_URL=\(server) REFERENCE_WHILE=\(world.path(folder))/running
            setsid sh -c 'exec \(Binary.product("reference-consumer")) > "$$.log" 2>&1' < /dev/null > /dev/null 2>&1 &
            echo $!

            """
        )
        try world.write(
            "\(folder)/restart.sh",
            """
            # Starts a new consumer, waits until it works, and then ends the old one.
            set -eu
            cd \(world.path(folder))
            # One restart after the other: a run that was killed leaves its hook behind.
            exec 9> lock
            flock 9
            new=$(sh start.sh 9>&-)
            until grep -qs '^request' "$new.log"; do [ -e "/proc/$new/exe" ]; sleep 0.1; done
            old=$(cat current 2> /dev/null || true)
            echo "$new" > current
            [ -n "$old" ] || exit 0
            kill "$old" || true
            while [ -e "/proc/$old/exe" ]; do sleep 0.1; done

            """
        )
    }

    /// For `onChange`, from the folder of the environment files.
    var restart: String { "[sh, ../\(folder)/restart.sh]" }

    /// Starts one that no hook knows, and so no one restarts.
    ///
    /// - Returns: its number.
    func startForgotten() throws -> String {
        try TestProcess.run(["sh", world.path("\(folder)/start.sh")]).trimmingCharacters(in: .newlines)
    }

    /// The numbers of all that were ever started.
    var numbers: [String] {
        world.files(below: folder).compactMap { file in
            file.hasSuffix(".log") ? String(file.dropFirst(folder.count + 1).dropLast(4)) : nil
        }
    }

    /// All that one said.
    func log(of number: String) throws -> String {
        let file = "\(folder)/\(number).log"
        return world.exists(file) ? try world.read(file) : ""
    }

    func outcomes(of number: String) throws -> [Outcome] {
        try log(of: number).split(separator: "\n").filter { $0.hasPrefix("request ") }.map { line in
            let words = line.split(separator: " ")
            guard words.count == 6, let time = Int64(words[1]) else { throw TestFailure("no outcome: \(line)") }
            return Outcome(
                time: Instant(microseconds: time),
                isAccepted: words[2] == "accepted",
                fingerprint: words[4],
                line: line
            )
        }
    }

    /// Waits until one was let in with a key, after a moment.
    func used(_ key: String, after moment: Instant, by number: String? = nil) async throws {
        let fingerprint = Fingerprint(of: Secret(text: key)).description
        try await eventually("a consumer uses \(fingerprint)") {
            try (number.map { [$0] } ?? numbers).contains { number in
                try outcomes(of: number).contains {
                    $0.isAccepted && $0.fingerprint == fingerprint && $0.time > moment
                }
            }
        }
    }

    /// Ends all, and waits until they are gone.
    func end() async throws {
        try world.remove("\(folder)/running")
        try await eventually("the consumers end") {
            numbers.allSatisfy { number in
                let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(number)/exe")
                return program?.hasSuffix("/reference-consumer") != true
            }
        }
    }
}
