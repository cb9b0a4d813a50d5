// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled under the same rules, so that the compiler reviews each of them alike.
///
/// Warnings are errors only where `KEYTURN_STRICT` is set (CI, `make lint`): a newer compiler's new warning must not
/// keep a user from building.
let strict = Context.environment["KEYTURN_STRICT"] != nil
let settings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (strict ? [.treatAllWarnings(as: .error)] : [])

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
/// For the tests' own servers.
let flyingFox: Target.Dependency = .product(name: "FlyingFox", package: "FlyingFox")
let flyingSocks: Target.Dependency = .product(name: "FlyingSocks", package: "FlyingFox")

/// What `make` says of the commit that is built (Scripts/commit.sh); empty where nothing is known.
func buildFact(_ name: String) -> String {
    (Context.environment[name] ?? "").filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-:+".contains($0)) }
}

/// A target of our own, with a folder of the same name under `Sources/`.
func part(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

/// The tests of a target, in a folder of the target's name with `Tests` behind it.
func tests(
    _ name: String,
    _ dependencies: [Target.Dependency],
    exclude: [String] = [],
    resources: [Resource] = []
) -> Target {
    .testTarget(
        name: name + "Tests",
        dependencies: dependencies,
        exclude: exclude,
        resources: resources,
        swiftSettings: settings
    )
}

let package = Package(
    name: "keyturn",
    products: [.executable(name: "keyturn", targets: ["keyturn"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0", traits: []),
        // For the tests alone.
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ],
    targets: [
        // Debian's libraries, and the kernel.
        .systemLibrary(name: "CLinux"),
        // The command line, as glibc hands it to C alone.
        .target(name: "CArguments"),
        // What the program was built from: alone, so that another commit compiles nothing else again.
        .target(
            name: "CBuild",
            cSettings: ["KEYTURN_COMMIT", "KEYTURN_COMMIT_DATE"].map { .define($0, to: "\"\(buildFact($0))\"") }
        ),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        // Three more, which are loaded when they are needed.
        .target(name: "CLibraries"),
        .target(name: "CLibPQ", dependencies: ["CLibraries"]),
        .target(name: "CLibCurl", dependencies: ["CLibraries"]),
        .target(name: "CMicroHTTPD", dependencies: ["CLibraries"]),

        // The pure core: values and decisions.
        part("Digests", ["CNettle"]),
        part("Redaction"),
        part("Diagnostics", ["Redaction"]),
        part("Model", ["Diagnostics", "Digests", "Redaction"]),
        part("Schedule", ["Model"]),
        part("Mustache"),
        part("Fragments", ["Diagnostics", "Model", "Mustache", "Redaction"]),
        part("State", ["Diagnostics", "Fragments", "Model", "Redaction", "Schedule"]),
        part("Planning", ["Diagnostics", "Fragments", "Model", "Redaction", "Schedule", "State"]),
        part("Audit", ["Diagnostics", "Model", "Redaction"]),
        part("Verification", ["Diagnostics", "Fragments", "Model", "Planning", "Redaction", "Schedule", "State"]),
        part(
            "Rendering",
            [
                "Audit", "Diagnostics", "Fragments", "Model", "Planning", "Redaction", "Schedule", "State",
                "Verification",
            ]
        ),

        // The shell: what reads and writes the world.
        part("SideBySide"),
        part("YAML", ["CLibYAML", "Diagnostics"]),
        part(
            "Configuration",
            ["Diagnostics", "Model", "Planning", "Redaction", "Schedule", "SideBySide", "YAML"],
            // The profiles that are known by name.
            resources: [
                "django-oauth-toolkit", "drf-api-key", "gitea", "langfuse", "litellm", "n8n", "outline", "plausible",
                "pm-mcp-server", "sanctum", "strapi", "unleash",
            ].map { .embedInCode("Profiles/Shipped/\($0).yaml") }
        ),
        part("Stores", ["CLibPQ", "CLinux", "CSQLite", "Diagnostics", "Digests", "Model", "Redaction", "Schedule"]),
        part("Delivery", ["CLinux", "Diagnostics", "Fragments", "Model", subprocess]),
        part("AuditFiles", ["Audit", "Diagnostics", "Model"]),
        part("Serving", ["CMicroHTTPD"]),
        part("Hooks", ["Diagnostics", "Model", "Redaction", subprocess]),
        part("Searching", ["Delivery", "Model", "Redaction", "SideBySide", subprocess]),
        part("Probing", ["CLibCurl", "Diagnostics", "Model", "Redaction", "Verification", "YAML", subprocess]),
        part(
            "Reconciler",
            [
                "Audit", "AuditFiles", "CLinux", "Delivery", "Diagnostics", "Fragments", "Hooks", "Model", "Planning",
                "Probing", "Redaction", "Schedule", "SideBySide", "State", "Stores", "Verification",
            ]
        ),
        part(
            "Commands",
            [
                "Audit", "AuditFiles", "CArguments", "CBuild", "CLinux", "Configuration", "Delivery", "Diagnostics",
                "Fragments", "Hooks", "Model", "Mustache", "Planning", "Probing", "Reconciler", "Redaction",
                "Rendering", "Schedule", "Searching", "Serving", "SideBySide", "State", "Stores", "Verification",
                "YAML",
                argumentParser, logging,
            ],
            // What `keyturn init` writes.
            resources: ["_defaults", "environment"].map { .embedInCode("StarterFiles/\($0).yaml") }
                // What `keyturn schedule export` writes.
                + ["systemd-service", "systemd-timer", "systemd-failed", "cron", "kubernetes"].map {
                    .embedInCode("JobTemplates/\($0).mustache")
                }
        ),
        .executableTarget(name: "keyturn", dependencies: ["Commands", argumentParser], swiftSettings: settings),

        // The tests of each target, pure where the target is pure.
        tests("Digests", ["Digests"]),
        tests("Redaction", ["Redaction"]),
        tests("Diagnostics", ["Diagnostics"]),
        tests("Model", ["Model"]),
        // The independent implementation that cron is compared with is read where it stands.
        tests("Schedule", ["Model", "Schedule", "TestSupport"], exclude: ["Oracle"]),
        tests("Mustache", ["Mustache"]),
        tests("Fragments", ["Diagnostics", "Fragments", "Model"]),
        tests("Planning", ["Diagnostics", "Fragments", "Model", "Planning", "Schedule", "State"]),
        tests("Audit", ["Audit", "Diagnostics", "Model"]),
        tests("AuditFiles", ["Audit", "AuditFiles", "Diagnostics", "Model", "TestSupport"]),
        tests("Verification", ["Diagnostics", "Fragments", "Model", "Planning", "Schedule", "State", "Verification"]),
        tests("Rendering", ["Diagnostics", "Fragments", "Model", "Planning", "Rendering", "State"]),
        tests("SideBySide", ["SideBySide"]),
        // The independent validator that schemas are judged by is read where it stands.
        tests(
            "Configuration",
            ["Configuration", "Diagnostics", "Model", "Planning", "TestSupport"],
            exclude: ["Oracle"]
        ),
        tests(
            "Stores",
            ["CLibPQ", "CSQLite", "Configuration", "Diagnostics", "Digests", "Model", "Stores", "TestSupport"]
        ),
        tests("Delivery", ["CLinux", "Delivery", "Diagnostics", "Model", "TestSupport"]),
        tests("Serving", ["Serving"]),
        tests("Searching", ["Model", "Searching", "TestSupport"]),
        tests("Hooks", ["Hooks", "Model", "TestSupport"]),
        tests(
            "Probing",
            [
                "Diagnostics", "Model", "Planning", "Probing", "State", "TestSupport", "Verification", flyingFox,
                flyingSocks,
            ]
        ),

        // The tests of the whole: the planner and the reconciler over a simulated world, and the built binary over the
        // real one.
        tests(
            "Simulation",
            [
                "Delivery", "Diagnostics", "Fragments", "Hooks", "Model", "Planning", "Probing", "Reconciler",
                "Schedule", "State", "Stores", "Verification",
            ]
        ),
        // The command line's cases and the browser's script are read where they stand.
        tests(
            "Integration",
            [
                "Configuration", "Model", "ReferenceServer", "TestSupport", flyingSocks, subprocess, "keyturn",
                "reference-consumer", "reference-server",
            ],
            exclude: ["Browser", "Golden", "Mistakes", "Oracle", "Screens"]
        ),
        .target(
            name: "ReferenceServer",
            dependencies: ["CLibPQ", "CSQLite", "Model", flyingFox, flyingSocks],
            path: "Tests/ReferenceServer",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "reference-server",
            dependencies: ["Model", "ReferenceServer"],
            path: "Tests/reference-server",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "reference-consumer",
            dependencies: ["Model"],
            path: "Tests/reference-consumer",
            swiftSettings: settings
        ),
        .target(
            name: "TestSupport",
            dependencies: ["CLibPQ", "CSQLite", "Model"],
            path: "Tests/TestSupport",
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
