/// A section whose fields are the properties of `Fields`, in their order.
///
/// A field is declared once, as such a property: the reader, the reference and the schemas of editors follow from it.
@dynamicMemberLookup
final class FieldSection<Fields>: Section, @unchecked Sendable {
    private let properties: Fields

    init(
        _ path: String,
        _ doc: String,
        fileTitle: String? = nil,
        alternatives: [Alternative] = [],
        apart: [[String]] = [],
        _ fields: Fields
    ) {
        properties = fields
        super.init(
            path,
            doc,
            fileTitle: fileTitle,
            alternatives: alternatives,
            apart: apart,
            Self.fields(of: fields)
        )
    }

    subscript<Value>(dynamicMember field: KeyPath<Fields, Field<Value>>) -> Field<Value> {
        properties[keyPath: field]
    }
}
