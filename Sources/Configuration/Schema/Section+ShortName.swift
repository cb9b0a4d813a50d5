extension Section {
    /// What messages call the section where no identity is meant: `rotation` for `identities.NAME.rotation`.
    var shortName: String {
        if path.isEmpty { return "the top of the file" }
        if path == Self.anyIdentity { return "an identity" }
        if path == Self.anyProfile { return "a profile" }
        if path.hasPrefix(Self.anyProfile + ".") { return "`\(path.dropFirst(Self.anyProfile.count + 1))`" }
        guard path.hasPrefix(Self.anyIdentity + ".") else { return "`\(path)`" }
        let name = path.dropFirst(Self.anyIdentity.count + 1)
        return name.hasSuffix("[]") ? "an entry of `\(name.dropLast(2))`" : "`\(name)`"
    }
}
