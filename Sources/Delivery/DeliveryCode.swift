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
            An environment's output folder cannot be opened or made, or it was replaced by another one during the run. \
            Check that its path names a folder.
            """
        case .path:
            "A file was about to be written outside the output folder, which keyturn never does: this is a bug in "
                + "keyturn."
        case .obstacle:
            """
            Something that keyturn must not replace or follow, such as a symbolic link or a folder, is in the place of \
            a fragment or of one of its folders.
            """
        case .unreadable:
            """
            A fragment that exists, or a folder that it is in, cannot be read, and keyturn must know its content \
            before it replaces it. Run keyturn as its owner, or change its mode or owner.
            """
        case .write:
            """
            A fragment could not be written or removed: disk full, no permission, a failing disk. Files are first \
            written next to their destination, so the files that consumers read are unchanged.
            """
        case .sweep:
            "Temporary files of a killed run could not be removed. They hold keys: remove `.keyturn-*.tmp` by hand."
        case .account:
            "A delivery names an owner or a group that this machine does not know."
        case .ownership:
            """
            A fragment cannot be given the declared owner or group, or those of the file that it replaces. Only root \
            may change owners.
            """
        case .notCompared:
            """
            Files below an output folder were not searched for keys: there are too many, or they are too large or \
            unreadable. A key of another environment in them would go unnoticed. Move them elsewhere, or let keyturn \
            read them.
            """
        case .gitUnknown:
            """
            A git repository is around the output folder, and git could not say whether it ignores the fragments: it is \
            not installed, refuses to read the repository of another user, or took too long. Follow the message.
            """
        case .hardLink:
            """
            A fragment has a second name (a hard link). A file is replaced as a whole, so the other name would keep \
            the old key. Replace it by a symbolic link, or deliver there as well.
            """
        case .mounted:
            "A fragment is a mount point itself, and cannot be replaced. Mount the folder instead of the file."
        case .immutable:
            """
            A fragment, or the folder that it is in, is immutable or append-only. Remove the attribute \
            with `chattr`, or deliver to another file.
            """
        case .attributes:
            """
            An attribute of a file that users own (an access list, a label, another extended attribute, a flag) cannot \
            be set on the file that would replace it. Nothing was written.
            """
        case .foreignOwner:
            """
            A fragment belongs to a user who is neither root, nor the user that runs keyturn, nor declared. The owner \
            of a file can read the keys in it. If that is intended, declare the `owner`; otherwise remove the file and rotate \
            what it held.
            """
        case .openFile:
            """
            A dotenv file that users own holds a key, and everyone on the machine can read or write it; or everyone can \
            replace the files in a fragment's folder. Narrow the mode, or declare one for the file.
            """
        case .tracked:
            """
            Git does not ignore a fragment, so the key could be committed. Add the line that the message names to \
            .gitignore.
            """
        }
    }
}
