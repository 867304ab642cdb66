package import EcoModel
package import SystemFiles

extension LogScan {
  /// Of each model of a log what was measured and what the formula says: a blind test of the method.
  ///
  /// - Throws: as `pairs`.
  package func measured(
    _ estimator: EcoEstimator, jobs: Jobs
  ) async throws -> MeasuredModels {
    let (visitors, unread) = try await visitors(jobs: jobs, unneeded: [.id, .key]) {
      MeasuredVisitor(RecordReader(plan: $0, estimator: estimator))
    }
    var models = visitors.reduce(into: MeasuredModels()) { $0.merge($1.models) }
    models.unread += unread
    return models
  }
}

/// What was measured, by the id of the model's row.
package struct MeasuredModels: Sendable {
  package private(set) var byModel: [String: MeasuredSums] = [:]
  /// Records without measured energy, and those without a figure.
  package fileprivate(set) var unmeasured = 0
  /// Records with measured energy, of models for which there is no formula.
  package fileprivate(set) var withoutFormula = 0

  /// Records that cannot be read.
  package fileprivate(set) var unread = 0

  package init() {}

  package mutating func merge(_ other: MeasuredModels) {
    for (model, sums) in other.byModel { byModel[model, default: MeasuredSums()].merge(sums) }
    unmeasured += other.unmeasured
    withoutFormula += other.withoutFormula
    unread += other.unread
  }

  fileprivate mutating func add(
    _ model: String, measured: WattHours, formula: WattHours, _ interval: Interval<WattHours>,
    isProrated: Bool
  ) {
    byModel[model, default: MeasuredSums()].add(
      measured: measured, formula: formula, interval, isProrated: isProrated)
  }
}

/// Works out each measured record twice: as measured, and as if nobody had.
struct MeasuredVisitor: RecordVisitor {
  static var wantsFigures: Bool { false }

  fileprivate private(set) var models = MeasuredModels()
  private var reader: RecordReader
  /// The ends of the formula's interval, by rate and by whether a concurrency is said.
  private var ranges: [Key: RangeKernel] = [:]

  private struct Key: Hashable {
    let rate: Int
    let serving: ServingClass
  }

  init(_ reader: RecordReader) { self.reader = reader }

  mutating func supersede() {}

  mutating func reject() { models.unread += 1 }

  mutating func visit(
    _ text: Span<UInt8>, _ side: borrowing [UInt8], _ fields: borrowing [FieldRange], first: Int,
    at start: Int, figures: borrowing FigurePlaces
  ) {
    let unescaped = side.span
    let fields = fields.span.extracting(first..<(first + reader.plan.slots.count))
    let result = reader.read(text, unescaped, fields)
    if case .rejected = result { return reject() }
    guard case .estimated(let number, _, let usage, _) = result,
      let serving = reader.serving, serving.basis == .metered
    else {
      models.unmeasured += 1
      return
    }
    let rate = reader.rates.rates[number]
    guard rate.basis.size != nil else {
      models.withoutFormula += 1
      return
    }
    let said = Serving(concurrency: serving.concurrency) ?? .assumed
    let key = Key(rate: number, serving: rate.servingClass(said))
    let range = ranges[key] ?? rate.ranges(key.serving, nil)
    ranges[key] = range
    models.add(
      rate.basis.model.id, measured: rate.estimate(usage, serving: serving).energy,
      formula: rate.estimate(usage, serving: said).energy,
      range.range(usage, rate.sums(usage, said), by: nil).energy, isProrated: serving.isProrated)
  }
}
