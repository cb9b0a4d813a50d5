package import Testing

extension Trait where Self == TimeLimitTrait {
    /// Ends a test that does nothing any more.
    ///
    /// Far beyond what the slowest machine needs, so that no test depends on how fast one is.
    package static var unlessItHangs: Self { .timeLimit(.minutes(30)) }
}
