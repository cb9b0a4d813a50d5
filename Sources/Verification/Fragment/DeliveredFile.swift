internal import Diagnostics
internal import Fragments
internal import Model
internal import State

/// A file of an environment with all that is known of it, looked up once for the identities that are delivered to it.
final class DeliveredFile: Sendable {
    let fragment: Fragment
    let inspection: FragmentInspection

    /// The path as it may be shown.
    let name: String

    /// Nil for a path that was not looked at.
    let observed: ObservedFile?
    let access: FileAccess?

    /// Why it cannot be replaced.
    let hindrance: Diagnostic?

    init(at place: Int, in view: EnvironmentView) {
        fragment = view.observed.layout.fragments[place]
        inspection = view.inspections[place]
        name = PlainText.line(fragment.path)
        observed = view.observed.folder.files[fragment.path]
        access = view.observed.folder.access[fragment.path]
        hindrance = view.observed.folder.hindrances[fragment.path]
    }
}
