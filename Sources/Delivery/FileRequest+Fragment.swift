package import Fragments

extension FileRequest {
    /// What a fragment must be observed with: files that are wholly ours must have their mode.
    package init(_ fragment: Fragment) {
        let isDotenv = if case .dotenv = fragment.kind { true } else { false }
        self.init(path: fragment.path, attributes: fragment.attributes, isDotenv: isDotenv)
    }
}
