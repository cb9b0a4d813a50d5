/// Why something could not be read; texts hold no secret.
enum Obstacle: Error, Hashable {
    /// It is not there, or does not run.
    case notRunning(String)
    case unreadable(String, fix: String? = nil)
}
