internal import Diagnostics
internal import Model
internal import YAML

extension FileDecoder {
    /// Every entry of `deliver` that can be read; complete where that is all of them, and one at least.
    mutating func deliveries(_ given: GivenField<[NodeReference]>) -> (read: [Delivery], isComplete: Bool) {
        guard let entries = read(given) else { return ([], false) }
        var deliveries: [Delivery] = []
        deliveries.reserveCapacity(entries.count)
        var isComplete = true
        for entry in entries {
            if let delivery = delivery(entry) { deliveries.append(delivery) } else { isComplete = false }
        }
        return (deliveries, isComplete)
    }

    private mutating func delivery(_ entry: NodeReference) -> Delivery? {
        guard let map = map(entry, expected: "a map with one of compose, dotenv, secret and template") else {
            return nil
        }
        let fields = fields(of: map, Schema.delivery)
        guard let kind = DeliveryKind.allCases.first(where: { fields[$0.field].value != nil }) else {
            report(.deliveryWithoutKind(place(entry)))
            return nil
        }
        guard DeliveryKind.allCases.last(where: { fields[$0.field].value != nil }) == kind else {
            let kinds = DeliveryKind.allCases.filter { fields[$0.field].value != nil }
            report(.deliveryOfTwoKinds(kinds, place(fields[kinds[1].field].key ?? entry)))
            return nil
        }
        let attributes = attributes(fields)
        let publicVariable = read(fields.publicVariable)
        let isFit = checkPublicVariable(fields, kind)
        guard checkCompanions(of: kind, fields, entry), let goal = target(kind, fields), let attributes, isFit,
            !isBad(fields.publicVariable, publicVariable)
        else { return nil }
        return Delivery(
            target: goal,
            publicVariable: publicVariable,
            attributes: attributes,
            location: location(entry)
        )
    }

    /// Reports a variable for a public part that keys do not have, or beside which no key is delivered in a variable.
    private mutating func checkPublicVariable(_ fields: FieldSlots<DeliveryFields>, _ kind: DeliveryKind) -> Bool {
        guard let key = fields.publicVariable.key else { return true }
        switch kind {
        case .compose, .dotenv:
            // Of a profile that is not known nothing is known.
            guard profile.publicID == nil, knowsProfile else { return true }
            report(.publicPartOfNothing(fields.publicVariable.field, profile.name, place(key)))
        case .secret, .template: report(.misplacedPublicPart(fields.publicVariable.field, in: kind, place(key)))
        }
        return false
    }

    /// Reports companions that are missing, and fields that belong to another kind of delivery.
    private mutating func checkCompanions(
        of kind: DeliveryKind,
        _ fields: FieldSlots<DeliveryFields>,
        _ entry: NodeReference
    ) -> Bool {
        var isComplete = true
        for field in DeliveryKind.companions {
            switch (kind.companions.contains(field.name), fields[field].key) {
            case (true, nil):
                isComplete = false
                report(.missingCompanion(field, of: kind, place(fields[kind.field].key ?? entry)))
            case (false, let key?):
                isComplete = false
                report(.misplacedField(field, in: kind, place(key)))
            default: continue
            }
        }
        return isComplete
    }

    private mutating func target(_ kind: DeliveryKind, _ fields: FieldSlots<DeliveryFields>) -> Delivery.Target? {
        switch kind {
        case .compose:
            let service = read(fields.compose)
            let variable = read(fields.variable)
            guard let service, let variable else { return nil }
            return .compose(service: service, variable: variable)
        case .dotenv:
            let file = read(fields.dotenv)
            let variable = read(fields.variable)
            guard let file, let variable else { return nil }
            return .dotenv(file: file, variable: variable)
        case .secret:
            let secret = read(fields.secret)
            let service = read(fields.service)
            let variable = read(fields.variable)
            guard let secret, let service, let variable else { return nil }
            return .secret(name: secret, service: service, variable: variable)
        case .template:
            let file = read(fields.file)
            let template = read(fields.template)
            guard let file, let template else { return nil }
            return .template(template, file: file)
        }
    }

    /// Nil if a value, reported, is bad; what is absent stays open.
    private mutating func attributes(_ fields: FieldSlots<DeliveryFields>) -> FileAttributes? {
        let mode = read(fields.mode)
        let owner = read(fields.owner)
        let group = read(fields.group)
        guard !isBad(fields.mode, mode), !isBad(fields.owner, owner), !isBad(fields.group, group) else { return nil }
        return FileAttributes(mode: mode, owner: owner, group: group)
    }
}
