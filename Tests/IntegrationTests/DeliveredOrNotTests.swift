import Foundation
import TestSupport
import Testing

/// `status`, its JSON, the metrics and `verify` say the same of whether a key is delivered.
@Suite(.unlessItHangs) struct DeliveredOrNotTests {
    /// What someone did to a delivered file.
    enum Deed: CaseIterable {
        case removed, linkedToNowhere, folderInItsPlace, definedTwice, anotherKey, emptied, spaceBehind, unreadable
        case commentBehind, commented, mode, carriageReturnsAlone
        case colon, spaceAtSign, byteOrderMark
        case singleQuotes, doubleQuotes, quotesAndComment, quotesAndCarriageReturn, tabBehind
        case wrongFormatAndRemoved, wrongFormatDelivered

        /// What `status --format json` says of it.
        var delivery: String {
            switch self {
            case .commentBehind, .commented, .mode, .wrongFormatDelivered: "delivered"
            case .singleQuotes, .doubleQuotes, .quotesAndComment, .quotesAndCarriageReturn: "delivered"
            case .unreadable: "unknown"
            default: "incomplete"
            }
        }
    }

    private struct Status: Decodable {
        let identities: [Identity]

        struct Identity: Decodable {
            let delivery: String
        }
    }

    private func carryOut(_ deed: Deed, _ world: World, _ place: Place) throws {
        let file = "\(place.output)/backend.env"
        let key = try #require(try world.delivered(to: place)[file])
        // A file that its user owns, but where it is said otherwise.
        try world.paste(key, into: place)
        switch deed {
        case .removed: try world.remove(file)
        case .linkedToNowhere:
            try world.remove(file)
            try world.link(file, to: "nowhere")
        case .folderInItsPlace:
            try world.remove(file)
            try world.makeFolder(file)
        case .definedTwice: try world.write(file, "PM_MCP_API_KEY=\(key)\nPM_MCP_API_KEY=\(key)\n")
        case .anotherKey: try world.write(file, "PM_MCP_API_KEY=\(randomKey())\n")
        case .emptied: try world.write(file, "PM_MCP_API_KEY=\n")
        case .spaceBehind: try world.write(file, "PM_MCP_API_KEY=\(key) \t\n")
        case .carriageReturnsAlone: try world.write(file, "A=1\rPM_MCP_API_KEY=\(key)\rB=2\r")
        case .commentBehind: try world.write(file, "PM_MCP_API_KEY=\(key) # mine\n")
        case .commented: try world.write(file, "# mine\nPM_MCP_API_KEY=\(key)\n")
        case .colon: try world.write(file, "PM_MCP_API_KEY: \(key)\n")
        case .spaceAtSign: try world.write(file, "export PM_MCP_API_KEY = '\(key)'\n")
        case .singleQuotes: try world.write(file, "PM_MCP_API_KEY='\(key)'\n")
        case .doubleQuotes: try world.write(file, "export PM_MCP_API_KEY=\"\(key)\"\n")
        case .quotesAndComment: try world.write(file, "PM_MCP_API_KEY='\(key)' # mine\n")
        case .quotesAndCarriageReturn: try world.write(file, "PM_MCP_API_KEY=\"\(key)\"\r\n")
        case .tabBehind: try world.write(file, "PM_MCP_API_KEY=\(key)\t\n")
        case .byteOrderMark: try world.write(file, "\u{feff}PM_MCP_API_KEY=\(key)\n")
        case .mode: try world.setMode(file, 0o644)
        case .unreadable: try world.setMode(file, 0)
        case .wrongFormatAndRemoved, .wrongFormatDelivered:
            let short = "hand-made-\(UInt32.random(in: 1_000...9_999))"
            world.keepSecret(short)
            try place.database.execute("UPDATE user_mcp_api_keys SET api_key = '\(short)'")
            if deed == .wrongFormatAndRemoved {
                try world.remove(file)
            } else {
                try world.write(file, "PM_MCP_API_KEY=\(short)\n")
            }
        }
        if deed != .mode, deed != .unreadable, world.exists(file), deed != .folderInItsPlace {
            try world.setMode(file, 0o600)
        }
    }

    @Test(arguments: Deed.allCases, [SeedDatabase.Kind.sqliteDashed, .postgreSQLBySQL])
    func `all say the same`(_ deed: Deed, _ kind: SeedDatabase.Kind) async throws {
        if deed == .unreadable, !Unprivileged.isPossible { return }
        let world = try World()
        let place = try world.addEnvironment(
            "prod",
            kind,
            deliver: ["{ dotenv: backend.env, variable: PM_MCP_API_KEY }"]
        )
        let apply = try await world.keyturn("apply", "--yes")
        #expect(apply.exitCode == 0, "\(apply)")
        try carryOut(deed, world, place)
        let wrapper = deed == .unreadable ? Unprivileged.wrapper : []
        let metrics = world.path("keyturn.prom")
        let json = try await world.keyturn(
            "status",
            "--format",
            "json",
            "--metrics-file",
            metrics,
            wrapper: wrapper
        )
        let status = try JSONDecoder().decode(Status.self, from: Data(json.output.utf8))
        #expect(status.identities.map(\.delivery) == [deed.delivery], "\(json)")
        let text = try await world.keyturn("status", wrapper: wrapper)
        let word = ["delivered": "yes", "incomplete": "no", "unknown": "unknown"][deed.delivery] ?? ""
        let line = try #require(text.output.split(separator: "\n").first { $0.contains("prod/backend") })
        let columns = line.replacing("  ", with: "\t").split(separator: "\t").map { $0.trimmingPrefix(" ") }
        // IDENTITY, KEY, AGE, NEXT ROTATION, LAST USE, DELIVERED, and PENDING where there is something.
        #expect(columns.count > 5 && columns[5] == word, "\(text)")
        let sample = "keyturn_key_delivered{environment=\"prod\",identity=\"backend\"} "
        #expect(try world.read("keyturn.prom").contains(sample + (deed.delivery == "delivered" ? "1" : "0")))
        let verify = try await world.keyturn("verify", "prod/backend", wrapper: wrapper)
        let lines = verify.output.split(separator: "\n").map { $0.drop { $0 == " " } }
        func verdict(_ check: String) -> Substring? { lines.first { $0.contains(check) }?.prefix { $0 != " " } }
        switch deed {
        case .spaceBehind, .tabBehind: #expect(verdict("fragment-format") == "fail", "\(verify)")
        case .singleQuotes, .doubleQuotes, .quotesAndComment, .quotesAndCarriageReturn:
            #expect(verdict("fragment-format") == "warn" && verdict("fragment-holds") == "pass", "\(verify)")
        case .unreadable: #expect(verdict("fragment-holds") == "unknown" && verify.exitCode == 1, "\(verify)")
        default: #expect((verdict("fragment-holds") == "pass") == (deed.delivery == "delivered"), "\(verify)")
        }
        if deed.delivery != "delivered" { #expect(verify.exitCode == 1, "\(verify)") }
    }
}
