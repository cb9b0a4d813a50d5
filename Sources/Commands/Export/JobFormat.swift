internal import ArgumentParser

/// What starts `keyturn rotate` again and again.
enum JobFormat: String, CaseIterable, ExpressibleByArgument {
    case systemd
    case cron
    case kubernetes
}
