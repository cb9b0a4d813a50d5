import Configuration
import Diagnostics
import Testing

/// Whatever a file holds, reading it ends, with a value or with diagnostics.
struct RobustnessTests {
    @Test func `every beginning of a valid file is read or refused`() async {
        let bytes = Array(Sample.prod.utf8)
        for length in 0..<bytes.count {
            let loaded = await load(prod: String(decoding: bytes[..<length], as: UTF8.self))
            let isRead = loaded.environments[0].environment != nil
            #expect(isRead != loaded.diagnostics.hasErrors, "the first \(length) bytes")
        }
    }

    @Test func `random bytes and random YAML never crash the reader`() async {
        var random = SplitMix(state: 42)
        let pieces = [
            "a", ":", " ", "\n", "- ", "{", "}", "[", "]", "&a ", "*a", "!!str ", "\"", "'", "|", ">", "#", "%", "?",
            ",",
            "<<", "---", "...", "\t", "${", "}", "$", "identities", "owner", "é", "🔑", "null",
        ]
        for round in 0..<2_000 {
            var files = MemoryFiles([:])
            let count = Int.random(in: 0..<60, using: &random)
            files.files["/repo/environments/prod.yaml"] =
                round % 4 == 0
                ? (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
                : Array((0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined().utf8)
            let loaded = await ConfigurationLoader(directory: "environments", variables: [:], files: files).load()
            #expect(loaded.environments[0].environment != nil || loaded.diagnostics.hasErrors)
            _ = DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics)
        }
    }

    @Test func `one byte changed in a valid file is read or refused`() async {
        var random = SplitMix(state: 7)
        let bytes = Array(Sample.prod.utf8)
        for _ in 0..<1_000 {
            var files = MemoryFiles(["templates/a.mustache": "x"])
            var changed = bytes
            changed[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            files.files["/repo/environments/prod.yaml"] = changed
            let loaded = await ConfigurationLoader(directory: "environments", variables: [:], files: files).load()
            #expect((loaded.environments[0].environment != nil) != loaded.diagnostics.hasErrors)
            _ = DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics)
        }
    }

    @Test func `aliases that multiply are refused before they are followed`() async {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            text +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
                + "]\n"
        }
        let loaded = await load(prod: text)
        #expect(loaded.found == ["too-complex 6:45"])
    }

    @Test func `one list that many identities share is read within the bound and refused beyond it`() async {
        func text(identities: Int) -> String {
            var text = """
                environment: prod
                database: { url: "sqlite:x" }
                output: ../deploy/prod
                identities:

                """
            for number in 0..<identities {
                let list =
                    number == 0
                    ? "&d [" + (0..<200).map { "{ dotenv: f\($0), variable: A }" }.joined(separator: ", ") + "]" : "*d"
                text += "  i\(number): { owner: { id: "
                text += String(repeating: "0", count: 32 - String(number).utf8.count) + String(number)
                text += ", email: e\(number), name: n }, key: { name: n }, deliver: \(list) }\n"
            }
            return text
        }
        #expect(await load(prod: text(identities: 10)).found == [])
        #expect(await load(prod: text(identities: 1_200)).found.map { $0.prefix(11) } == ["too-complex"])
    }

    @Test func `a file that is too large is refused before it is read`() async {
        var files = MemoryFiles([:])
        files.files["/repo/environments/prod.yaml"] = Array(repeating: 0x61, count: 49 << 20)
        let loaded = await ConfigurationLoader(directory: "environments", variables: [:], files: files).load()
        #expect(loaded.found == ["file-too-large 1:1"])
    }

    @Test func `a line of megabytes is clipped when it is shown`() async {
        let loaded = await load(prod: "a: [" + String(repeating: "x, ", count: 500_000) + "\n")
        let text = DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics)
        #expect(loaded.found == ["yaml-syntax 1:4"])
        #expect(text.utf8.count < 1_000)
    }
}

/// A small generator whose sequence a seed repeats.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
