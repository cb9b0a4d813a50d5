internal import Diagnostics

/// What can go wrong between fragments and the file system.
package enum DeliveryCode: String, CaseIterable, DiagnosticCode {
    case outputFolder = "output-folder"
    case path = "output-path"
    case obstacle = "output-obstacle"
    case unreadable = "output-unreadable"
    case write = "output-write"
    case sweep = "output-sweep"
    case account = "output-account"
    case ownership = "output-ownership"
    case tracked = "fragment-tracked"
    case gitUnknown = "fragment-git-unknown"
    case notCompared = "output-not-compared"

    package var explanation: String {
        switch self {
        case .outputFolder:
            "An environment's output folder cannot be opened or made. Check that its path names a folder."
        case .path:
            "A file was to be written outside the output folder, which keyturn never does: an error in keyturn itself."
        case .obstacle:
            """
            Something that keyturn must not replace or follow, such as a symbolic link or a folder, stands where a \
            fragment or one of its folders belongs.
            """
        case .unreadable:
            """
            A fragment that exists, or a folder that it is in, cannot be read; what is in it must be known before it is \
            replaced. Run keyturn as its owner, or change its mode or owner.
            """
        case .write:
            """
            A fragment could not be written or removed: disk full, no permission, a failing disk. Files are written beside their \
            place first, so those that consumers read are as they were.
            """
        case .sweep:
            "What a killed run left behind could not be removed. It holds keys: remove `.keyturn-*.tmp` by hand."
        case .account:
            "A delivery names an owner or a group that this machine does not know."
        case .ownership:
            """
            A fragment cannot be given the owner or group that it should have, or that the file in its place has. Only \
            root may give files away.
            """
        case .notCompared:
            """
            Files below an output folder were not looked through for keys: too many, too large, or not to be read. A key \
            of another environment in them would not be seen. Move them elsewhere, or let keyturn read them.
            """
        case .gitUnknown:
            """
            A git repository is around the output folder, and git could not say whether it ignores the fragments: it is \
            not installed, refuses to read the repository of another user, or took too long. Do what the message says.
            """
        case .tracked:
            """
            Git would track a fragment, and with the next commit the key would be in the repository. Add the line that \
            the message names to .gitignore.
            """
        }
    }
}
