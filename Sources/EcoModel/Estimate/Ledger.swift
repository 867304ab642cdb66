/// Exact totals over any number of requests.
///
/// It keeps one line for each rate and label, so that totals, intervals and their causes all come
/// from the same sums. Adding and merging are associative and commutative: any split of the requests
/// over ledgers, in any order, gives the same totals to the last digit. A sum that 128 bits cannot hold
/// stops the program, never wraps: over the bundled tables that takes more than 10¹² requests of 10¹²
/// tokens.
public struct Ledger: Sendable {
  /// What was charged at one rate with one label, served in one way.
  public struct Line: Sendable {
    /// The rate.
    public let rate: Rate
    /// The label.
    public let accuracy: Accuracy
    package let serving: ServingClass
    package var accelerator: Accelerator? { accelerators.first }
    /// At most one. Out of line, as `weighted`, because few lines have it and there may be many lines.
    private let accelerators: [Accelerator]
    /// Whether carbon was charged by the caller's series and not by the year's row.
    public let isBySlot: Bool
    /// Records added.
    public internal(set) var records: Int = 0
    /// Requests that the records stand for.
    public internal(set) var requests: Int128 = 0
    /// The sum of the records' energies, each as it is printed in full.
    public internal(set) var energy = WattHours.zero
    /// The sum of the records' carbon, each as it is printed in full.
    public internal(set) var carbon = GramsCO2e.zero
    package internal(set) var sums = ChargeSums()
    /// The same by their slots: one, where anything was charged by the series.
    private var weighted: [WeightedSums] = []
    /// The sum of the records' carbon by the factors of what the caller bought.
    public internal(set) var marketCarbon = GramsCO2e.zero
    /// The energy of the records that such a factor was for.
    public internal(set) var marketEnergy = WattHours.zero

    /// - Parameter serving: `nil`: what is assumed at the rate.
    package init(
      rate: Rate, accuracy: Accuracy, serving: ServingClass? = nil,
      accelerator: Accelerator? = nil, isBySlot: Bool = false
    ) {
      self.isBySlot = isBySlot
      self.rate = rate
      self.accuracy = accuracy
      self.serving = serving ?? rate.servingClass(.assumed)
      accelerators = accelerator.map { [$0] } ?? []
    }

    /// An empty line for what is charged as in another.
    package init(like line: Line) {
      self.init(
        rate: line.rate, accuracy: line.accuracy, serving: line.serving,
        accelerator: line.accelerator, isBySlot: line.isBySlot)
    }

    /// The line of one request.
    package init(_ estimate: Estimate) {
      let rate = estimate.rate
      let serving = rate.servingClass(estimate.serving)
      self.init(
        rate: rate, accuracy: estimate.accuracy, serving: serving,
        accelerator: serving.accelerator == nil ? nil : estimate.serving.accelerator,
        isBySlot: estimate.slot != nil)
      add(
        estimate.usage, rate.sums(estimate.usage, estimate.serving),
        energy: estimate.energy.nanos, carbon: estimate.carbon.nanos, by: estimate.slot)
    }

    /// A line that was added up elsewhere, a summary's for example.
    package init(
      rate: Rate, accuracy: Accuracy, serving: ServingClass, accelerator: Accelerator?,
      records: Int, requests: Int128, energy: WattHours, carbon: GramsCO2e, sums: ChargeSums
    ) {
      self.init(rate: rate, accuracy: accuracy, serving: serving, accelerator: accelerator)
      self.records = records
      self.requests = requests
      self.energy = energy
      self.carbon = carbon
      self.sums = sums
    }

    /// All prompt tokens, the cached ones included.
    public var promptTokens: Int128 { Int128(sums.usage.uncached + sums.usage.cached) }
    /// The prompt tokens served from a prompt cache.
    public var cachedPromptTokens: Int128 { Int128(sums.usage.cached) }
    /// The tokens generated.
    public var completionTokens: Int128 { Int128(sums.usage.completion) }
    /// The error of the line's sum; errors at one rate are taken as common to all its requests.
    public var uncertainty: Uncertainty {
      rate.uncertainty(serving, accelerator) { $0.figures(sums, sumsBySlot) }
    }
    /// What the figures were worked out from.
    public var basis: Serving.Basis { serving.basis }

    private var sumsBySlot: WeightedSums? { isBySlot ? weighted.first ?? WeightedSums() : nil }

    package typealias Range = (energy: Interval<WattHours>, carbon: Interval<GramsCO2e>)

    /// The ends of the interval of the line's sum, all causes together; worked out at each call.
    package var range: Range { range(rangeKernel) }

    /// The same, by what is worked out once for all lines of a rate that were served so.
    func range(_ kernel: RangeKernel) -> Range { kernel.range(sums, sumsBySlot) }

    var rangeKernel: RangeKernel { rate.ranges(serving, accelerator) }

    /// Carbon over energy of the printed sums, rounded half to even; 0 without energy.
    public var meanIntensity: GramsPerKilowattHour {
      guard energy > .zero else { return .zero }
      let kilo = Rational(1000 * Decimal9.one.nanos, over: energy.nanos)
      return GramsPerKilowattHour(nanos: Scale(kilo).apply(carbon.nanos.magnitude).rounded)
    }

    /// Adds what a record comes to by the factor of what the caller bought.
    package mutating func addMarket(energy: Int128, carbon: Int128) {
      marketEnergy = WattHours(nanos: marketEnergy.nanos + energy)
      marketCarbon = GramsCO2e(nanos: marketCarbon.nanos + carbon)
    }

    /// Adds a record that was charged so much for its tokens, at what is assumed of its serving.
    @inline(__always)
    package mutating func add(
      _ usage: TokenUsage, energy: Int128, carbon: Int128, by slot: ZoneSeries.Slot? = nil
    ) {
      addFigures(usage, energy: energy, carbon: carbon)
      sums.usage.add(usage)
      if let slot { addWeighted(usage, nil, by: slot) }
    }

