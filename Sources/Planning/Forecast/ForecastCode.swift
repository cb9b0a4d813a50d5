internal import Diagnostics

/// What a forecast may find.
package enum ForecastCode: String, CaseIterable, DiagnosticCode {
    case dark = "forecast-dark"
    case outsideWindow = "forecast-outside-window"
    case crowded = "forecast-crowded"
    case restless = "forecast-restless"
    case cut = "forecast-cut"

    package var explanation: String {
        switch self {
        case .dark:
            "At that instant no live key would be where the identity is delivered. It must never happen; the forecast "
                + "looks after every event."
        case .outsideWindow:
            "A rotation will have to take place outside of `rotation.window`, since none is left in time."
        case .crowded:
            "On these days more than ten keys are issued, and more than five times as many as on the median of all days."
        case .restless: "A new key is due for rotation at once, so the schedule cannot be followed further."
        case .cut: "The identity has more new keys than are shown for one; the time after that is not looked at."
        }
    }
}
