internal import Rendering

extension ReferencePages {
    /// The rules, as `keyturn policy explain` tells them.
    static var policies: String {
        """
        # Policies

        \(notice)
        The rules that `_policy.yaml` can set: see [the guide](../guides/policies.md). A rule's name is the code of its \
        findings. A finding is an error, which refuses, unless the rule is set with `severity: warn`. `keyturn policy list` \
        shows what each is set to, `keyturn policy explain RULE` what is here.

        """ + PolicyExplanation.reference
    }
}
