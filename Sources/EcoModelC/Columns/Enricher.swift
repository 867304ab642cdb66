internal import CEcoModel
internal import EcoModel
internal import Synchronization

/// What an `eco_enricher` points to. Threads that share one wait for each other.
final class EnricherBox: Sendable {
  let estimator: EcoEstimator
  let state: Mutex<EnricherState>

  init(_ estimator: EcoEstimator) {
    self.estimator = estimator
    state = Mutex(EnricherState(estimator))
  }
}

/// What an enricher has learnt and counted.
struct EnricherState: Sendable {
  private let estimator: EcoEstimator
  private(set) var options = RowOptions()
  private var cache: RateCache
  /// Two for each rate: what kept the rate's label, and what the size guard took down.
  private var lines: [Ledger.Line] = []
  private var counts = RunCounts()
  private var omissions = [Ledger.Omission](
    repeating: Ledger.Omission(), count: Unclassified.allCases.count)

  init(_ estimator: EcoEstimator) {
    self.estimator = estimator
    cache = RateCache(estimator, options)
  }

  /// Sets an option; `false` where there is no such option or value.
  mutating func set(_ option: String, _ value: String) -> Bool {
    guard options.set(option, value, estimator) else { return false }
    // Rates may be others then; what was counted stays, and moves out of the way of new numbers.
    counts = totals
    lines = []
    omissions = omissions.map { _ in Ledger.Omission() }
    cache = RateCache(estimator, options)
    return true
  }

  /// All that was counted.
  var totals: RunCounts {
    var totals = counts
    for line in lines where line.records > 0 { totals.ledger.merge(line) }
    for reason in Unclassified.allCases {
      totals.ledger.merge(omissions[reason.ordinal], for: reason)
    }
    return totals
  }

  /// From a batch to its figures. Where that fails, this value must be thrown away.
  mutating func run(_ batch: Batch) throws(ArrowFault) -> FigureColumns {
    cache.makeRoom()
    var reader = BatchReader(batch, options, estimator)
    var columns = FigureColumns(
      rows: batch.rows, options, methodologyVersion: estimator.methodologyVersion)
    let hasMore = columns.hasMore
    for row in 0..<batch.rows {
      counts.records += 1
      switch reader.read(row, &cache) {
      case .estimated(let rate, let usage, let serving):
        counts.estimated += 1
        if serving != nil || hasMore {
          estimate(row, rate, usage, serving ?? .assumed, &reader, &columns)
        } else {
          let figures = cache.figures(rate, usage)
          charge(rate, usage, figures)
          columns.set(row, figures)
        }
      case .omitted(let reason, let requests, let tokens):
        omissions[reason.ordinal].merge(
          Ledger.Omission(records: 1, requests: Int128(requests), tokens: Int128(tokens)))
        columns.set(row, omitted: reason.staticCode)
      case .rejected(let code):
        counts.rejected += 1
        columns.set(row, omitted: code)
        continue
      }
      if !reader.notes.isEmpty { for note in reader.notes { counts.warnings[note] += 1 } }
    }
    return columns
  }

  @inline(__always)
  private mutating func charge(_ rate: Int, _ usage: TokenUsage, _ figures: EcoFigures) {
    if lines.count <= 2 * rate { addLines() }
    let isDemoted = figures.accuracy != lines[2 * rate].accuracy
    lines[2 * rate + (isDemoted ? 1 : 0)].add(
      usage, energy: figures.exactEnergy, carbon: figures.exactCarbon)
  }

  @inline(never)
  private mutating func addLines() {
    for rate in cache.rates[(lines.count / 2)...] {
      lines.append(Ledger.Line(rate: rate, accuracy: rate.accuracy))
      lines.append(Ledger.Line(rate: rate, accuracy: .medium))
    }
  }

  /// The same for a row that says how it was served, or of which more is asked.
  @inline(never)
  private mutating func estimate(
    _ row: Int, _ rate: Int, _ usage: TokenUsage, _ serving: Serving, _ reader: inout BatchReader,
    _ columns: inout FigureColumns
  ) {
    let rate = cache.rates[rate]
    let estimate = rate.estimate(usage, serving: serving)
    reader.note(rate, usage, serving)
    counts.ledger.add(estimate)
    if estimate.basis == .concurrency { counts.concurrencies.add(serving.concurrency) }
    columns.set(row, estimate.figures)
    columns.setMore(row, estimate)
  }

  /// Whether all sums are in the range of summaries.
  var isInRange: Bool {
    let totals = totals
    return totals.records <= LedgerRange.mostRecords && totals.ledger.isInRange
  }
}
