internal import Diagnostics
package import Model

/// Where a key was found.
package struct Place: Hashable, Sendable, Codable {
    package let environment: String
    package let kind: Kind

    package init(environment: String, kind: Kind) {
        self.environment = environment
        self.kind = kind
    }

    package enum Kind: Hashable, Sendable, Codable {
        /// Live in the store, as a key of this identity.
        case identity(String)

        /// In the store as a key of this identity, no longer live: who saw it there still knows it.
        case ended(String)

        /// Live in the store, under a declared owner but another name.
        case unmanaged(name: String?)

        /// In the store under a declared owner but another name, no longer live.
        case endedUnmanaged(name: String?)

        /// Live in the store, under an owner that no one declares.
        case otherOwner

        /// In the store under an owner that no one declares, no longer live.
        case endedOtherOwner

        /// In a fragment: its path relative to the output folder.
        case file(String)

        /// In a file below the output folder that no delivery names: its path relative to that folder.
        case otherFile(String)

        /// A credential of others that is watched.
        case watched(WatchedCredential.Source)
    }
}

extension Place: CustomStringConvertible {
    package var description: String {
        switch kind {
        case .identity(let identity): "\(environment)/\(identity)"
        case .ended(let identity): "\(environment)/\(identity) (ended)"
        case .unmanaged(let name):
            "\(environment) (unmanaged key \(ShownKeyName.words(name)))"
        case .endedUnmanaged(let name):
            "\(environment) (unmanaged key \(ShownKeyName.words(name)), ended)"
        case .otherOwner: "\(environment) (a key of another owner)"
        case .endedOtherOwner: "\(environment) (a key of another owner, ended)"
        case .file(let path): "\(environment):\(PlainText.line(path))"
        case .otherFile(let path): "\(environment):\(PlainText.line(path)) (not declared)"
        case .watched(let source): "\(environment):\(source)"
        }
    }

    /// At most this many places are named, then counted.
    private static let limit = 6

    /// Places in one phrase.
    package static func list(_ places: [Place]) -> String {
        let named = places.prefix(limit).map(\.description).joined(separator: ", ")
        return places.count > limit ? "\(named) and \(places.count - limit) more" : named
    }
}
