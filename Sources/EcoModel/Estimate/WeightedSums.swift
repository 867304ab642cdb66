/// What `ChargeSums` has, each request's times the factor of its slot: all that the interval of their
/// carbon depends on, however many slots there are.
package struct WeightedSums: Hashable, Sendable {
  private var uncached = WideSum()
  private var cached = WideSum()
  private var completion = WideSum()
  private var promptPairs = WideSum()
  private var contextPairs = WideSum()
  private var readAtPoint = WideSum()
  private var readAtLow = WideSum()
  private var readAtHigh = WideSum()
  private(set) var quantity = WideSum()
  /// How many units of the factors are one g/kWh; 0 before the first.
  private(set) var unitsPerGram: UInt64 = 0

  package init() {}

  /// Adds one request's tokens.
  @inline(__always)
  package mutating func add(_ usage: TokenUsage, by slot: ZoneSeries.Slot) {
    var sums = UsageSums()
    sums.add(usage)
    unitsPerGram = slot.unitsPerGram
    uncached.add(sums.uncached, times: slot.weight)
    cached.add(sums.cached, times: slot.weight)
    completion.add(sums.completion, times: slot.weight)
    promptPairs.add(sums.promptPairs, times: slot.weight)
    contextPairs.add(sums.contextPairs, times: slot.weight)
  }

  /// Adds what one request's sums have besides its tokens.
  package mutating func addServing(_ sums: ChargeSums, by slot: ZoneSeries.Slot) {
    readAtPoint.add(sums.readAtPoint, times: slot.weight)
    readAtLow.add(sums.readAtLow, times: slot.weight)
    readAtHigh.add(sums.readAtHigh, times: slot.weight)
    quantity.add(sums.quantity, times: slot.weight)
  }

  /// Adds another's of the same series.
  package mutating func add(_ other: WeightedSums) {
    unitsPerGram = max(unitsPerGram, other.unitsPerGram)
    uncached.add(other.uncached)
    cached.add(other.cached)
    completion.add(other.completion)
    promptPairs.add(other.promptPairs)
    contextPairs.add(other.contextPairs)
    readAtPoint.add(other.readAtPoint)
    readAtLow.add(other.readAtLow)
    readAtHigh.add(other.readAtHigh)
    quantity.add(other.quantity)
  }

  /// Units of energy times factors.
  func units(
    _ coefficients: Coefficients, _ perParameter: UInt64, _ size: RangeEnd
  ) -> LongNatural {
    let read =
      switch size {
      case .low: readAtLow
      case .point: readAtPoint
      case .high: readAtHigh
      }
    let terms = [
      (uncached, coefficients.uncached), (cached, coefficients.cached),
      (completion, coefficients.completion), (promptPairs, coefficients.promptPairs),
      (contextPairs, coefficients.contextPairs), (read, perParameter),
    ]
    return terms.reduce(into: LongNatural()) { units, term in
      units += term.0.natural.times(UInt128(term.1))
    }
  }
}
