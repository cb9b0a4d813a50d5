import Configuration
import Diagnostics
import Testing

/// Files in a dictionary, below `/repo`; the time zone database is the machine's.
struct MemoryFiles: ConfigurationFiles {
    var files: [String: [UInt8]] = [:]
    var problems: [String: FileProblem] = [:]

    /// Nil for a machine without one.
    var zones: DiskFiles? = DiskFiles()

    init(_ texts: [String: String]) {
        for (path, text) in texts { files["/repo/" + path] = Array(text.utf8) }
    }

    var workingFolder: String { "/repo" }

    func names(in folder: String) throws(FileProblem) -> [String] {
        if folder.hasPrefix("/usr/share/zoneinfo") {
            guard let zones else { throw .missing }
            return try zones.names(in: folder)
        }
        let inside = (Array(files.keys) + problems.keys).filter { $0.hasPrefix(folder + "/") }
        guard !inside.isEmpty else { throw .missing }
        return Array(Set(inside.map { String($0.dropFirst(folder.count + 1)) })).filter { !$0.contains("/") }
    }

    func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        if let problem = problems[path] { throw problem }
        if path.hasPrefix("/usr/share/zoneinfo"), let zones { return try zones.read(path, limit: limit) }
        guard let bytes = files[path] else { throw .missing }
        guard bytes.count <= limit else { throw .tooLarge(bytes: bytes.count) }
        return bytes
    }
}

/// Loads `environments` of these files.
func load(_ texts: [String: String], variables: [String: String] = [:]) async -> LoadedConfiguration {
    await ConfigurationLoader(directory: "environments", variables: variables, files: MemoryFiles(texts)).load()
}

/// Loads one environment, `prod`, and nothing else.
func load(prod text: String, variables: [String: String] = [:]) async -> LoadedConfiguration {
    await load(["environments/prod.yaml": text, "templates/a.mustache": "{{key}}"], variables: variables)
}

extension LoadedConfiguration {
    /// `severity code line:column` of each diagnostic.
    var found: [String] {
        diagnostics.map { diagnostic in
            let place = diagnostic.location.map { " \($0.line):\($0.column)" } ?? ""
            return (diagnostic.isError ? "" : diagnostic.severity.rawValue + " ") + diagnostic.code + place
        }
    }
}

/// A complete, valid environment; `replacing` puts other lines in the place of those that begin the same way.
enum Sample {
    static let prod = """
        environment: prod
        database:
          url: sqlite:../deploy/prod.sqlite
        output: ../deploy/prod
        identities:
          backend:
            owner:
              id: 00000000-0000-0000-0000-000000000000
              email: system@backend
              name: Backend Service
            key:
              name: Backend Service API Key
              prefix: mcp_
              bytes: 32
              encoding: hex
            rotation:
              every: 30d
              overlap: 48h
              expires: 90d
            deliver:
              - { compose: api, variable: PM_MCP_API_KEY }
              - { dotenv: backend.env, variable: PM_MCP_API_KEY, mode: "0640", owner: app, group: "1000" }
              - { secret: pm_mcp_api_key, service: api, variable: PM_MCP_API_KEY_FILE }
              - { template: a.mustache, file: nginx.conf }

        """

    static func prod(_ old: String, _ new: String) -> String {
        let parts = prod.split(separator: old, omittingEmptySubsequences: false)
        #expect(parts.count == 2, "\(old) must be in the sample, once")
        return parts.joined(separator: new)
    }
}
