internal import ArgumentParser
internal import Commands

@main
struct Main {
    static func main() async {
        Hardening.apply()
        await Keyturn.main()
    }
}
