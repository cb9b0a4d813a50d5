internal import Foundation

/// Runs the binary without root's right to ignore permissions, so that a mode means for it what it means for others.
enum Unprivileged {
    static var isPossible: Bool { getuid() != 0 || Tool.setpriv.isInstalled }

    static var wrapper: [String] {
        getuid() == 0 ? ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] : []
    }
}
