import Serving
import Testing

@Suite struct ListenAddressTests {
    @Test(arguments: [
        ("127.0.0.1:9187", "127.0.0.1:9187"), ("[::1]:9187", "[::1]:9187"), (":80", "0.0.0.0:80"),
        ("0.0.0.0:0", "0.0.0.0:0"),
    ])
    func `an IP address and a port are read`(text: String, shown: String) throws {
        #expect(try #require(ListenAddress(text)).description == shown)
    }

    @Test(arguments: [
        "", "9187", "localhost:9187", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0:1", "256.0.0.1:1",
        "::1:9187",
        "[127.0.0.1]:1", "[]:1", "[::1]", "127.0.0.1:-1",
    ])
    func `nothing else is`(text: String) { #expect(ListenAddress(text) == nil) }
}
