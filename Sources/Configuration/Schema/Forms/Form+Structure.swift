extension Form where Value == MapReference {
    /// A map with the fields of a section, merged over the defaults'.
    static func map(_ section: Section) -> Form {
        Form(.map(section)) { decoder, slot, field in decoder.map(slot, field) }
    }
}

extension Form where Value == [NamedMap] {
    /// A map whose names the user chooses, each holding the fields of a section.
    static func named(_ what: String, _ section: Section) -> Form {
        Form(.named(what, section)) { decoder, slot, field in decoder.namedMaps(slot, field) }
    }
}

extension Form where Value == [NodeReference] {
    /// A list of maps, each with the fields of a section.
    static func list(_ section: Section) -> Form {
        Form(.list(section)) { decoder, slot, field in decoder.list(slot, field) }
    }
}

extension Form where Value == [MapReference] {
    /// A map, or a list of such maps.
    static func listOrOne(_ section: Section) -> Form {
        Form(.listOrOne(section)) { decoder, slot, field in decoder.maps(slot, field) }
    }
}

extension Form where Value == NodeReference {
    /// A map from the rules of policy to what they are set to.
    static var rules: Form {
        Form(.rules) { decoder, slot, field in decoder.anyMap(slot, field) }
    }
}
