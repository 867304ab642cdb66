/// How the formula at one end of an interval differs from the figure, term by term.
struct Doubt: Sendable {
  /// The factor of an uncached prompt token's arithmetic.
  let prompt: Rational
  /// The factor of the traffic of a cached prompt token.
  let cached: Rational
  /// The share of a processed token's arithmetic that a cached one costs besides.
  let recomputed: Rational
  /// The factor of prefill's attention.
  let attention: Rational

  /// None: the figure itself.
  static let none = Doubt(
    prompt: Rational(1), cached: Rational(1), recomputed: Rational(0), attention: Rational(1))
}

/// One end of the interval of a methodology.
struct IntervalEnd: Sendable {
  /// Which end of the sizes.
  let size: RangeEnd
  /// Which end of the precision; the point where the method does not count it.
  let bits: RangeEnd
  let doubt: Doubt
  /// How many sequences share the weights where nobody says.
  let sequences: (dense: Concurrency, mixture: Concurrency)
  /// What the end is multiplied by after all that, by what was known.
  let widths: Widths
  /// The PUE where the site's operator publishes none; `nil`: the one of the figure.
  let pue: Rational?

  struct Widths: Sendable {
    let assumed: Rational
    /// Where the concurrency is said, or a local runner's.
    let said: Rational
    let gpuSeconds: Rational
    /// GPU-seconds with a concurrency of 16 or more.
    let gpuSecondsShared: Rational
    let metered: Rational

    init(
      assumed: Rational, said: Rational, gpuSeconds: Rational, gpuSecondsShared: Rational,
      metered: Rational
    ) {
      self.assumed = assumed
      self.said = said
      self.gpuSeconds = gpuSeconds
      self.gpuSecondsShared = gpuSecondsShared
      self.metered = metered
    }

    /// One width, of a method that does not know how a request was served.
    init(_ width: Rational) {
      self.init(
        assumed: width, said: width, gpuSeconds: width, gpuSecondsShared: width, metered: width)
    }
  }

  /// An end of a method that knows neither precision nor serving.
  static func plain(_ size: RangeEnd, width: Rational) -> IntervalEnd {
    IntervalEnd(
      size: size, bits: .point, doubt: .none, sequences: (.assumed, .assumed),
      widths: Widths(width), pue: nil)
  }
}
