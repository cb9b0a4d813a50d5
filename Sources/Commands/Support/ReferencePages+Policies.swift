internal import Rendering

extension ReferencePages {
    /// The rules, as `keyturn policy explain` tells them.
    static var policies: String {
        """
        # Policies

        \(notice)
        The rules that `_policy.yaml` can set: see [the guide](../guides/policies.md). A rule's name is the code of its \
        findings. A finding is an error that refuses the run, unless the rule is set with `severity: warn`. `keyturn policy list` \
        shows the values, `keyturn policy explain RULE` shows these texts.

        """ + PolicyExplanation.reference
    }
}
