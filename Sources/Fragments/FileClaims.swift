internal import Diagnostics
internal import Model

/// Which deliveries write which file, and with what attributes.
struct FileClaims {
    /// What a file is claimed for.
    ///
    /// Claims of a file must agree in it.
    enum Purpose: Hashable {
        case compose
        case dotenv
        case secret(identity: Int)
        case template

        var words: String {
            switch self {
            case .compose: "a compose override"
            case .dotenv: "a dotenv file"
            case .secret: "a secret file"
            case .template: "a file made from a template"
            }
        }
    }

    enum Outcome {
        /// The first claim of this file.
        case new
        /// Shared with claims before.
        case shared
    }

    private struct Claim {
        let purpose: Purpose
        let location: SourceLocation
        var attributes: FileAttributes
        /// Where the attributes were first declared.
        var attributesLocation: SourceLocation
    }

    private var claims: [String: Claim] = [:]

    /// - Throws: where the file is claimed for something else, for another identity's secret, or with other attributes.
    mutating func claim(
        _ path: String,
        for purpose: Purpose,
        _ attributes: FileAttributes,
        at location: SourceLocation,
        _ address: Address
    ) throws(Diagnostic) -> Outcome {
        guard let claim = claims[path] else {
            claims[path] = Claim(
                purpose: purpose,
                location: location,
                attributes: attributes,
                attributesLocation: location
            )
            return .new
        }
        switch (claim.purpose, purpose) {
        case (.compose, .compose), (.dotenv, .dotenv): break
        case (.secret(let first), .secret(let second)) where first == second: break
        case (.secret, .secret):
            throw .secretTwice(path, first: claim.location, at: location, address.description)
        case (let first, let second):
            throw .fileConflict(
                path,
                first.words,
                second.words,
                first: claim.location,
                at: location,
                address.description
            )
        }
        try merge(attributes, at: location, into: path, claim, address)
        return .shared
    }

    /// The delivery without its attributes where its file is claimed already.
    func yielding(_ delivery: Delivery) -> Delivery {
        guard let path = FragmentPath.normalized(delivery.file), claims[path] != nil else { return delivery }
        return Delivery(
            target: delivery.target,
            publicVariable: delivery.publicVariable,
            location: delivery.location
        )
    }

    /// What the file must have; see ``Fragment/attributes`` for the mode that is filled in.
    func attributes(of path: String, _ kind: Fragment.Kind) -> FileAttributes {
        let declared = claims[path]?.attributes ?? FileAttributes()
        if case .dotenv = kind { return declared }
        return FileAttributes(
            mode: declared.mode ?? FileAttributes.defaultMode,
            owner: declared.owner,
            group: declared.group
        )
    }

    /// Files that are in each other's way, and names that differ only in case.
    func nameConflicts(in environment: String) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        var folded: [String: String] = [:]
        for path in claims.keys.sorted() {
            guard let claim = claims[path] else { continue }
            for folder in FragmentPath.folders(of: path) {
                guard let other = claims[String(folder)] else { continue }
                diagnostics.append(
                    .fileInsideFile(path, String(folder), first: other.location, at: claim.location, environment)
                )
            }
            let lower = path.lowercased()
            if let other = folded[lower], let first = claims[other]?.location {
                diagnostics.append(.fileCase(path, other, first: first, at: claim.location, environment))
            } else {
                folded[lower] = path
            }
        }
        return diagnostics
    }

    /// What one delivery leaves open another one may declare; what two declare must be the same.
    private mutating func merge(
        _ new: FileAttributes,
        at location: SourceLocation,
        into path: String,
        _ claim: Claim,
        _ address: Address
    ) throws(Diagnostic) {
        let old = claim.attributes
        guard new != FileAttributes(), new != old else { return }
        var differing: [String] = []
        if let first = old.mode, let second = new.mode, first != second {
            differing.append("mode 0\(String(first, radix: 8)) and 0\(String(second, radix: 8))")
        }
        if let first = old.owner, let second = new.owner, first != second {
            differing.append("owner \(first) and \(second)")
        }
        if let first = old.group, let second = new.group, first != second {
            differing.append("group \(first) and \(second)")
        }
        guard differing.isEmpty else {
            throw .attributes(path, differing, first: claim.attributesLocation, at: location, address.description)
        }
        var merged = claim
        merged.attributes = FileAttributes(
            mode: old.mode ?? new.mode,
            owner: old.owner ?? new.owner,
            group: old.group ?? new.group
        )
        if old == FileAttributes() { merged.attributesLocation = location }
        claims[path] = merged
    }
}
