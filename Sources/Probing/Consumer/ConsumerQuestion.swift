package import Model
package import Verification

/// Which variables of which consumer are asked for.
package struct ConsumerQuestion: Hashable, Sendable {
    package let consumer: Consumer
    package let variables: [ConsumerVariable]

    /// Paths of the environment's compose override: which project is meant, where several have the service.
    package let composeFiles: Set<String>

    package init(_ consumer: Consumer, _ variables: [ConsumerVariable], composeFiles: Set<String> = []) {
        self.consumer = consumer
        self.variables = variables
        self.composeFiles = composeFiles
    }
}
