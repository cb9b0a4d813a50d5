internal import Diagnostics
internal import Model
internal import Verification

/// Consumers that run in containers.
struct DockerContainers {
    let engine: DockerEngine

    /// More containers of one service are not asked one by one.
    private static let most = 100

    /// A container by its name or id.
    func instance(_ container: String, _ variables: [ConsumerVariable]) async throws(Obstacle) -> ConsumerInstance {
        let answer = try await engine.get("/containers/\(DockerEngine.escaped(container))/json")
        let found = try DockerEngine.decode(DockerContainer.self, answer)
        let name = PlainText.line(found.name.map { String($0.drop { $0 == "/" }) } ?? container)
        guard found.state.running else {
            let state = found.state.status.map { ": it is \(PlainText.line($0))" } ?? ""
            throw .notRunning("container \(name) is not running\(state)")
        }
        var values: [ConsumerVariable: HeldValue] = [:]
        for variable in variables { values[variable] = try await value(of: variable, in: found) }
        return ConsumerInstance(
            kind: .container(service: found.config.labels?[DockerContainer.Label.service]),
            name: "container \(name)",
            since: found.created.flatMap { Instant(text: $0) },
            values: values
        )
    }

    /// Every running container of a compose service, by name; at least one.
    func instances(of service: String, _ question: ConsumerQuestion) async throws(Obstacle) -> [ConsumerInstance] {
        let label = JSONText.string("\(DockerContainer.Label.service)=\(service)")
        let filters = JSONText.object([JSONText.Member("label", .array([label]))]).compact
        let answer = try await engine.get("/containers/json?filters=\(DockerEngine.escaped(filters))")
        let found = try DockerEngine.decode([DockerContainer.Summary].self, answer)
        let chosen = try Self.choose(found, service, question.composeFiles)
        guard chosen.count <= Self.most else {
            throw .unreadable("the service has more than \(Self.most) containers")
        }
        var instances: [ConsumerInstance] = []
        for container in chosen { instances.append(try await instance(container.id, question.variables)) }
        return instances.sorted { $0.name < $1.name }
    }

    /// Those of the project that reads our compose override; where none does, those of the only project there is.
    static func choose(
        _ containers: [DockerContainer.Summary],
        _ service: String,
        _ files: Set<String>
    ) throws(Obstacle) -> [DockerContainer.Summary] {
        guard !containers.isEmpty else {
            throw .notRunning("no container of a compose service \(PlainText.line(service)) is running")
        }
        let ours = containers.filter { container in
            let read = container.labels?[DockerContainer.Label.files]?.split(separator: ",") ?? []
            return read.contains { files.contains(String($0)) }
        }
        if !ours.isEmpty { return ours }
        let projects = Set(containers.map { $0.labels?[DockerContainer.Label.project] ?? "" })
        guard projects.count == 1 else {
            let names = projects.sorted().map(PlainText.line).joined(separator: ", ")
            throw .unreadable(
                "several compose projects have the service (\(names)), and none of them reads \(Delivery.composeFile)",
                fix: "declare the container with `docker`, or start the project with -f \(Delivery.composeFile)"
            )
        }
        return containers
    }

    /// Of two entries with one name the last counts, as for the engine.
    private func value(
        of variable: ConsumerVariable,
        in container: DockerContainer
    ) async throws(Obstacle) -> HeldValue {
        let start = variable.name + "="
        guard var entry = container.config.env?.last(where: { $0.hasPrefix(start) }) else { return .missing }
        var path: String?
        let value = entry.withUTF8 { bytes in
            let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[start.utf8.count...])
            path = variable.holdsPath ? HeldValue.path(bytes) : nil
            return path == nil ? HeldValue(bytes, of: variable) { _ in .missing } : .empty
        }
        guard let path else { return value }
        return .file(path: path, try await file(at: path, in: container.id, following: 4))
    }

    /// The file as the container sees it: the mount's source on the host may be a newer one.
    private func file(at path: String, in id: String, following links: Int) async throws(Obstacle) -> HeldFile {
        let answer = try await engine.get(
            "/containers/\(DockerEngine.escaped(id))/archive?path=\(DockerEngine.escaped(path))",
            atMost: 1 << 20
        )
        if answer.status == 404 { return .missing }
        guard answer.status == 200 else {
            guard case .unreadable(let reason, _) = DockerEngine.refusal(answer) else { return .missing }
            return .unreadable(reason)
        }
        switch answer.body.withUnsafeBytes({ TarEntry(first: $0) }) {
        case .file(let content): return content.withBytes { HeldFile(content: $0) }
        case .link(let target) where links > 0:
            let folder = path.split(separator: "/").dropLast().joined(separator: "/")
            let next = target.hasPrefix("/") ? target : "/\(folder)/\(target)"
            return try await file(at: next, in: id, following: links - 1)
        case .link, .other: return .unreadable("it is not a regular file")
        case nil: return .unreadable("the Docker engine's archive of it cannot be read")
        }
    }
}
