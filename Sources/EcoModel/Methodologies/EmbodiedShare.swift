/// What hardware's making is shared out by.
struct EmbodiedShare: Sendable {
  /// Grams for each watt-hour of IT energy.
  let point: Rational
  let low: Rational
  let high: Rational
  /// Grams for each GPU-second.
  let perGPUSecond: Rational
}
