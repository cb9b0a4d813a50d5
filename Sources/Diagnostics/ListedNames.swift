extension Sequence<String> {
    /// `dev`, `dev and prod`, `dev, prod and staging`.
    package var inWords: String {
        let names = Array(self)
        guard names.count > 1, let last = names.last else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }
}
