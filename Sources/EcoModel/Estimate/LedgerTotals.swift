/// Totals of a ledger's lines.
public struct LedgerTotals: Sendable, Hashable {
  /// Records with a figure.
  public private(set) var records = 0
  /// Requests that they stand for.
  public private(set) var requests: Int128 = 0
  /// All prompt tokens, the cached ones included.
  public private(set) var promptTokens: Int128 = 0
  /// The prompt tokens served from a prompt cache.
  public private(set) var cachedPromptTokens: Int128 = 0
  /// The tokens generated.
  public private(set) var completionTokens: Int128 = 0
  /// The sum of the records' energies.
  public private(set) var energy = WattHours.zero
  /// The sum of the lines' lower ends; errors at one rate are taken as common to all its requests.
  public private(set) var energyLow = WattHours.zero
  /// The sum of the lines' upper ends.
  public private(set) var energyHigh = WattHours.zero
  /// The sum of the records' carbon by the factors of what the caller bought.
  public private(set) var marketCarbon = GramsCO2e.zero
  /// The energy of the records that such a factor was for.
  public private(set) var marketEnergy = WattHours.zero
  /// The sum of the records' carbon.
  public private(set) var carbon = GramsCO2e.zero
  /// The sum of the lines' lower ends.
  public private(set) var carbonLow = GramsCO2e.zero
  /// The sum of the lines' upper ends.
  public private(set) var carbonHigh = GramsCO2e.zero

  /// What of it was metered at the accelerators; the rest is estimated.
  package private(set) var metered = MeteredPart()
  /// What of that is a share of what several requests took together.
  package private(set) var prorated = MeteredPart()

  /// Adds up lines.
  public init(_ lines: some Sequence<Ledger.Line>) {
    for line in lines { add(line, line.range) }
  }

  /// Adds up lines whose ranges have been worked out.
  package init(_ lines: some Sequence<(line: Ledger.Line, range: Ledger.Line.Range)>) {
    for (line, range) in lines { add(line, range) }
  }

  /// Adds up lines without their ranges, which take nearly all of the time: their ends are 0.
  package init(withoutRanges lines: some Sequence<Ledger.Line>) {
    for line in lines { add(line) }
  }

  private mutating func add(_ line: Ledger.Line, _ range: Ledger.Line.Range) {
    add(line)
    // Rounding a sum once and its records each may differ by a few billionths; the value wins.
    energyLow += min(range.energy.low, line.energy)
    energyHigh += max(range.energy.high, line.energy)
    carbonLow += min(range.carbon.low, line.carbon)
    carbonHigh += max(range.carbon.high, line.carbon)
  }

  private mutating func add(_ line: Ledger.Line) {
    records += line.records
    requests += line.requests
    promptTokens += line.promptTokens
    cachedPromptTokens += line.cachedPromptTokens
    completionTokens += line.completionTokens
    energy += line.energy
    carbon += line.carbon
    marketCarbon += line.marketCarbon
    marketEnergy += line.marketEnergy
    guard line.basis == .metered else { return }
    metered.add(line)
    if line.serving.isProrated { prorated.add(line) }
  }

  /// All tokens.
  public var tokens: Int128 { promptTokens + completionTokens }

  /// Energy for each 1000 tokens, of the printed total, rounded half to even; 0 without tokens.
  public var energyPer1kTokens: WattHours { WattHours(nanos: per1k(energy.nanos)) }

  /// Carbon for each 1000 tokens, of the printed total, rounded half to even; 0 without tokens.
  public var carbonPer1kTokens: GramsCO2e { GramsCO2e(nanos: per1k(carbon.nanos)) }

  private func per1k(_ nanos: Int128) -> Int128 {
    guard tokens > 0 else { return 0 }
    return Scale(Rational(1000, over: tokens)).apply(nanos.magnitude).rounded
  }
}

/// Sums of lines whose energy was metered.
package struct MeteredPart: Sendable, Hashable {
  package private(set) var records = 0
  package private(set) var requests: Int128 = 0
  package private(set) var tokens: Int128 = 0
  package private(set) var energy = WattHours.zero
  package private(set) var carbon = GramsCO2e.zero
  /// At the accelerators, in billionths of a watt-hour.
  package private(set) var accelerators: UInt128 = 0

  fileprivate mutating func add(_ line: Ledger.Line) {
    records += line.records
    requests += line.requests
    tokens += line.promptTokens + line.completionTokens
    energy += line.energy
    carbon += line.carbon
    accelerators += line.sums.quantity
  }
}
