internal import Model
internal import Planning

/// How much happens when, over the whole period: one bar for each part of it, the fullest as high as the strip.
struct ForecastDensity {
    private let forecast: Forecast
    private let axis: ForecastAxis

    private static let parts = 60
    private static let height = 100

    init(_ forecast: Forecast, on axis: ForecastAxis) {
        self.forecast = forecast
        self.axis = axis
    }

    /// Nothing where nothing happens.
    var section: HTMLText {
        var numbers = [Int](repeating: 0, count: Self.parts)
        for event in forecast.events { numbers[min(Self.parts - 1, axis.place(event.at) * Self.parts / 10_000)] += 1 }
        guard let most = numbers.max(), most > 0 else { return "" }
        return """
            <section aria-labelledby="density">
            <h2 id="density">How much, when</h2>
            \(axis.labels)\
            <svg class="density" viewBox="0 0 10000 \(Self.height)" preserveAspectRatio="none" role="img" \
            aria-label="\(busiest(numbers, most))">\
            \(numbers.enumerated().html { bar($0.offset, $0.element, of: most) })</svg>
            </section>

            """
    }

    private func bar(_ part: Int, _ number: Int, of most: Int) -> HTMLText {
        guard number > 0 else { return "" }
        // What happens once is seen beside what happens a thousand times.
        let height = max(Self.height / 12, number * Self.height / most)
        let width = 10_000 / Self.parts
        return """
            <rect x="\(part * width)" y="\(Self.height - height)" width="\(width - 20)" height="\(height)">\
            <title>\(count(number, "event")), \(days(part))</title></rect>
            """
    }

    private func busiest(_ numbers: [Int], _ most: Int) -> String {
        "At most \(count(most, "event")) at once: \(days(numbers.firstIndex(of: most) ?? 0))"
    }

    /// The days of a part: one, or the first and the last.
    private func days(_ part: Int) -> String {
        let width = 10_000 / Self.parts
        let first = String(axis.instant(part * width).iso8601.prefix(10))
        let last = String((axis.instant((part + 1) * width) - .microseconds(1)).iso8601.prefix(10))
        return first == last ? first : "\(first) to \(last)"
    }
}
