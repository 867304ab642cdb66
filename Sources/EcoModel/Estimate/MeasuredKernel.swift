/// The figures of a request whose accelerators' time or energy is known: neither the model's size nor
/// its tokens count, but for the figures for each 1000 tokens.
package struct MeasuredKernel: Sendable {
  package let scales: FigureScales
  /// Nanowatt-hours at the facility's meter that one unit is: a microsecond of a GPU, or a
  /// nanowatt-hour of the accelerators.
  let nanosPerUnit: Rational
  package let accuracy: Accuracy

  /// - Parameter accelerator: needed for GPU-seconds; without one, metered energy has the service
  ///   factor of the methodology.
  init(_ basis: Rate.Basis, _ kind: Serving.Basis, _ accelerator: Accelerator?) {
    let service = accelerator.map { Rational($0.service) } ?? basis.methodology.service
    let unit =
      if kind == .gpuSeconds, let accelerator {
        // A microsecond in nanowatt-hours.
        Rational(Int128(accelerator.boardWatts)) * Rational(accelerator.drawShare)
          * .wattHoursPerJoule * Rational(1000)
      } else {
        Rational(1)
      }
    nanosPerUnit = unit * service * Rational(basis.pue)
    scales = FigureScales(energy: nanosPerUnit, carbon: nanosPerUnit * basis.gramsPerWattHour)
    accuracy = basis.regionAssumed ? .gross : .medium
  }

  /// What a request is charged; a sum over several requests is never divided by them.
  @inline(__always)
  package func charge(_ usage: TokenUsage, _ quantity: UInt128) -> FigureScales.Charge {
    FigureScales.Charge(
      units: quantity, requests: 1, tokens: UInt128(usage.totalTokens), accuracy: accuracy)
  }
}
