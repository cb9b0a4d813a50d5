/// Where a key was found.
package struct Place: Hashable, Sendable {
    package let environment: String
    package let kind: Kind

    package init(environment: String, kind: Kind) {
        self.environment = environment
        self.kind = kind
    }

    package enum Kind: Hashable, Sendable {
        /// Live in the store, as a key of this identity.
        case identity(String)

        /// Live in the store, under a declared owner but another name.
        case unmanaged(name: String?)

        /// Live in the store, under an owner that nobody declares.
        case otherOwner

        /// In a fragment: its path relative to the output folder.
        case file(String)
    }
}
