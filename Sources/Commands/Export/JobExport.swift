internal import Diagnostics
internal import Mustache

/// Units that call `keyturn rotate`, from the templates in `JobTemplates/`.
struct JobExport {
    /// The program and its arguments.
    let arguments: [String]

    /// The arguments without what chooses the folder of environment files, which has a place of its own in a container.
    let containerArguments: [String]

    /// The environments' names and output folders, absolute.
    let outputs: [(name: String, path: String)]

    /// The folders that a run writes to, absolute.
    let writable: [String]

    /// The absolute folder of the environment files.
    let configuration: String

    /// The absolute folder that it is run in.
    let folder: String

    /// How often it is run: a divisor of 60.
    let minutes: Int

    /// The image of a Kubernetes job.
    let image: String

    struct File {
        let name: String
        let text: String
    }

    func files(_ format: JobFormat) throws -> [File] {
        switch format {
        case .systemd:
            return [
                try file("keyturn-rotate.service", PackageResources.systemd_service_mustache, values(format)),
                try file("keyturn-rotate.timer", PackageResources.systemd_timer_mustache, values(format)),
                try file("keyturn-rotate-failed.service", PackageResources.systemd_failed_mustache, values(format)),
            ]
        case .cron: return [try file("keyturn-rotate", PackageResources.cron_mustache, values(format))]
        case .kubernetes:
            return [try file("keyturn-rotate.yaml", PackageResources.kubernetes_mustache, values(format))]
        }
    }

    private func file(_ name: String, _ template: [UInt8], _ values: [String: MustacheValue]) throws -> File {
        let template = try MustacheTemplate(String(decoding: template, as: UTF8.self))
        return File(name: name, text: template.render(values))
    }

    /// Where the repository is in a container.
    private static let root = "/keyturn"

    private func values(_ format: JobFormat) -> [String: MustacheValue] {
        var values: [String: MustacheValue] = ["minutes": "\(minutes)", "image": .text(JobText.yaml(image))]
        switch format {
        case .systemd:
            values["command"] = .text(arguments.map(JobText.systemd).joined(separator: " "))
            values["folder"] = .text(JobText.systemdPath(folder))
            values["writable"] = .list(writable.map { ["path": .text(JobText.systemdItem("-" + $0))] })
            values["calendar"] = minutes == 60 ? "hourly" : "*:0/\(minutes)"
            // Many machines with one timer do not all ask at once.
            values["spread"] = "\(minutes * 6)s"
        case .cron:
            values["command"] = .text(arguments.map(JobText.crontab).joined(separator: " "))
            values["folder"] = .text(JobText.crontab(folder))
            values["calendar"] = .text(crontab)
        case .kubernetes:
            values["calendar"] = .text(crontab)
            values["arguments"] = "[\(containerArguments.map(JobText.yaml).joined(separator: ", "))]"
            values["root"] = .text(Self.root)
            values["outputs"] = .list(
                outputs.map { output in
                    ["name": .text(JobText.yaml(output.name)), "path": .text(JobText.yaml(inContainer(output.path)))]
                }
            )
        }
        return values
    }

    /// An output folder that is declared relative to its file moves with the repository; any other stays where it is.
    private func inContainer(_ path: String) -> String {
        let repository = configuration.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/"
        return path.hasPrefix(repository) ? "\(Self.root)/\(path.dropFirst(repository.count))" : path
    }

    private var crontab: String { minutes == 60 ? "0 * * * *" : "*/\(minutes) * * * *" }
}
