internal import Diagnostics

extension GitObstacle {
    /// What git said when it gave up, in the C locale; of its words nothing is shown, since they may quote a file.
    init(saying words: String, exitCode: Int, repository: String) {
        let place = PlainText.line(repository)
        let look = "run `git -C \(place) status`, and fix what it reports"
        func says(_ text: String) -> Bool { words.contains(text) }
        if says("dubious ownership") {
            self.init(
                reason:
                    "git refuses to read the repository \(place), which belongs to another user (dubious ownership)",
                fix: "as the user that runs keyturn: git config --global --add safe.directory \(place)"
            )
        } else if says("must be run in a work tree") {
            self.init(reason: "the repository \(place) is bare: git knows no work tree there", fix: look)
        } else if says("invalid gitfile format") || says("not a git repository") {
            self.init(reason: "\(place)/.git is not a repository that git can read", fix: look)
        } else if says("submodule") {
            self.init(
                reason: "some of the fragments belong to a submodule of \(place)",
                fix: "deliver to a folder outside the submodule",
                concernsOnePath: true
            )
        } else if says("symbolic link") {
            self.init(
                reason: "the path of a fragment in \(place) contains a symbolic link",
                fix: "name the folder that the link leads to as `output`",
                concernsOnePath: true
            )
        } else if says("config") {
            self.init(reason: "git cannot read the configuration of \(place)", fix: look)
        } else if says("index") {
            self.init(reason: "git cannot read the index of \(place)", fix: look)
        } else {
            self.init(
                reason: "git failed in the repository \(place) with exit code \(exitCode)",
                fix: look,
                concernsOnePath: true
            )
        }
    }

    static func notFound(repository: String) -> GitObstacle {
        GitObstacle(
            reason: "git is not in PATH, so it cannot be asked about the repository \(PlainText.line(repository))",
            fix: "install git, or add its folder to PATH"
        )
    }

    static func late(repository: String, after patience: Duration) -> GitObstacle {
        GitObstacle(
            reason: "git did not answer within \(patience.components.seconds) s about \(PlainText.line(repository))",
            fix: "raise KEYTURN_GIT_TIMEOUT, or find out what blocks the file system"
        )
    }

    static func failed(repository: String) -> GitObstacle {
        GitObstacle(
            reason: "git could not be run in the repository \(PlainText.line(repository))",
            fix: "run `git -C \(PlainText.line(repository)) status`, and fix what it reports"
        )
    }

    /// `folder` could not be searched for a repository.
    static func unsearchable(_ folder: String, _ error: SystemError) -> GitObstacle {
        GitObstacle(
            reason: "\(PlainText.line(folder)) cannot be searched for a git repository: \(error.words)",
            fix: "give the user that runs keyturn access to the folder"
        )
    }

    /// A repository that git's own variables name, and that no folder around the fragments reports.
    static func elsewhere(_ workTree: String) -> GitObstacle {
        GitObstacle(
            reason: "GIT_DIR names a repository whose work tree \(PlainText.line(workTree)) contains the output folder",
            fix: "run keyturn without GIT_DIR, and check with `git check-ignore` that the fragments are ignored"
        )
    }
}
