internal import Diagnostics
internal import Model

extension FileDecoder {
    /// Every entry of `consumer` that can be read.
    mutating func consumers(_ given: GivenField<[MapReference]>) -> [Consumer] {
        (read(given) ?? []).compactMap { consumer($0) }
    }

    private mutating func consumer(_ map: MapReference) -> Consumer? {
        let fields = fields(of: map, Schema.consumer)
        guard hasOne(of: Schema.consumer.fields, fields, map.key) else { return nil }
        if let container = read(fields.docker) { return .docker(container: container) }
        if let service = read(fields.compose) { return .compose(service: service) }
        if let process = read(fields.process) { return .process(process) }
        return read(fields.systemd).map { .systemd(unit: $0) }
    }

    /// Every entry of `logs` that can be read.
    mutating func logs(_ given: GivenField<[MapReference]>) -> [LogExpectation] {
        (read(given) ?? []).compactMap { log($0) }
    }

    private mutating func log(_ map: MapReference) -> LogExpectation? {
        let fields = fields(of: map, Schema.log)
        let isOne = hasOne(of: [Schema.log.file, Schema.log.docker], fields, map.key)
        let expect = read(fields.expect, or: [])
        let reject = read(fields.reject, or: [])
        if !fields.expect.isGiven, !fields.reject.isGiven {
            report(.logWithoutTexts(place(map.key)))
            return nil
        }
        guard isOne else { return nil }
        let container = read(fields.docker).map { LogExpectation.Source.docker(container: $0) }
        guard let source = container ?? read(fields.file).map({ .file($0) }), let expect, let reject else { return nil }
        return LogExpectation(source: source, expect: expect, reject: reject)
    }

    /// `verify`; nil if there is none or, reported, something of it is bad.
    mutating func probe(_ given: GivenField<MapReference>) -> ServerProbe? {
        guard let map = read(given) else { return nil }
        let fields = fields(of: map, Schema.verify)
        let url = read(fields.http)
        let credential = credential(fields, map.key)
        let bypass = read(fields.bypassHeaders, or: [])
        let queries = read(fields.bypassQuery, or: [])
        let addresses = addresses(fields.mustRefuse)
        let authority = authority(fields.ca, of: url)
        let timeout = timeout(fields.timeout)
        let accepted = condition(fields.accepted, Schema.accepted, else: .acceptedByDefault)
        let refused = condition(fields.refused, Schema.refused, else: .refusedByDefault)
        guard let url, let credential, let bypass, let queries, let addresses, let timeout, let accepted, let refused,
            !isBad(fields.ca, authority)
        else { return nil }
        if let same = bypass.first(where: { $0.lowercased() == credential.headerName.lowercased() }) {
            report(.bypassIsCredential(same, place(fields.bypassHeaders.key ?? map.key)))
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
    private mutating func addresses(_ given: GivenField<[MapReference]>) -> [ServerAddress]? {
        guard let maps = read(given, or: []) else { return nil }
        let read = maps.map { address($0) }
        return read.contains { $0 == nil } ? nil : read.compactMap(\.self)
    }

    private mutating func address(_ map: MapReference) -> ServerAddress? {
        let fields = fields(of: map, Schema.refusal)
        let path = read(fields.path)
        let method = read(fields.method)
        let body = read(fields.body)
        guard let path, !isBad(fields.body, body), !isBad(fields.method, method) else { return nil }
        return ServerAddress(path: path, method: method ?? (body == nil ? "GET" : "POST"), body: body?.text)
    }

    private mutating func credential(
        _ fields: FieldSlots<VerifyFields>,
        _ entry: NodeReference
    ) -> ServerProbe.Credential? {
        guard let bearer = read(fields.bearer, or: false) else { return nil }
        guard let key = fields.header.key else {
            if bearer { return .bearer }
            report(.verifyWithoutCredential(place(entry)))
            return nil
        }
        if bearer {
            report(.verifyWithTwoCredentials(place(key)))
            return nil
        }
        return read(fields.header).map { .header($0) }
    }

    /// `ca`, of a probe of `url`, which is nil where it is bad; nil if there is none or, reported, it is bad.
    private mutating func authority(_ given: GivenField<ScalarText>, of url: String?) -> String? {
        guard let value = read(given) else { return nil }
        if let url, !ProbeText.usesTLS(url) {
            report(.authorityWithoutTLS(place(given.key ?? value.node)))
            return nil
        }
        return localPath(value)
    }

    private mutating func timeout(_ given: GivenField<Duration>) -> Duration? {
        guard let timeout = read(given, or: ServerProbe.defaultTimeout) else { return nil }
        if timeout > ProbeText.longestTimeout, let value = given.value {
            report(.probeTooSlow(place(value)))
            return nil
        }
        return timeout
    }

    /// `accepted` or `refused`.
    private mutating func condition(
        _ given: GivenField<[MapReference]>,
        _ section: FieldSection<AnswerFields>,
        else standard: AnswerCondition
    ) -> AnswerCondition? {
        guard given.isGiven else { return standard }
        guard let maps = read(given) else { return nil }
        let alternatives = maps.map { alternative($0, section) }
        let read = alternatives.compactMap(\.self)
        return read.count == alternatives.count ? AnswerCondition(read) : nil
    }

    private mutating func alternative(
        _ map: MapReference,
        _ section: FieldSection<AnswerFields>
    ) -> AnswerCondition.Alternative? {
        let fields = fields(of: map, section)
        guard section.fields.contains(where: { fields[$0].value != nil }) else {
            report(.emptyCondition(place(map.key)))
            return nil
        }
        let statuses = read(fields.status, or: [])
        let headers = read(fields.header, or: [])
        let body = read(fields.body, or: [])
        guard let statuses, let headers, let body else { return nil }
        return AnswerCondition.Alternative(
            statuses: statuses.compactMap(ProbeText.statuses),
            headers: Dictionary(headers.compactMap(ProbeText.headerLine)) { first, _ in first },
            body: body
        )
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
