internal import Diagnostics
internal import Model
internal import State

/// Takes a manifest's JSON apart.
///
/// Members that it does not know are ignored; the digests cover them all the same.
struct ManifestReader {
    /// What is missing or of another type, by the path to it.
    struct Problem: Error, Hashable {
        let path: String
    }

    let json: JSONText
    let path: String

    init(_ json: JSONText, path: String = "") {
        self.json = json
        self.path = path
    }

    static func read(_ json: JSONText) throws(Problem) -> Manifest {
        let root = ManifestReader(json)
        let name = try root["environment"].name()
        let fingerprints: Manifest.Fingerprints
        switch try root["fingerprints"].text() {
        case "sha256": fingerprints = .plain
        case "hmac-sha256": fingerprints = .peppered(check: try root["pepper_check"].text())
        default: throw Problem(path: "fingerprints")
        }
        let counts = root["counts"]
        let output = root["output"]
        return Manifest(
            name: name,
            createdAt: try root["created_at"].moment(),
            version: try root["keyturn_version"].text(),
            fingerprints: fingerprints,
            counts: Manifest.Counts(
                live: try counts["live"].number(),
                ended: try counts["ended"].number(),
                inFiles: try counts["in_files"].number(),
                watched: try counts["watched"].number(),
                notComparable: try counts["not_comparable"].number()
            ),
            whereabouts: Whereabouts(
                database: try root["database"].fingerprint(),
                table: root["key_table"].isNull ? nil : try root["key_table"].fingerprint(),
                folder: output["folder"].isNull ? nil : try output["folder"].fingerprint(),
                path: try output["path"].fingerprint(),
                around: try output["around"].list { item throws(Problem) in try item.fingerprint() }
            ),
            owners: Set(try root["owners"].list { item throws(Problem) in try item.fingerprint() }),
            entries: try root["keys"].list { item throws(Problem) in try item.entry() },
            files: try root["files"].list { item throws(Problem) in
                Manifest.File(
                    path: try item["path"].text(),
                    isDeclared: try item["declared"].truth(),
                    words: try item["fingerprints"].list { word throws(Problem) in try word.fingerprint() }
                )
            },
            notComparable: try root["not_comparable"].list { item throws(Problem) in
                NotComparable(
                    environment: name,
                    what: try item["what"].text(),
                    count: item["count"].isNull ? nil : try item["count"].number(),
                    reason: try item["reason"].text()
                )
            },
            // Version 1.0 has none of these.
            rows: root["rows"].isNull
                ? nil
                : try root["rows"].list { item throws(Problem) in
                    Manifest.Row(
                        fingerprint: try item["fingerprint"].fingerprint(),
                        digest: try item["row"].fingerprint()
                    )
                },
            issued: root["issued"].isNull
                ? []
                : Set(try root["issued"].list { item throws(Problem) in try item.fingerprint() }),
            isReplica: root["replica"].isNull ? false : try root["replica"].truth(),
            untold: root["untold"].isNull ? nil : try root["untold"].untold()
        )
    }

    private func untold() throws(Problem) -> UntoldKeys {
        UntoldKeys(
            count: try self["count"].number(),
            comparison: self["comparison"].isNull ? nil : try self["comparison"].fingerprint()
        )
    }

    private func entry() throws(Problem) -> Manifest.Entry {
        let state = try self["state"].text()
        let isEnded = state == "ended"
        let kind: Place.Kind
        switch try self["kind"].text() {
        case "identity":
            let name = try self["name"].name()
            kind = isEnded ? .ended(name) : .identity(name)
        case "unmanaged":
            let name = self["name"].isNull ? nil : try self["name"].text()
            kind = isEnded ? .endedUnmanaged(name: name) : .unmanaged(name: name)
        case "other-owner": kind = isEnded ? .endedOtherOwner : .otherOwner
        case "watched-column":
            kind = .watched(
                .column(
                    table: try self["table"].text(),
                    column: try self["column"].text(),
                    labels: try self["labels"].list { label throws(Problem) in try label.text() }
                )
            )
        case "watched-variable":
            kind = .watched(.variable(file: try self["file"].text(), name: try self["name"].text()))
        default: throw self["kind"].problem
        }
        let form: Holding.Form
        switch state {
        case "live": form = .live(until: self["until"].isNull ? nil : try self["until"].moment())
        case "ending": form = .ending(try self["until"].moment())
        case "ended": form = .ended
        case "watched": form = .watched
        default: throw self["state"].problem
        }
        if case .watched = kind, form != .watched { throw self["state"].problem }
        return Manifest.Entry(
            fingerprint: try self["fingerprint"].fingerprint(),
            otherSpelling: self["other_spelling"].isNull ? nil : try self["other_spelling"].fingerprint(),
            kind: kind,
            form: form
        )
    }

    // MARK: Values

    var problem: Problem { Problem(path: path) }
    var isNull: Bool { json == .null }

    /// A member; null where there is none.
    subscript(_ name: String) -> ManifestReader {
        let path = path.isEmpty ? name : "\(path).\(name)"
        guard case .object(let members) = json, let member = members.first(where: { $0.name == name }) else {
            return ManifestReader(.null, path: path)
        }
        return ManifestReader(member.value, path: path)
    }

    func text() throws(Problem) -> String {
        guard case .string(let text) = json else { throw problem }
        return text
    }

    /// A name that can be shown as it is: of letters, digits and a few signs.
    func name() throws(Problem) -> String {
        let text = try text()
        guard !text.isEmpty, text == PlainText.line(text), !text.contains("/"), !text.contains(" ") else {
            throw problem
        }
        return text
    }

    func number() throws(Problem) -> Int {
        guard case .int(let number) = json, let number = Int(exactly: number), number >= 0 else { throw problem }
        return number
    }

    func truth() throws(Problem) -> Bool {
        guard case .bool(let truth) = json else { throw problem }
        return truth
    }

    func fingerprint() throws(Problem) -> Fingerprint {
        guard let fingerprint = Fingerprint(hex: try text()) else { throw problem }
        return fingerprint
    }

    func moment() throws(Problem) -> Instant {
        guard let moment = Instant(text: try text()) else { throw problem }
        return moment
    }

    func list<Element>(_ body: (ManifestReader) throws(Problem) -> Element) throws(Problem) -> [Element] {
        guard case .array(let elements) = json else { throw problem }
        var list: [Element] = []
        for (index, element) in elements.enumerated() {
            list.append(try body(ManifestReader(element, path: "\(path)[\(index)]")))
        }
        return list
    }
}
