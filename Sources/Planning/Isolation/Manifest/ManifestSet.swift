package import Diagnostics
package import Model

/// Manifests of several environments, held against each other before they are compared.
package struct ManifestSet: Sendable {
    /// Those that are sound, by environment.
    package let manifests: [Manifest]

    /// With errors, nothing is to be concluded from the manifests.
    package let diagnostics: [Diagnostic]

    /// The pepper of their fingerprints, where it is known here.
    package let pepper: Pepper?

    package typealias File = (name: String, bytes: [UInt8])

    /// - Parameters:
    ///   - files: what was read, by the names that messages call them.
    ///   - peppers: those that are known here, for verifying seals.
    package init(_ files: [File], peppers: [Pepper] = []) {
        var diagnostics: [Diagnostic] = []
        var found: [(file: String, manifest: Manifest)] = []
        var unverified: [String] = []
        for file in files {
            do throws(Diagnostic) {
                let (manifest, isVerified) = try Self.read(file, peppers)
                if !isVerified { unverified.append(file.name) }
                found.append((file.name, manifest))
            } catch {
                diagnostics.append(error)
            }
        }
        diagnostics += Self.duplicates(found)
        let kinds = Dictionary(grouping: found, by: \.manifest.fingerprints)
        if kinds.count > 1 { diagnostics.append(.mixed(found)) }
        let former = found.filter { $0.manifest.rows == nil }.map(\.file)
        if !former.isEmpty { diagnostics.append(.withoutRows(former)) }
        if !unverified.isEmpty { diagnostics.append(.unverified(unverified)) }
        manifests = found.map(\.manifest).sorted { $0.name < $1.name }
        pepper = peppers.first { pepper in kinds.keys.contains(.peppered(check: pepper.check)) }
        self.diagnostics = diagnostics
    }

    /// Where a key is published, by its fingerprint in the manifests.
    ///
    /// Under a pepper that is not known here no one can tell.
    package func published(_ list: [PublishedKey] = PublishedKey.all) -> (Fingerprint) -> String? {
        let isPlain = manifests.allSatisfy { $0.fingerprints == .plain }
        guard isPlain || pepper != nil else { return { _ in nil } }
        let places = Dictionary(
            list.map { (pepper?.keyed($0.fingerprint) ?? $0.fingerprint, $0.place) },
            uniquingKeysWith: { first, _ in first }
        )
        return { places[$0] }
    }

    private static func read(_ file: File, _ peppers: [Pepper]) throws(Diagnostic) -> (Manifest, isVerified: Bool) {
        let json: JSONText
        do throws(JSONSyntaxError) {
            json = try JSONText(parsing: file.bytes)
        } catch {
            throw .syntax(file.name, error)
        }
        let root = ManifestReader(json)
        guard case .object(let members) = json, (try? root["format"].text()) == Manifest.title else {
            throw .noManifest(file.name)
        }
        let version = (try? root["format_version"].text()) ?? ""
        guard version.prefix(while: { $0 != "." }) == Manifest.formatVersion.prefix(while: { $0 != "." }) else {
            throw .version(file.name, version)
        }
        let content = JSONText.object(members.filter { !Manifest.digests.contains($0.name) })
        guard (try? root["checksum"].fingerprint()) == Manifest.checksum(of: content) else { throw .damaged(file.name) }
        let manifest: Manifest
        do throws(ManifestReader.Problem) {
            manifest = try ManifestReader.read(json)
        } catch {
            throw .incomplete(file.name, error.path)
        }
        guard case .peppered(let check) = manifest.fingerprints else { return (manifest, true) }
        guard let pepper = peppers.first(where: { $0.check == check }) else { return (manifest, false) }
        guard (try? root["seal"].fingerprint()) == pepper.seal(of: content.compact) else { throw .seal(file.name) }
        return (manifest, true)
    }

    private static func duplicates(_ found: [(file: String, manifest: Manifest)]) -> [Diagnostic] {
        Dictionary(grouping: found, by: \.manifest.name).filter { $0.value.count > 1 }.sorted { $0.key < $1.key }.map {
            .duplicate($0.key, $0.value.map(\.file))
        }
    }
}
