/// What makes a replaced key stop working at its end.
package enum EndEnforcement: Hashable, Sendable {
    /// The server refuses it from the end on that its row bears.
    case server

    /// No column holds an end: the first run after it ends the row.
    ///
    /// `isMarked` says whether the end is written into the row's name (``MarkedName/end``); else it follows from when the
    /// current key was issued.
    case keyturn(Means, isMarked: Bool)

    /// How a row is ended that has no end of its own.
    package enum Means: String, Hashable, Sendable, CaseIterable {
        case deactivation, deletion
    }

    /// How long after its end Keyturn ends a row: one machine writes the end, and another carries it out.
    package static let tolerance = ClockDifference.tolerance

    package var isByKeyturn: Bool { self != .server }

    /// Whether an ended row leaves the table, so that nothing reports it afterwards.
    package var deletes: Bool { if case .keyturn(.deletion, _) = self { true } else { false } }

    /// Whether ends are written into names.
    package var isMarked: Bool { if case .keyturn(_, true) = self { true } else { false } }

    /// Whether nothing in the table can tell an end.
    package var isUnwritten: Bool { if case .keyturn(_, false) = self { true } else { false } }
}

extension Profile {
    /// What makes a replaced key stop working at its end.
    package var ending: EndEnforcement {
        enforcesEnds ? .server : .keyturn(active.isEmpty ? .deletion : .deactivation, isMarked: nameColumn != nil)
    }
}
