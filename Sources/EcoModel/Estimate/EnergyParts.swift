/// What of an energy goes where.
package struct EnergyParts: Sendable, Hashable {
  /// Reading prompts that were not cached.
  package var uncached = WattHours.zero
  /// Moving the keys and values of cached prompts.
  package var cached = WattHours.zero
  /// Writing answers, and reading the context back for each token of them.
  package var completion = WattHours.zero

  package init() {}

  package mutating func add(_ other: Self) {
    uncached += other.uncached
    cached += other.cached
    completion += other.completion
  }
}

extension Ledger.Line {
  /// Where the line's energy goes; the parts add up to it. `nil` where it was measured as a whole.
  package var parts: EnergyParts? {
    guard serving.basis < .gpuSeconds else { return nil }
    let point = EndKernel(point: rate.basis, serving, accelerator)
    var (uncached, cached) = (ChargeSums(), ChargeSums())
    uncached.usage.uncached = sums.usage.uncached
    uncached.usage.promptPairs = sums.usage.promptPairs
    cached.usage.cached = sums.usage.cached
    var parts = EnergyParts()
    parts.uncached = point.figures(uncached).energy
    parts.cached = point.figures(cached).energy
    parts.completion = WattHours(
      nanos: energy.nanos - parts.uncached.nanos - parts.cached.nanos)
    return parts
  }
}
