import Foundation
import TestSupport

/// A server that answers every request over TLS with status 200, ended with the last reference to it.
final class TLSServer {
    let port: Int

    /// Its own certificate, which nothing on this machine trusts.
    let certificate: String

    private let folder: TemporaryFolder
    private let process: ConsumerProcess

    /// `host` is whom the certificate is for, `days` how long it is valid; less than none for one that has expired.
    init(host: String, days: Int = 2) throws {
        folder = try TemporaryFolder()
        certificate = folder("tls.crt")
        let (key, output) = (folder("tls.key"), folder("output"))
        let (request, extensions) = (folder("tls.csr"), folder("tls.cnf"))
        try "subjectAltName=DNS:\(host)\n".write(toFile: extensions, atomically: true, encoding: .utf8)
        try TestProcess.run([
            "openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=\(host)", "-keyout", key, "-out", request,
        ])
        try TestProcess.run([
            "openssl", "x509", "-req", "-in", request, "-signkey", key, "-days", "\(days)", "-extfile", extensions,
            "-out", certificate,
        ])
        process = try ConsumerProcess(
            ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin"],
            [
                "sh", "-c", "exec openssl s_server -www -accept 127.0.0.1:0 -cert \"$1\" -key \"$2\" >\"$3\" 2>&1",
                "sh",
                certificate, key, output,
            ]
        )
        // It says which port the kernel gave it: `ACCEPT 127.0.0.1:43211`.
        var found: Int?
        while found == nil {
            let said = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
            let line = said.split(separator: "\n").first { $0.hasPrefix("ACCEPT ") && said.contains("\n") }
            found = line?.split(separator: ":").last.flatMap { Int($0) }
            guard found != nil || kill(process.id, 0) == 0 else { throw TestProcess.Failure(description: said) }
            usleep(5_000)
        }
        port = found ?? 0
    }
}
