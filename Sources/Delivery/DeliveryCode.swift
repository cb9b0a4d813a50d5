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
    case hardLink = "output-hard-link"
    case mounted = "output-mount-point"
    case immutable = "output-immutable"
    case attributes = "output-attributes"
    case foreignOwner = "fragment-foreign-owner"
    case openFile = "fragment-open"

    package var explanation: String {
        switch self {
        case .outputFolder:
            """
            An environment's output folder cannot be opened or made, or another one was put in its place while the run \
            worked. Check that its path names a folder.
            """
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
        case .hardLink:
            """
            Another name leads to the same file as a fragment. A file is replaced as a whole, so the other name would keep \
            the old key. Make it a symbolic link, or deliver there, too.
            """
        case .mounted:
            "A fragment is a mount point itself, and cannot be replaced. Mount the folder instead of the file."
        case .immutable:
            """
            A fragment, or the folder that it is in, is immutable or can only be appended to. Take the attribute off with \
            `chattr`, or deliver to another file.
            """
        case .attributes:
            """
            Something that is on a file of the users' (an access list, a label, another extended attribute, a flag) \
            cannot be put on the file that would take its place. Nothing was written.
            """
        case .foreignOwner:
            """
            A fragment belongs to a user who is neither root, nor who runs keyturn, nor declared. Whoever owns a file \
            reads the keys in it. Declare the `owner` where it is meant; else remove the file and rotate what it held.
            """
        case .openFile:
            """
            A dotenv file that users own holds a key, and everyone on the machine may read or write it; or everyone may \
            replace the files in a fragment's folder. Narrow the mode, or declare one for the file.
            """
        case .tracked:
            """
            Git would track a fragment, and with the next commit the key would be in the repository. Add the line that \
            the message names to .gitignore.
            """
        }
    }
}
