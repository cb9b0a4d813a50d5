internal import Foundation

/// The program under test: the package's own product, which `swift test` builds beside the test bundle.
enum Binary {
    /// `KEYTURN_BINARY` names another one.
    static let path = ProcessInfo.processInfo.environment["KEYTURN_BINARY"] ?? product("keyturn")

    /// A program of the package, which is beside the test bundle.
    static func product(_ name: String) -> String { "\(products)/\(name)" }

    /// Where the package is whose product it is.
    static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    private static let products: String = {
        // The bundle is mapped into this process, under whatever name the runner has.
        let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
        for line in maps.split(separator: "\n") where line.hasSuffix(".xctest") {
            guard let slash = line.firstIndex(of: "/") else { continue }
            return URL(fileURLWithPath: String(line[slash...])).deletingLastPathComponent().path
        }
        return "there is no test bundle"
    }()
}

/// Programs of the system that some tests need around the binary.
enum Tool: String {
    case strace
    case setpriv
    case unshare
    case git
    case zsh
    case fish
    case groff
    case mandoc
    case chromium
    case systemdAnalyze = "systemd-analyze"
    case dpkgShlibdeps = "dpkg-shlibdeps"

    /// Where tests look for programs, and what the binary's own PATH is.
    static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    var isInstalled: Bool {
        Self.path.split(separator: ":").contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(rawValue)") }
    }
}
