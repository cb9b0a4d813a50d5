package import Diagnostics
internal import Fragments
package import Model

/// Whether a fragment holds an identity's current key.
package enum FragmentStanding: Sendable {
    case holds
    case lacks(Lack)

    /// It could not be read; with why, where that was told.
    case unknown(Diagnostic?)

    /// What is not there.
    package enum Lack: Sendable {
        /// There is no such file.
        case file
        /// No file that can be read in one way is there, or the variable is defined twice.
        case readable(Diagnostic)
        /// No entry of the identity's, or an empty one.
        case entry
        /// The key is there, and not its public part.
        case publicPart
        /// Another key is in its place.
        case key(instead: Fingerprint)
        /// The key is there, and white space behind or around it, which readers take for a part of it.
        case bareValue
    }

    init(_ finding: FragmentFinding?, in fragment: Fragment) {
        switch finding {
        case .fileMissing?: self = .lacks(.file)
        case .entryMissing?, .surplus?: self = .lacks(.entry)
        case .holdsOther(let key)?: self = .lacks(.key(instead: key))
        case .publicPart?: self = .lacks(.publicPart)
        case .altered?:
            if case .secret = fragment.kind { self = .lacks(.bareValue) } else { self = .holds }
        case .attributes?, nil: self = .holds
        }
    }
}
