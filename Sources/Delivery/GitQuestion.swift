/// How git is asked: with nothing that a repository could make it run, and nothing of our own environment that it does not
/// need.
///
/// A checkout is not trusted: `core.fsmonitor` in its `.git/config` names a program that git runs before it reads the index.
package enum GitQuestion {
    /// What the user of this machine says, which is trusted, and what finds and starts git.
    private static let inherited = [
        "PATH", "HOME", "XDG_CONFIG_HOME", "USER", "LOGNAME", "SUDO_UID", "TMPDIR", "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM",
    ]

    /// What of `GIT_CONFIG_COUNT` and so on is taken over: the settings that the answer follows from.
    private static let settings: Set<String> = ["safe.directory", "core.excludesfile"]

    /// Everything else that may be in them is a secret more often than not: a token for a server, for instance.
    private static let mostSettings = 1_000

    /// Switches off, over any file, what could run a program or ask the network.
    private static let switches = [
        "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.untrackedCache=false", "core.sshCommand=false",
        "core.gitProxy=false", "core.pager=cat", "core.editor=false", "core.askPass=false", "credential.helper=",
        "diff.external=false", "protocol.allow=never", "submodule.recurse=false", "core.attributesFile=/dev/null",
    ]

    /// Which of the paths that are written to it are ignored.
    static let ignored = ["check-ignore", "-z", "--stdin"]

    /// Which of these paths are in the index; wildcards in them are letters.
    static func tracked(_ paths: [String]) -> [String] {
        ["--literal-pathspecs", "ls-files", "-z", "--cached", "--"] + paths
    }

    static func arguments(in folder: String, _ lookup: (String) -> String?) -> [String] {
        arguments(in: folder, asking: ignored, lookup)
    }

    /// What git is called with to ask something of the repository around a folder.
    package static func arguments(
        in folder: String,
        asking question: [String],
        _ lookup: (String) -> String?
    ) -> [String] {
        var arguments = ["--no-pager"]
        for setting in taken(lookup) + switches { arguments += ["-c", setting] }
        return arguments + ["-C", folder] + question
    }

    /// The variables that git is started with.
    package static func environment(_ lookup: (String) -> String?) -> [String: String] {
        var variables = [
            "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0",
            "GIT_ALLOW_PROTOCOL": "none", "GIT_ATTR_NOSYSTEM": "1",
            // The repository around a folder that is mounted takes in what is in it.
            "GIT_DISCOVERY_ACROSS_FILESYSTEM": "1",
        ]
        for name in inherited { variables[name] = lookup(name) }
        return variables
    }

    /// What git says to a hook about where it works: `git commit -a` and `git commit FILE` make an index of their own.
    ///
    /// For hooks alone: anywhere else these variables would lead git to what no one asked about.
    package static func place(_ lookup: (String) -> String?) -> [String: String] {
        var variables: [String: String] = [:]
        for name in ["GIT_INDEX_FILE", "GIT_DIR", "GIT_WORK_TREE"] { variables[name] = lookup(name) }
        return variables
    }

    /// `NAME=value` for `-c`.
    private static func taken(_ lookup: (String) -> String?) -> [String] {
        guard let count = lookup("GIT_CONFIG_COUNT").flatMap(Int.init), count > 0 else { return [] }
        return (0..<min(count, mostSettings)).compactMap { index in
            guard let name = lookup("GIT_CONFIG_KEY_\(index)"), settings.contains(name.lowercased()),
                let value = lookup("GIT_CONFIG_VALUE_\(index)")
            else { return nil }
            return "\(name)=\(value)"
        }
    }
}
