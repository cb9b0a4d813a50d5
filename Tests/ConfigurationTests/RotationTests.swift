import Configuration
import Diagnostics
import Model
import Synchronization
import Testing

/// What `rotation` may hold, and what in it does not go together.
struct RotationTests {
    /// Loads one identity with this `rotation`, on lines of their own from line 8 on, indented by six.
    private func load(_ rotation: String, identity: String = "", defaults: String? = nil, zones: Bool = true) async
        -> LoadedConfiguration
    {
        let lines = rotation.split(separator: "\n").map { "      \($0)\n" }.joined()
        let text = """
            environment: prod
            database: { url: "sqlite:x" }
            output: ../deploy/prod
            identities:
              backend:
                owner: { id: 00000000-0000-0000-0000-000000000000, email: a@b, name: A }
                rotation:

            """
        var files = MemoryFiles([
            "environments/prod.yaml": text + lines
                + "    key: { name: K }\n    deliver: [{ compose: a, variable: B }]\n"
        ])
        if let defaults { files.files["/repo/environments/_defaults.yaml"] = Array(defaults.utf8) }
        if !zones { files.zones = nil }
        return await ConfigurationLoader(
            directory: "environments",
            variables: ["CRON": "0 3 * * MON", "ZONE": "Europe/Nowhere", "SECRET": "Tr0ub4dor"],
            files: files
        ).load()
    }

    private func rotation(_ text: String) async throws -> Rotation {
        let loaded = await load(text)
        #expect(loaded.diagnostics == [])
        return try #require(loaded.environments.first?.environment?.identities.first?.rotation)
    }

