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
            "At that time the files of an identity would hold no live key. This must never happen; the forecast checks "
                + "it after every event."
        case .outsideWindow:
            "A rotation must take place outside `rotation.window`, since no window is left in time."
        case .crowded:
            "On these days more than ten keys are issued, and more than five times as many as on the median day."
        case .restless: "A new key is due for rotation at once, so the schedule cannot be followed further."
        case .cut: "The identity has more new keys than the forecast shows for one identity; it stops there."
        }
    }
}
