internal import Diagnostics
internal import Model
internal import YAML

extension FileDecoder {
    /// Every entry of `deliver` that can be read; complete where that is all of them, and one at least.
    mutating func deliveries(_ slot: FieldSlots.Slot) -> (read: [Delivery], isComplete: Bool) {
        guard let list = slot.value, let key = slot.key else { return ([], false) }
        guard node(list).kind == .sequence else {
            let field = Schema.identity[IdentityField.deliver]
            report(.wrongType(expected: field.kind.expected, found: found(list), place(list)))
            return ([], false)
        }
        var deliveries: [Delivery] = []
        var isComplete = true
        for entry in items(of: list) {
            if let delivery = delivery(entry) { deliveries.append(delivery) } else { isComplete = false }
        }
        if isComplete, deliveries.isEmpty {
            report(.noDelivery(place(key)))
            isComplete = false
        }
        return (deliveries, isComplete)
    }

    private mutating func delivery(_ entry: NodeReference) -> Delivery? {
        guard let map = map(entry, expected: "a map with one of compose, dotenv, secret and template") else {
            return nil
        }
        let fields = fields(of: map, Schema.delivery)
        let kinds = DeliveryKind.allCases.filter { fields[$0.field].value != nil }
        guard let kind = kinds.first else {
            report(.deliveryWithoutKind(place(entry)))
            return nil
        }
        guard kinds.count == 1 else {
            report(.deliveryOfTwoKinds(kinds, place(fields[kinds[1].field].key ?? entry)))
            return nil
        }
        let attributes = attributes(fields)
        guard checkCompanions(of: kind, fields, entry), let goal = self.target(kind, fields), let attributes else {
            return nil
        }
        return Delivery(target: goal, attributes: attributes, location: location(entry))
    }

    /// Reports companions that are missing, and fields that belong to another kind of delivery.
    private mutating func checkCompanions(of kind: DeliveryKind, _ fields: FieldSlots, _ entry: NodeReference) -> Bool {
        var isComplete = true
        for field in [DeliveryField.service, .variable, .file] {
            let isCompanion = kind.companions.contains(field)
            switch (isCompanion, fields[field].key) {
            case (true, nil):
                isComplete = false
                report(.missingCompanion(Schema.delivery[field], of: kind, place(fields[kind.field].key ?? entry)))
            case (false, let key?):
                isComplete = false
                report(.misplacedField(Schema.delivery[field], in: kind, place(key)))
            default: continue
            }
        }
        return isComplete
    }

    private mutating func target(_ kind: DeliveryKind, _ fields: FieldSlots) -> Delivery.Target? {
        switch kind {
        case .compose:
            let service = name(fields, .compose, "service")
            let variable = variable(fields)
            guard let service, let variable else { return nil }
            return .compose(service: service, variable: variable)
        case .dotenv:
            let file = file(fields, .dotenv)
            let variable = variable(fields)
            guard let file, let variable else { return nil }
            return .dotenv(file: file, variable: variable)
        case .secret:
            let secret = name(fields, .secret, "secret")
            let service = name(fields, .service, "service")
            let variable = variable(fields)
            guard let secret, let service, let variable else { return nil }
            return .secret(name: secret, service: service, variable: variable)
        case .template:
            let file = file(fields, .file)
            let template = template(fields[DeliveryField.template])
            guard let file, let template else { return nil }
            return .template(template, file: file)
        }
    }

    private mutating func name(_ fields: FieldSlots, _ field: DeliveryField, _ what: String) -> String? {
        guard let value = filledText(fields[field], Schema.delivery[field]) else { return nil }
        guard WellFormed.isName(value.text) else {
            report(.badName(what, value.written, place(value.node)))
            return nil
        }
        return value.text
    }

    private mutating func variable(_ fields: FieldSlots) -> String? {
        guard let value = filledText(fields[DeliveryField.variable], Schema.delivery[DeliveryField.variable]) else {
            return nil
        }
        guard WellFormed.isVariable(value.text) else {
            report(.badVariable(value, place(value.node)))
            return nil
        }
        return value.text
    }

    private mutating func file(_ fields: FieldSlots, _ field: DeliveryField) -> String? {
        guard let value = filledText(fields[field], Schema.delivery[field]) else { return nil }
        if let problem = FragmentPath.problem(of: value.text) {
            report(.badFragmentPath(value, problem, place(value.node)))
            return nil
        }
        return value.text
    }

    /// Nil where a value, reported, is bad; what is absent stays open.
    private mutating func attributes(_ fields: FieldSlots) -> FileAttributes? {
        var isGood = true
        var mode: UInt16?
        if let value = filledText(fields[DeliveryField.mode], Schema.delivery[DeliveryField.mode]) {
            switch FileMode.read(value.text) {
            case .success(let bits): mode = bits
            case .failure(let problem):
                report(.badMode(value, problem, place(value.node)))
                isGood = false
            }
        } else if fields[DeliveryField.mode].value != nil {
            isGood = false
        }
        var accounts: [String?] = []
        for field in [DeliveryField.owner, .group] {
            let value = filledText(fields[field], Schema.delivery[field])
            if let value, !WellFormed.isAccount(value.text) {
                report(.badAccount(value, Schema.delivery[field], place(value.node)))
                isGood = false
            }
            if value == nil, fields[field].value != nil { isGood = false }
            accounts.append(value?.text)
        }
        return isGood ? FileAttributes(mode: mode, owner: accounts[0], group: accounts[1]) : nil
    }
}