    /// Adds a record that was charged so much, and served as the line says.
    package mutating func add(
      _ usage: TokenUsage, _ sums: ChargeSums, energy: Int128, carbon: Int128,
      by slot: ZoneSeries.Slot? = nil
    ) {
      addFigures(usage, energy: energy, carbon: carbon)
      self.sums.add(sums)
      if let slot { addWeighted(usage, sums, by: slot) }
    }

    @inline(never)
    private mutating func addWeighted(
      _ usage: TokenUsage, _ serving: ChargeSums?, by slot: ZoneSeries.Slot
    ) {
      if weighted.isEmpty { weighted.append(WeightedSums()) }
      weighted[0].add(usage, by: slot)
      if let serving { weighted[0].addServing(serving, by: slot) }
    }

    @inline(__always)
    private mutating func addFigures(_ usage: TokenUsage, energy: Int128, carbon: Int128) {
      records += 1
      requests += Int128(usage.requestCount)
      self.energy = WattHours(nanos: self.energy.nanos + energy)
      self.carbon = GramsCO2e(nanos: self.carbon.nanos + carbon)
    }

    /// Adds what was charged at the same rate, and served in the same way.
    package mutating func merge(_ other: Line) {
      if let more = other.weighted.first {
        if weighted.isEmpty { weighted.append(WeightedSums()) }
        weighted[0].add(more)
      }
      marketEnergy += other.marketEnergy
      marketCarbon += other.marketCarbon
      records += other.records
      requests += other.requests
      energy += other.energy
      carbon += other.carbon
      sums.add(other.sums)
    }
  }

  /// What had no figure, for one reason.
  public struct Omission: Sendable, Hashable {
    /// Records without a figure.
    public package(set) var records = 0
    /// Requests that they stand for.
    public package(set) var requests: Int128 = 0
    /// Their tokens, as far as they were counted.
    public package(set) var tokens: Int128 = 0

    package init(records: Int = 0, requests: Int128 = 0, tokens: Int128 = 0) {
      self.records = records
      self.requests = requests
      self.tokens = tokens
    }

    package mutating func merge(_ other: Omission) {
      records += other.records
      requests += other.requests
      tokens += other.tokens
    }
  }

  private struct LineKey: Hashable, Comparable {
    let rate: Rate.Key
    let accuracy: Accuracy
    let serving: ServingClass
    let isBySlot: Bool

    init(_ line: Line) {
      (rate, accuracy, serving) = (line.rate.key, line.accuracy, line.serving)
      isBySlot = line.isBySlot
    }

    static func < (a: LineKey, b: LineKey) -> Bool {
      if a.rate != b.rate { return a.rate < b.rate }
      if a.isBySlot != b.isBySlot { return b.isBySlot }
      return a.accuracy != b.accuracy ? a.accuracy > b.accuracy : a.serving < b.serving
    }
  }

  /// The lines in the order in which they came, and each one's place: lines are large, and a table has
  /// a third of its room free.
  private var kept: [Line] = []
  private var places: [LineKey: Int] = [:]
  /// What had no figure, by reason.
  public private(set) var omitted: [Unclassified: Omission] = [:]

  /// An empty ledger. All rates added to one ledger must come from estimators with the same tables
  /// and methodology.
  public init() {}

  /// Adds a request.
  public mutating func add(_ estimate: Estimate) { merge(Line(estimate)) }

  /// Adds a request without a figure.
  ///
  /// - Parameters:
  ///   - reason: why it has none.
  ///   - tokens: its tokens, as far as they were counted.
  public mutating func add(_ reason: Unclassified, tokens: Int = 0) {
    var omission = Omission()
    omission.records = 1
    omission.requests = 1
    omission.tokens = Int128(tokens)
    merge(omission, for: reason)
  }

  /// Adds all that another ledger holds.
  public mutating func merge(_ other: Ledger) {
    if kept.isEmpty {
      (kept, places) = (other.kept, other.places)
    } else {
      for line in other.kept { merge(line) }
    }
    for (reason, omission) in other.omitted { merge(omission, for: reason) }
  }

  package mutating func merge(_ line: Line) { kept[place(of: line)].merge(line) }

  /// The line that a line would be added to, as it stands.
  func line(like line: Line) -> Line {
    places[LineKey(line)].map { kept[$0] } ?? Line(like: line)
  }

  /// Puts a line in the place of the one it is like.
  mutating func put(_ line: Line) { kept[place(of: line)] = line }

  /// The place of the line that a line is like: an empty one, where there was none.
  private mutating func place(of line: Line) -> Int {
    let key = LineKey(line)
    if let known = places[key] { return known }
    places[key] = kept.count
    kept.append(Line(like: line))
    return kept.count - 1
  }

  package mutating func merge(_ omission: Omission, for reason: Unclassified) {
    guard omission.records > 0 else { return }
    omitted[reason, default: Omission()].merge(omission)
  }

  /// All tokens that have a figure.
  package var tokens: Int128 {
    kept.reduce(0) { $0 + $1.promptTokens + $1.completionTokens }
  }

  /// Those of them that were served from a prompt cache.
  package var cachedPromptTokens: Int128 {
    kept.reduce(0) { $0 + $1.cachedPromptTokens }
  }

  /// How many lines there are.
  package var lineCount: Int { kept.count }

  /// The lines in no order.
  package var unorderedLines: some Collection<Line> { kept }

  /// The lines in the order of the tables' rows.
  public var lines: [Line] {
    // Keys are sorted, not lines, which are large.
    places.sorted { $0.key < $1.key }.map { kept[$0.value] }
  }
}
