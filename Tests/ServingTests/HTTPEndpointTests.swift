import Serving
import Testing

@Suite struct HTTPEndpointTests {
    private func listen(on address: String = "127.0.0.1:0") throws -> HTTPEndpoint {
        try HTTPEndpoint.listen(on: #require(ListenAddress(address))) { path in
            switch path {
            case "/metrics": .init(200, type: "text/plain; version=0.0.4", "keyturn_up 1\n")
            case "/healthz": .text(503, "the last run failed\n")
            default: nil
            }
        }
    }

    @Test(arguments: [
        ("GET /metrics", "200 OK", "text/plain; version=0.0.4", "keyturn_up 1\n"),
        ("GET /metrics?a=b", "200 OK", "text/plain; version=0.0.4", "keyturn_up 1\n"),
        ("GET /healthz", "503 Service Unavailable", "text/plain; charset=utf-8", "the last run failed\n"),
        ("HEAD /metrics", "200 OK", "text/plain; version=0.0.4", ""),
        ("GET /", "404 Not Found", "text/plain; charset=utf-8", "not found\n"),
        ("HEAD /metrics/", "404 Not Found", "text/plain; charset=utf-8", ""),
        ("POST /metrics", "405 Method Not Allowed", "text/plain; charset=utf-8", "only GET and HEAD\n"),
        ("DELETE /none", "405 Method Not Allowed", "text/plain; charset=utf-8", "only GET and HEAD\n"),
    ])
    func `a request is answered`(request: String, status: String, type: String, body: String) throws {
        let endpoint = try listen()
        let answer = try Client(endpoint.address).ask(request)
        #expect(answer.hasPrefix("HTTP/1.1 \(status)\r\n"), "\(answer)")
        #expect(answer.contains("\r\nContent-Type: \(type)\r\n"), "\(answer)")
        #expect(answer.hasSuffix("\r\n\r\n\(body)"), "\(answer)")
        if request == "HEAD /metrics" { #expect(answer.contains("\r\nContent-Length: 13\r\n"), "\(answer)") }
        if status.hasPrefix("405") { #expect(answer.contains("\r\nAllow: GET, HEAD\r\n"), "\(answer)") }
    }

    @Test func `a request with a body is refused without reading it`() throws {
        let endpoint = try listen()
        let client = try Client(endpoint.address)
        try client.write("POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\nabc")
        #expect(client.firstLine() == "HTTP/1.1 405 Method Not Allowed")
    }

    @Test func `what is sent along with a question is ignored`() throws {
        let endpoint = try listen()
        let client = try Client(endpoint.address)
        try client.write("GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
        let rest = try client.ask("GET /healthz")
        #expect(rest.contains("keyturn_up 1\nHTTP/1.1 503 "), "\(rest)")
    }

    @Test(arguments: ["\r\n\r\n", "\u{0}\u{1}\r\n\r\n", "GET\r\n\r\n", "GET /metrics HTTP/9.9\r\n\r\n"])
    func `what is not HTTP ends that connection alone`(text: String) throws {
        let endpoint = try listen()
        let client = try Client(endpoint.address)
        try client.write(text)
        client.finish()
        _ = client.rest()
        #expect(try Client(endpoint.address).ask("GET /metrics").hasPrefix("HTTP/1.1 200 OK"))
    }

    @Test func `clients that say nothing keep no other waiting`() throws {
        let endpoint = try listen()
        let slow = try (0..<20).map { number in
            let client = try Client(endpoint.address)
            if number % 2 == 1 { try client.write("GET /metrics HTTP/1.1\r\nHost:") }
            return client
        }
        #expect(try Client(endpoint.address).ask("GET /metrics").hasPrefix("HTTP/1.1 200 OK"))
        // Nor does stopping wait for them.
        endpoint.stop()
        for client in slow { _ = client.rest() }
    }

    @Test func `two requests come by one connection`() throws {
        let endpoint = try listen()
        let client = try Client(endpoint.address)
        try client.write("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        let rest = try client.ask("GET /healthz")
        #expect(rest.contains("keyturn_up 1\nHTTP/1.1 503 "), "\(rest)")
    }

    @Test func `nothing is answered after it has stopped, and the port is free`() throws {
        let endpoint = try listen()
        endpoint.stop()
        #expect(throws: Client.Failure.self) { try Client(endpoint.address).ask("GET /metrics") }
        let next = try listen(on: endpoint.address.description)
        #expect(next.address == endpoint.address)
    }

    @Test func `it stops when no one holds it`() throws {
        let address = try listen().address
        #expect(throws: Client.Failure.self) { try Client(address).ask("GET /metrics") }
    }

    @Test func `an address that is taken is an error`() throws {
        let first = try listen()
        #expect(first.address.port != 0)
        let error = #expect(throws: EndpointError.self) { try listen(on: first.address.description) }
        #expect(error?.description == "cannot listen on \(first.address): Address already in use")
        first.stop()
    }

    @Test func `an address of another machine is an error`() {
        let error = #expect(throws: EndpointError.self) { try listen(on: "192.0.2.1:9187") }
        #expect(error?.description == "cannot listen on 192.0.2.1:9187: Cannot assign requested address")
    }
}
