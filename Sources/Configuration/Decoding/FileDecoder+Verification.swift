internal import Diagnostics
internal import Model

extension FileDecoder {
    /// Every entry of `consumer` that can be read.
    mutating func consumers(_ slot: FieldSlots.Slot) -> [Consumer] {
        (maps(slot, Schema.identity[IdentityField.consumer]) ?? []).compactMap { consumer($0) }
    }

    private mutating func consumer(_ map: MapReference) -> Consumer? {
        let fields = fields(of: map, Schema.consumer)
        guard let kind = kind(fields, ConsumerField.allCases, of: Schema.consumer, map.key) else { return nil }
        guard let value = filledText(fields[kind], Schema.consumer[kind]) else { return nil }
        switch kind {
        case .docker, .compose:
            guard WellFormed.isName(value.text) else {
                report(.badForm(value, Schema.consumer[kind], place(value.node)))
                return nil
            }
            return kind == .docker ? .docker(container: value.text) : .compose(service: value.text)
        case .process:
            if value.text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
                guard let id = Int32(value.text), id > 0 else {
                    report(.badForm(value, Schema.consumer[kind], place(value.node)))
                    return nil
                }
                return .process(.id(id))
            }
            return path(value).map { .process(.file($0)) }
        case .systemd:
            guard ProbeText.isUnit(value.text) else {
                report(.badForm(value, Schema.consumer[kind], place(value.node)))
                return nil
            }
            return .systemd(unit: value.text)
        }
    }

    /// Every entry of `logs` that can be read.
    mutating func logs(_ slot: FieldSlots.Slot) -> [LogExpectation] {
        (maps(slot, Schema.identity[IdentityField.logs]) ?? []).compactMap { log($0) }
    }

    private mutating func log(_ map: MapReference) -> LogExpectation? {
        let fields = fields(of: map, Schema.log)
        let kind = kind(fields, [LogField.file, .docker], of: Schema.log, map.key)
        let expect = filledTexts(fields[LogField.expect], Schema.log[LogField.expect])
        let reject = filledTexts(fields[LogField.reject], Schema.log[LogField.reject])
        if fields[LogField.expect].value == nil, fields[LogField.reject].value == nil {
            report(.logWithoutTexts(place(map.key)))
            return nil
        }
        guard let kind, let value = filledText(fields[kind], Schema.log[kind]), let expect, let reject else {
            return nil
        }
        if kind == .docker {
            guard WellFormed.isName(value.text) else {
                report(.badForm(value, Schema.log[kind], place(value.node)))
                return nil
            }
            return LogExpectation(source: .docker(container: value.text), expect: expect, reject: reject)
        }
        return path(value).map { LogExpectation(source: .file($0), expect: expect, reject: reject) }
    }

    /// `verify`; nil where there is none or, reported, something of it is bad.
    mutating func probe(_ slot: FieldSlots.Slot) -> ServerProbe? {
        guard let map = map(slot, Schema.identity[IdentityField.verify]) else { return nil }
        let fields = fields(of: map, Schema.verify)
        let url = checked(fields, .http, ProbeText.isWebAddress)
        let credential = credential(fields, map.key)
        let bypass = filledTexts(fields[VerifyField.bypassHeaders], Schema.verify[VerifyField.bypassHeaders]) {
            ProbeText.isHeader($0)
        }
        let queries = filledTexts(fields[VerifyField.bypassQuery], Schema.verify[VerifyField.bypassQuery]) {
            ProbeText.isQuery($0)
        }
        let addresses = addresses(fields[VerifyField.mustRefuse])
        let authority = authority(fields, of: url)
        let timeout = timeout(fields[VerifyField.timeout])
        let accepted = condition(fields[VerifyField.accepted], "accepted", else: .acceptedByDefault)
        let refused = condition(fields[VerifyField.refused], "refused", else: .refusedByDefault)
        guard let url, let credential, let bypass, let queries, let addresses, let timeout, let accepted, let refused
        else { return nil }
        if fields[VerifyField.ca].value != nil, authority == nil { return nil }
        if let same = bypass.first(where: { $0.lowercased() == credential.headerName.lowercased() }) {
            report(.bypassIsCredential(same, place(fields[VerifyField.bypassHeaders].key ?? map.key)))
            return nil
        }
        return ServerProbe(
            url: url,
            credential: credential,
            bypassHeaders: bypass,
            bypassQueries: queries,
            mustRefuse: addresses,
            authority: authority,
            accepted: accepted,
            refused: refused,
            timeout: timeout
        )
    }

    /// `mustRefuse`; nil where, reported, one of them is bad.
    private mutating func addresses(_ slot: FieldSlots.Slot) -> [ServerAddress]? {
        guard slot.value != nil else { return [] }
        guard let maps = maps(slot, Schema.verify[VerifyField.mustRefuse]) else { return nil }
        let read = maps.map { address($0) }
        return read.contains { $0 == nil } ? nil : read.compactMap(\.self)
    }

    private mutating func address(_ map: MapReference) -> ServerAddress? {
        let fields = fields(of: map, Schema.refusal)
        func isBad(_ field: RefusalField, _ value: ScalarText?) -> Bool { fields[field].value != nil && value == nil }
        let path = checked(fields[RefusalField.path], Schema.refusal[RefusalField.path], ProbeText.isWebPath)
        let method = checked(fields[RefusalField.method], Schema.refusal[RefusalField.method], ProbeText.isMethod)
        let body = filledText(fields[RefusalField.body], Schema.refusal[RefusalField.body])
        guard let path, !isBad(.body, body), fields[RefusalField.method].value == nil || method != nil else {
            return nil
        }
        return ServerAddress(path: path, method: method ?? (body == nil ? "GET" : "POST"), body: body?.text)
    }

    private mutating func credential(_ fields: FieldSlots, _ entry: NodeReference) -> ServerProbe.Credential? {
        let bearer = flag(fields[VerifyField.bearer], Schema.verify[VerifyField.bearer])
        if fields[VerifyField.bearer].value != nil, bearer == nil { return nil }
        guard let key = fields[VerifyField.header].key else {
            if bearer == true { return .bearer }
            report(.verifyWithoutCredential(place(entry)))
            return nil
        }
        if bearer == true {
            report(.verifyWithTwoCredentials(place(key)))
            return nil
        }
        return checked(fields, .header, ProbeText.isHeader).map { .header($0) }
    }

    /// `ca`, of a probe of `url`, which is nil where it is bad; nil where there is none or, reported, it is bad.
    private mutating func authority(_ fields: FieldSlots, of url: String?) -> String? {
        guard fields[VerifyField.ca].value != nil,
            let value = filledText(fields[VerifyField.ca], Schema.verify[VerifyField.ca])
        else { return nil }
        if let url, !ProbeText.usesTLS(url) {
            report(.authorityWithoutTLS(place(fields[VerifyField.ca].key ?? value.node)))
            return nil
        }
        return path(value)
    }

    private mutating func timeout(_ slot: FieldSlots.Slot) -> Duration? {
        guard slot.value != nil else { return ServerProbe.defaultTimeout }
        guard let timeout = duration(slot, Schema.verify[VerifyField.timeout]) else { return nil }
        guard timeout <= ProbeText.longestTimeout else {
            report(.probeTooSlow(place(slot.value ?? slot.key ?? NodeReference(index: 0, isBase: false))))
            return nil
        }
        return timeout
    }

    /// `accepted` or `refused`.
    private mutating func condition(
        _ slot: FieldSlots.Slot,
        _ name: String,
        else standard: AnswerCondition
    ) -> AnswerCondition? {
        guard slot.value != nil else { return standard }
        let field = name == "accepted" ? VerifyField.accepted : .refused
        guard let maps = maps(slot, Schema.verify[field]) else { return nil }
        let alternatives = maps.map { alternative($0, Schema.answer(name)) }
        let read = alternatives.compactMap(\.self)
        return read.count == alternatives.count ? AnswerCondition(read) : nil
    }

    private mutating func alternative(_ map: MapReference, _ section: Section) -> AnswerCondition.Alternative? {
        let fields = fields(of: map, section)
        guard AnswerField.allCases.contains(where: { fields[$0].value != nil }) else {
            report(.emptyCondition(place(map.key)))
            return nil
        }
        let statuses = filledTexts(fields[AnswerField.status], section[AnswerField.status]) {
            ProbeText.statuses($0) != nil
        }
        let headers = filledTexts(fields[AnswerField.header], section[AnswerField.header]) {
            ProbeText.headerLine($0) != nil
        }
        let body = filledTexts(fields[AnswerField.body], section[AnswerField.body])
        guard let statuses, let headers, let body else { return nil }
        return AnswerCondition.Alternative(
            statuses: statuses.compactMap(ProbeText.statuses),
            headers: Dictionary(headers.compactMap(ProbeText.headerLine)) { first, _ in first },
            body: body
        )
    }

    // MARK: - Values

    /// The one field of several that is there; nil and reported where that is none or more.
    private mutating func kind<Kind: RawRepresentable<Int>>(
        _ fields: FieldSlots,
        _ kinds: [Kind],
        of section: Section,
        _ entry: NodeReference
    ) -> Kind? {
        let present = kinds.filter { fields[$0].value != nil }
        let names = kinds.map { section[$0].name }
        guard let kind = present.first else {
            report(.noneOf(names, place(entry)))
            return nil
        }
        guard present.count == 1 else {
            report(.notTogether(section[kind].name, section[present[1]].name, place(fields[present[1]].key ?? entry)))
            return nil
        }
        return kind
    }

    private mutating func checked(_ fields: FieldSlots, _ field: VerifyField, _ isGood: (String) -> Bool) -> String? {
        checked(fields[field], Schema.verify[field], isGood)
    }

    private mutating func checked(_ slot: FieldSlots.Slot, _ field: Field, _ isGood: (String) -> Bool) -> String? {
        guard let value = filledText(slot, field) else { return nil }
        guard isGood(value.text) else {
            report(.badForm(value, field, place(value.node)))
            return nil
        }
        return value.text
    }

    /// Texts of which none is empty; an empty list where the field is absent, nil and reported where one is bad.
    private mutating func filledTexts(
        _ slot: FieldSlots.Slot,
        _ field: Field,
        _ isGood: (String) -> Bool = { _ in true }
    ) -> [String]? {
        guard slot.value != nil else { return [] }
        guard let texts = texts(slot, field) else { return nil }
        let bad = texts.filter { $0.text.isEmpty || !isGood($0.text) }
        for text in bad {
            report(
                text.text.isEmpty
                    ? .emptyValue(field, isInterpolated: text.isInterpolated, place(text.node))
                    : .badForm(text, field, place(text.node))
            )
        }
        return bad.isEmpty ? texts.map(\.text) : nil
    }

    /// An absolute path, from one relative to the file that names it.
    private mutating func path(_ value: ScalarText) -> String? {
        guard !PathText.beginsAtHome(value.text) else {
            report(.watchedFileAtHome(place(value.node)))
            return nil
        }
        return PathText.absolute(value.text, in: context.folder)
    }
}

extension ServerProbe.Credential {
    fileprivate var headerName: String {
        switch self {
        case .header(let name): name
        case .bearer: "Authorization"
        }
    }
}
