internal import Diagnostics

/// What can be wrong with the files that deliveries ask for, and with what is in their place.
package enum FragmentCode: String, CaseIterable, DiagnosticCode {
    case filePath = "fragment-path"
    case fileConflict = "fragment-conflict"
    case fileInsideFile = "fragment-inside-fragment"
    case fileCase = "fragment-case"
    case attributes = "fragment-attributes"
    case variableTwice = "variable-delivered-twice"
    case secretTwice = "secret-delivered-twice"
    case templateSyntax = "template-syntax"
    case templateName = "template-unknown-name"
    case templatePartial = "template-partial"
    case templateWithoutKey = "template-without-key"
    case keyAlphabet = "key-alphabet"
    case keyMissing = "key-missing"
    case obstacle = "fragment-obstacle"
    case foreignFile = "foreign-file"
    case dotenvTwice = "variable-defined-twice"
    case dotenvSyntax = "dotenv-syntax"
    case dotenvEncrypted = "dotenv-encrypted"
    case dotenvFormat = "dotenv-format"

    package var explanation: String {
        switch self {
        case .filePath:
            """
            A delivery names a file that is not inside the output folder, or has a name that cannot be used: files are \
            named relative to the output folder, without `..`, and not like keyturn's own temporary files.
            """
        case .fileConflict:
            """
            Two deliveries write one file and cannot share it. Only compose deliveries share a file, and dotenv \
            deliveries do; give the others different names.
            """
        case .fileInsideFile:
            "One delivery writes a file where another one needs a folder. Rename one of them."
        case .fileCase:
            """
            The names of two files differ only in case: on file systems that ignore case they would be one file.
            """
        case .attributes:
            """
            Deliveries that share a file declare different modes, owners or groups for it. Declare them once, or the \
            same for each.
            """
        case .variableTwice:
            """
            Two deliveries set the same variable, of one service or in one dotenv file: only one of them could win. \
            Rename one variable or remove one delivery.
            """
        case .secretTwice:
            "Two identities deliver a secret of the same name: it is one file. Rename one of them."
        case .templateSyntax:
            "A template cannot be read as mustache. Fix it at the place given in the message."
        case .templateName:
            """
            A template names a value that does not exist and would be left empty. Templates know environment, \
            identity, key, fingerprint, key_name, owner.id, owner.email and owner.name, and publicId where keys have a public \
            part.
            """
        case .templatePartial:
            "A template includes another one, which is not supported: it would be left empty. Put the text in place."
        case .templateWithoutKey:
            "The output of a template does not hold the key, so its delivery delivers nothing."
        case .keyAlphabet:
            """
            A key has characters other than [A-Za-z0-9_-] and single `.`, `:` or `~` between them, or none at all. \
            Compose, the Docker CLI, Node and python-dotenv read such values differently, so it is not written to \
            environment files. Replace the key, or deliver it as a secret file.
            """
        case .keyMissing:
            "A file was about to be written before all of its identities had a key: this is a bug in keyturn."
        case .foreignFile:
            """
            A secret, a template's file or a compose file is replaced as a whole, and the file in its place was not \
            written by keyturn: it has no header of keyturn's and holds no key that the database knows. Move it away, \
            delete it, or deliver to another file.
            """
        case .obstacle:
            """
            Something that keyturn must not replace is in the place of a fragment: a folder, a link, a device.
            """
        case .dotenvTwice:
            """
            A dotenv file that users own defines a delivered variable more than once; which one is read depends on the \
            reader. Remove all but one.
            """
        case .dotenvSyntax:
            """
            A dotenv file that users own cannot be edited safely, because readers would not agree on what it says. \
            Write the line in a plain form: NAME=value.
            """
        case .dotenvEncrypted:
            """
            A file that a dotenv delivery names is encrypted, by dotenvx, sops, ansible-vault, age, PGP, git-crypt or the \
            like. A key would be in it in plain text. Deliver to another file.
            """
        case .dotenvFormat:
            """
            A file that a dotenv delivery names is not a dotenv file: JSON, YAML, TOML, XML, program code, a binary file, \
            or one with a line that is not NAME=value, a comment or a known shell command. Deliver to another file, or \
            through a template.
            """
        }
    }
}
