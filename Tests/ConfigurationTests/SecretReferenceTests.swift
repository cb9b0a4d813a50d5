import Configuration
import Diagnostics
import Testing

/// Variables with passwords and peppers are for URLs and peppers: anywhere else their values would be shown.
struct SecretReferenceTests {
    private static let variables = [
        "PROD_DATABASE_URL": "postgresql://keyturn:p%40ss-word@db/prod", "PROD_PASSWORD": "p@ss-word",
        "BROKER": "amqps://user:other-word@broker/", "STAGE": "prod", "PEPPER": "a pepper that no one guesses",
    ]

    private func codes(_ original: String, _ replacement: String) async -> [String] {
        let text = Sample.prod(original, replacement)
            .replacing("sqlite:../deploy/prod.sqlite", with: "${PROD_DATABASE_URL}")
        return await load(prod: text, variables: Self.variables).diagnostics.map(\.code)
    }

    @Test(
        arguments: ["PROD_DATABASE_URL", "PROD_PASSWORD", "BROKER"],
        [
            ("output: ../deploy/prod", "output: ../deploy/${SECRET}"),
            ("dotenv: backend.env", "dotenv: \"a${SECRET}\""),
            ("file: nginx.conf", "file: \"${SECRET}\""), ("name: Backend Service API Key", "name: x${SECRET:-y}"),
        ]
    )
    func `a variable with a password is refused where its value is shown`(
        _ variable: String,
        _ place: (String, String)
    ) async {
        let codes = await codes(place.0, place.1.replacing("SECRET", with: variable))
        #expect(codes.contains("secret-shown"), "\(codes)")
    }

    @Test func `variables without a secret may stand anywhere, and those with one in a URL`() async {
        #expect(await codes("output: ../deploy/prod", "output: ../deploy/${STAGE}") == [])
        #expect(await codes("dotenv: backend.env", "dotenv: \"${STAGE}.env\"") == [])
        // What is shown of a command is masked.
        #expect(await codes("identities:\n", "onChange: [curl, \"${BROKER}\"]\nidentities:\n") == [])
    }
}