    @Test func `a calendar, its zone, window and jitter are read`() async throws {
        let rotation = try await rotation(
            """
            cron: "0 3 * * SUN"
            timezone: Europe/Berlin
            jitter: 6h
            firstWithin: 14d
            window: { days: [sun, MON], from: 03:00, to: "00:00", timezone: America/New_York }
            expires: 90d
            retain: 180d
            """
        )
        let cron = try #require(rotation.cron)
        #expect(
            cron.text == "0 3 * * SUN" && cron.hours == 8 && cron.weekdays == 1 && cron.zone.name == "Europe/Berlin"
        )
        #expect(cron.zone.rule != nil)
        #expect(rotation.firstWithin == .seconds(14 * 86_400))
        #expect(rotation.jitter == .seconds(21_600) && rotation.retain == .seconds(180 * 86_400))
        let window = try #require(rotation.window)
        #expect(window.days == 3 && window.from == 180 && window.to == 1_440 && window.zone.name == "America/New_York")
    }

    @Test func `a window is open every day, in the zone of its rotation, where it does not say`() async throws {
        let rotation = try await rotation("every: 30d\ntimezone: Asia/Tokyo\nwindow: { from: 22:00, to: 4:30 }")
        let window = try #require(rotation.window)
        #expect(window.days == 0x7F && window.from == 1_320 && window.to == 270 && window.zone.name == "Asia/Tokyo")
        #expect(try await self.rotation("cron: \"@daily\"").cron?.zone == .utc)
    }

    @Test func `adoption has its defaults`() async throws {
        #expect(try await rotation("every: 30d").adoption == nil)
        #expect(try await rotation("adoption: none").adoption == nil)
        #expect(try await rotation("adoption: required").adoption == Adoption())
        let all = try await rotation("adoption: required\nquiet: 5m\nadoptionDeadline: 2d\nafterDeadline: retire")
        #expect(
            all.adoption == Adoption(quiet: .seconds(300), deadline: .seconds(172_800), afterDeadline: .retire)
        )
    }

    @Test func `UTC needs no time zone database`() async {
        let loaded = await load("cron: \"@daily\"\ntimezone: UTC", zones: false)
        #expect(loaded.diagnostics == [])
    }

    @Test(
        arguments: [
            // Calendars.
            ("cron: \"0 3 * *\"", ["bad-cron 8:13"]), ("cron: \"0 25 * * *\"", ["bad-cron 8:13"]),
            ("cron: \"0 0 30 2 *\"", ["bad-cron 8:13"]), ("cron: \"@reboot\"", ["bad-cron 8:13"]),
            ("cron: [\"@daily\"]", ["wrong-type 8:13"]), ("every: 30d\ncron: \"@daily\"", ["bad-schedule 9:7"]),
            // Zones.
            ("cron: \"@daily\"\ntimezone: Europe/Berln", ["bad-timezone 9:17"]),
            ("cron: \"@daily\"\ntimezone: ../../etc/passwd", ["bad-timezone 9:17"]),
            ("cron: \"@daily\"\ntimezone: /Europe/Berlin", ["bad-timezone 9:17"]),
            ("cron: \"@daily\"\ntimezone: Europe", ["bad-timezone 9:17"]),
            ("cron: \"@daily\"\ntimezone: tzdata.zi", ["bad-timezone 9:17"]),
            ("cron: \"@daily\"\ntimezone: ''", ["bad-value 9:17"]),
            // Files of the database that are no zones, or zones under names of this machine alone.
            ("cron: \"@daily\"\ntimezone: posixrules", ["bad-timezone 9:17"]),
            ("cron: \"@daily\"\ntimezone: localtime", ["bad-timezone 9:17"]),
            ("cron: \"@daily\"\ntimezone: leapseconds", ["bad-timezone 9:17"]),
            ("cron: \"@daily\"\ntimezone: posix/Europe/Berlin", ["bad-timezone 9:17"]),
            ("cron: \"@daily\"\ntimezone: right/Europe/Berlin", ["bad-timezone 9:17"]),
            ("cron: \"@daily\"\ntimezone: Factory", ["bad-timezone 9:17"]),
            ("cron: \"@daily\"\ntimezone: Etc/GMT+5", []), ("cron: \"@daily\"\ntimezone: W-SU", []),
            ("every: 30d\ntimezone: Europe/Berlin", ["unused-field 9:7"]),
            // Windows.
            ("every: 30d\nwindow: tue", ["wrong-type 9:15"]),
            ("every: 30d\nwindow: {}", ["missing-field 9:7", "missing-field 9:7"]),
            ("every: 30d\nwindow: { from: 25:00, to: 05:00 }", ["bad-value 9:23"]),
            ("every: 30d\nwindow: { from: 24:00, to: 05:00 }", ["bad-value 9:23"]),
            ("every: 30d\nwindow: { from: 2am, to: 05:60 }", ["bad-value 9:23", "bad-value 9:32"]),
            ("every: 30d\nwindow: { from: 02:00, to: 02:00 }", ["bad-schedule 9:30"]),
            ("every: 30d\nwindow: { from: 00:00, to: 00:00 }", ["bad-schedule 9:30"]),
            ("every: 30d\nwindow: { from: 00:00, to: 24:00 }", []),
            ("every: 30d\nwindow: { days: tue, from: 02:00, to: 05:00 }", ["wrong-type 9:23"]),
            ("every: 30d\nwindow: { days: [], from: 02:00, to: 05:00 }", ["bad-value 9:23"]),
            ("every: 30d\nwindow: { days: [tuesday, ~], from: 02:00, to: 05:00 }", ["wrong-type 9:33"]),
            ("every: 30d\nwindow: { days: [tuesday], from: 02:00, to: 05:00 }", ["bad-value 9:24"]),
            ("every: 30d\nwindow: { day: [tue], from: 02:00, to: 05:00 }", ["unknown-field 9:17"]),
            // Adoption.
            ("quiet: 5m", ["unused-field 8:7"]), ("adoptionDeadline: 5m", ["unused-field 8:7"]),
            ("adoption: required\nafterDeadline: retire", ["unused-field 9:7"]),
            ("adoption: none\nquiet: 5m", ["unused-field 9:7"]),
            ("adoption: none\nadoptionDeadline: 5m\nquiet: 1m", ["unused-field 9:7", "unused-field 10:7"]),
            ("adoption: yes", ["bad-value 8:17"]), ("adoption: required\nquiet: 0s", ["bad-duration 9:14"]),
            // Sums.
            ("jitter: 6h", ["unused-field 8:7"]), ("firstWithin: 6h", ["unused-field 8:7"]),
            ("every: 5h\nfirstWithin: 2w", []), ("every: 5h\nfirstWithin: often", ["bad-duration 9:20"]),
            ("every: 5h\njitter: 6h", ["bad-schedule 9:15"]),
            ("cron: \"@daily\"\njitter: 25h", ["bad-schedule 9:15"]), ("cron: \"@daily\"\njitter: 24h", []),
            ("every: 30d\noverlap: 2d\nexpires: 32d", ["bad-schedule 10:16"]),
            ("every: 30d\njitter: 6h\noverlap: 2d\nexpires: 774h", ["bad-schedule 11:16"]),
            ("every: 30d\njitter: 6h\noverlap: 2d\nexpires: 775h", []),
            ("cron: \"0 3 * * SUN\"\nexpires: 8d", ["bad-schedule 9:16"]),
            ("cron: \"0 3 * * SUN\"\nexpires: 193h", []),
            // A week in Berlin may have an hour more.
            ("cron: \"0 3 * * SUN\"\ntimezone: Europe/Berlin\nexpires: 193h", ["bad-schedule 10:16"]),
            ("cron: \"0 0 29 2 *\"\nexpires: 1500d", ["bad-schedule 9:16"]),
            // Tuesdays alone: shut for 165 hours.
            ("every: 30d\nexpires: 37d\nwindow: { days: [tue], from: 02:00, to: 05:00 }", ["bad-schedule 10:7"]),
            ("every: 30d\nexpires: 909h\nwindow: { days: [tue], from: 02:00, to: 05:00 }", []),
            ("every: 30d\nexpires: 908h\nwindow: { days: [tue], from: 02:00, to: 05:00 }", ["bad-schedule 10:7"]),
            ("expires: 191h\nwindow: { days: [tue], from: 02:00, to: 05:00 }", ["bad-schedule 9:7"]),
            ("expires: 192h\nwindow: { days: [tue], from: 02:00, to: 05:00 }", []),
            // Calendars that go with their windows: due at the opening, and fourteen hours before it.
            (
                "cron: \"0 3 * * SUN\"\noverlap: 1d\nexpires: 9d\nwindow: { days: [sun], from: 03:00, to: 03:30 }",
                []
            ),
            (
                "cron: \"0 12 * * MON\"\noverlap: 1h\nexpires: 183h\nwindow: { days: [tue], from: 02:00, to: 02:30 }",
                []
            ),
            (
                "cron: \"0 12 * * MON\"\noverlap: 1h\nexpires: 182h\nwindow: { days: [tue], from: 02:00, to: 02:30 }",
                ["bad-schedule 11:7"]
            ),
            // A delay leads out of the window, into that of the next week.
            (
                "cron: \"0 3 * * SUN\"\njitter: 30m\noverlap: 1d\nexpires: 9d\n"
                    + "window: { days: [sun], from: 03:00, to: 03:30 }", []
            ),
            (
                "cron: \"0 3 * * SUN\"\njitter: 31m\noverlap: 1d\nexpires: 9d\n"
                    + "window: { days: [sun], from: 03:00, to: 03:30 }", ["bad-schedule 12:7"]
            ),
            // Clocks change at night, and a day with such a night has 25 hours at most.
            (
                "every: 10d\noverlap: 1h\nexpires: 266h\n"
                    + "window: { from: \"12:00\", to: \"12:30\", timezone: Europe/Berlin }", []
            ),
            (
                "every: 10d\noverlap: 1h\nexpires: 265h\n"
                    + "window: { from: \"12:00\", to: \"12:30\", timezone: Europe/Berlin }", ["bad-schedule 11:7"]
            ),
        ] as [(String, [String])]
    )
    func `a rotation that cannot be kept is refused at its place`(text: String, found: [String]) async {
        #expect(await load(text).found == found)
    }

    @Test(
        arguments: [
            (
                "cron: \"0 3 * *\"",
                "`0 3 * *` is not a valid cron schedule: it has 4 fields instead of five: minute, hour, day of the month, month, weekday",
                "write five fields such as \"0 3 * * SUN\", or @daily"
            ),
            (
                "cron: \"@daily\"\ntimezone: Berlin", "`Berlin` is not a time zone of this machine's database",
                "did you mean `Europe/Berlin`?"
            ),
            (
                "cron: \"@daily\"\ntimezone: Europe/Berln",
                "`Europe/Berln` is not a time zone of this machine's database",
                "did you mean `Europe/Berlin`?"
            ),
            (
                "cron: \"@daily\"\ntimezone: ${ZONE}", "`${ZONE}` is not a time zone of this machine's database",
                "write a name of the IANA database, such as Europe/Berlin, or UTC"
            ),
            (
                "every: 30d\nwindow: { days: [Tuesday], from: 02:00, to: 05:00 }", "`Tuesday` is not a valid weekday",
                "write `tue`"
            ),
            (
                "quiet: 5m", "`quiet` has no effect without `adoption: required`",
                "add `adoption: required`, or remove `quiet`"
            ),
        ]
    )
    func `what is wrong and how to fix it is said`(text: String, summary: String, fix: String) async throws {
        let diagnostic = try #require(await load(text).diagnostics.first)
        #expect(diagnostic.summary == summary)
        #expect(diagnostic.fix == fix)
    }

    @Test func `sums are reported with their numbers`() async throws {
        let window = try #require(
            await load("every: 30d\nexpires: 37d\nwindow: { days: [tue], from: 02:00, to: 05:00 }").diagnostics.first
        )
        #expect(
            window.detail == "it is closed for up to 6 d 21 h, and `expires` without `every` and `overlap` leaves 6 d"
        )
        #expect(window.fix == "open the window more often, or make `expires` at least 909h (37 d 21 h)")
        let sum = try #require(await load("every: 30d\njitter: 6h\noverlap: 2d\nexpires: 774h").diagnostics.first)
        #expect(sum.detail == "`every`, `jitter` and `overlap` make 32 d 6 h together")
        let cron = try #require(await load("cron: \"@daily\"\nexpires: 2d").diagnostics.first)
        #expect(
            cron.detail
                == "the longest time between two times of `cron` (1 d) and `overlap` make 2 d together"
        )
        let both = try #require(
            await load(
                "cron: \"0 12 * * MON\"\noverlap: 1h\nexpires: 8d\nwindow: { days: [wed], from: 02:00, to: 02:30 }"
            ).diagnostics.first
        )
        #expect(
            both.detail
                == "a key may be 8 d 14 h old before `cron` and the window allow its replacement, and `expires` "
                + "without `overlap` leaves 7 d 23 h"
        )
        #expect(both.fix == "open the window more often, or make `expires` at least 207h (8 d 15 h)")
        let late = try #require(
            await load(
                "every: 30d\nexpires: 90d\nadoption: required\nadoptionDeadline: 1440h\nafterDeadline: retire"
            ).diagnostics.first
        )
        #expect(
            late.detail
                == "when the schedule replaces it, at most 60 d of `expires` are left, and `adoptionDeadline` and "
                + "`overlap` take 61 d"
        )
        #expect(late.fix == "make `adoptionDeadline` shorter than 59d, or `expires` longer")
    }

    @Test func `without a time zone database the message names the package`() async throws {
        let loaded = await load("cron: \"@daily\"\ntimezone: Europe/Berlin", zones: false)
        #expect(loaded.found == ["bad-timezone 9:17"])
        #expect(try #require(loaded.diagnostics.first?.fix).contains("tzdata"))
    }

    @Test(arguments: [
        "cron: ${SECRET}", "cron: \"@daily\"\ntimezone: ${SECRET}", "every: ${SECRET}", "adoption: ${SECRET}",
        "every: 1d\nwindow: { from: \"${SECRET}\", to: \"${SECRET}\", days: [\"${SECRET}\"], timezone: \"${SECRET}\" }",
    ])
    func `a variable's value is in no message`(text: String) async {
        let loaded = await load(text)
        #expect(loaded.diagnostics.hasErrors)
        #expect(!DiagnosticRenderer(sources: loaded.sources).render(loaded.diagnostics).contains("Tr0ub4dor"))
        #expect(!loaded.diagnostics.json.pretty.contains("Tr0ub4dor"))
    }

    @Test func `a calendar from a variable is not shown`() async throws {
        let loaded = await load("cron: ${CRON}")
        let cron = try #require(loaded.environments[0].environment?.identities[0].rotation.cron)
        #expect(cron.weekdays == 2 && cron.text == "${CRON}")
    }

    @Test(
        arguments: [
            // The old key ends 60 days after the new one's issue, whatever is decided then.
            ("every: 30d\nexpires: 90d\nadoption: required\nadoptionDeadline: 59d", []),
            ("every: 30d\nexpires: 90d\nadoption: required\nadoptionDeadline: 60d", ["warning useless-deadline 11:25"]),
            (
                "every: 30d\nexpires: 90d\nadoption: required\nadoptionDeadline: 58d\nafterDeadline: retire", []
            ),
            // A day of overlap is more than what is left.
            (
                "every: 30d\nexpires: 90d\nadoption: required\nadoptionDeadline: 59d\nafterDeadline: retire",
                ["warning useless-deadline 11:25"]
            ),
            (
                "cron: \"@daily\"\nexpires: 4d\nadoption: required\nadoptionDeadline: 3d",
                ["warning useless-deadline 11:25"]
            ),
            // Replaced an overlap before its end.
            ("expires: 90d\nadoption: required\nadoptionDeadline: 1d", ["warning useless-deadline 10:25"]),
            ("expires: 90d\nadoption: required\nadoptionDeadline: 23h", []),
            ("every: 30d\nadoption: required\nadoptionDeadline: 20d", []),
            ("every: 30d\nadoption: required\nadoptionDeadline: 9m", ["warning useless-deadline 10:25"]),
            ("every: 30d\nadoption: required\nadoptionDeadline: 10m", []),
            ("every: 30d\nadoption: required\nquiet: 2h\nadoptionDeadline: 1h", ["warning useless-deadline 11:25"]),
        ] as [(String, [String])]
    )
    func `a deadline that can decide nothing is reported`(text: String, found: [String]) async {
        #expect(await load(text).found == found)
    }

    @Test func `an environment switches off what the defaults ask for`() async throws {
        let defaults = """
            identities: { backend: { rotation: { every: 30d, adoption: required, quiet: 1h, adoptionDeadline: 1d } } }
            """
        let off = await load("adoption: none\nevery: ~\ncron: \"@monthly\"", defaults: defaults)
        #expect(off.diagnostics == [])
        let both = await load("cron: \"@monthly\"", defaults: defaults)
        #expect(both.found == ["bad-schedule 8:7"])
        #expect(both.diagnostics.first?.fix?.contains("`every: null`") == true)
    }

    @Test(
        arguments: [
            ("retain: 180d", "`retain` belongs in `rotation`"), ("days: [tue]", "`days` belongs in `rotation.window`"),
            ("compose: api", "`compose` belongs in an entry of `deliver` or `consumer`"),
            ("email: a@b", "`email` belongs in `owner`"),
            ("output: x", "`output` belongs in the top of the file"),
            ("timezone: UTC", "`timezone` belongs in `rotation` or `rotation.window`"),
        ]
    )
    func `a field in the wrong place is reported where it belongs`(field: String, summary: String) async {
        let loaded = await ConfigurationTests.load(prod: Sample.prod("    key:\n", "    \(field)\n    key:\n"))
        #expect(loaded.found == ["misplaced-field 11:5"])
        #expect(loaded.diagnostics.first?.summary == summary)
    }

    @Test func `ten thousand identities read a zone and a calendar once`() async {
        final class Count: Sendable { let reads = Mutex(0) }
        struct Counting: ConfigurationFiles {
            let files: MemoryFiles
            let count: Count
            var workingFolder: String { files.workingFolder }
            func names(in folder: String) throws(FileProblem) -> [String] { try files.names(in: folder) }
            func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
                if path.hasPrefix("/usr/share/zoneinfo") { count.reads.withLock { $0 += 1 } }
                return try files.read(path, limit: limit)
            }
        }
        let text = BigFile.text(identities: 10_000).replacing(
            "every: 30d,",
            with: "cron: \"0 3 * * SUN\", timezone: Europe/Berlin, expires: 30d,"
        )
        let count = Count()
        let files = Counting(files: MemoryFiles(["environments/prod.yaml": text]), count: count)
        let loaded = await ConfigurationLoader(directory: "environments", variables: [:], files: files).load()
        #expect(loaded.diagnostics == [])
        #expect(count.reads.withLock { $0 } == 1)
        let identities = loaded.environments[0].environment?.identities ?? []
        #expect(Set(identities.map { ObjectIdentifier($0.rotation.cron?.zone ?? .utc) }).count == 1)
    }
}
