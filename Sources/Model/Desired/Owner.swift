/// The row of the `users` table that an identity's keys belong to.
package struct Owner: Hashable, Sendable {
    package let id: OwnerID
    package let email: String
    package let name: String

    package init(id: OwnerID, email: String, name: String) {
        self.id = id
        self.email = email
        self.name = name
    }
}
