/// A node of the environment file's tree or, where ``isBase``, of the tree of `_defaults.yaml`.
struct NodeReference: Hashable {
    let index: Int32
    let isBase: Bool
}

/// A map of the environment file and the one that it is merged over.
///
/// At least one is there.
struct MapReference {
    /// -1 for none.
    var own: Int32 = -1
    /// -1 for none.
    var base: Int32 = -1

    /// The key that the map is under, to point at where something is missing in it.
    var key: NodeReference
}

/// An entry of a map whose names the user chooses, and the one that it is merged over.
struct NamedMap {
    let name: String
    var map: MapReference
}
