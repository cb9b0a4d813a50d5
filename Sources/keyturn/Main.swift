internal import Commands

@main
struct Main {
    static func main() async {
        ProcessSetup.apply()
        await Keyturn.start()
    }
}
