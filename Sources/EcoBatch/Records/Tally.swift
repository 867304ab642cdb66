internal import EcoModel

/// What a record becomes in the output.
enum Outcome {
  /// These figures are written into it.
  case figures(EcoFigures)
  /// It has no figures; the code says why.
  case none(StaticString)
  /// It is not in the output.
  case rejected(Field?, RejectCode, StaticString)
}

/// How records are counted: the same for every lane of a run.
struct TallyPlan: Sendable {
  var significantDigits: Int?
  var groupBy: [GroupDimension] = []
  var dedupes = false

  /// Whether a field is looked at at all; those that are not need not be found in a record.
  func needs(_ field: Field) -> Bool {
    switch field {
    case .id: dedupes
    case .key: groupBy.contains(.key)
    default: true
    }
  }
}

/// From the fields of a record to its outcome, with everything counted on the way. Each lane has one;
/// they are merged at the end.
struct Tally {
  private(set) var reader: RecordReader
  private(set) var records = 0
  private(set) var estimated = 0
  private(set) var rejected = 0
  private var omissions = [Ledger.Omission](
    repeating: Ledger.Omission(), count: Unclassified.allCases.count)
  private(set) var groups: GroupTable?
  private var repeats: RepeatTable?
  /// How it counts.
  let plan: TallyPlan

  init(reader: RecordReader, plan: TallyPlan) {
    self.reader = reader
    self.plan = plan
    if !plan.groupBy.isEmpty { groups = GroupTable(by: plan.groupBy) }
    if plan.dedupes { repeats = RepeatTable() }
  }

  /// Sets how numbers are written in this log.
  mutating func setDecimalComma(_ hasDecimalComma: Bool) {
    reader.hasDecimalComma = hasDecimalComma
  }

  /// Counts one record and says what becomes of it.
  ///
  /// - Parameters:
  ///   - text: the log's text.
  ///   - side: the side text, for fields that are not in the log's text as they stand.
  ///   - ranges: fields of this and other records; this one's are those of the plan's slots from
  ///     `first` on.
  @inline(__always)
  mutating func take(
    _ text: Span<UInt8>, _ side: borrowing [UInt8], _ ranges: borrowing [FieldRange],
    first: Int = 0
  ) -> Outcome {
    records += 1
    let aside = side.span
    let fields = ranges.span.extracting(first..<(first + reader.plan.slots.count))
    if repeats != nil, let outcome = outcomeOfRepeat(text, aside, fields) { return outcome }
    switch reader.read(text, aside, fields) {
    case .estimated(let rate, let usage):
      let figures = reader.rates.figures(
        rate, usage, significantDigits: plan.significantDigits)
      reader.charge(rate, usage, figures)
      estimated += 1
      if groups != nil { addToGroup(text, aside, fields, rate, usage, figures) }
      return .figures(figures)
    case .omitted(let reason, let requests, let tokens):
      omissions[reason.ordinal].add(requests: requests, tokens: tokens)
      if groups != nil { addToGroup(text, aside, fields, reason, requests, tokens) }
      return .none(reason.staticCode)
    case .rejected(let field, let code, let message):
      rejected += 1
      return .rejected(field, code, message)
    }
  }

  /// Counts a record whose call a later one tells better.
  mutating func takeSuperseded() -> Outcome {
    records += 1
    reader.countSuperseded()
    return .none("superseded")
  }

  /// Counts a record that could not even be taken apart.
  mutating func countMalformed(_ count: Int = 1) {
    records += count
    rejected += count
  }

  private mutating func outcomeOfRepeat(
    _ text: Span<UInt8>, _ aside: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> Outcome? {
    switch repeats?.check(reader, text, aside, fields) {
    case .exact:
      reader.countRepeat()
      return Outcome.none("exact_repeat")
    case .conflicting:
      rejected += 1
      return .rejected(
        .id, .duplicateConflict, "an earlier record has this id and says something else")
    case .new, nil:
      return nil
    }
  }

  @inline(never)
  private mutating func addToGroup(
    _ text: Span<UInt8>, _ aside: Span<UInt8>, _ fields: Span<FieldRange>, _ rate: Int,
    _ usage: TokenUsage, _ figures: EcoFigures
  ) {
    groups?.add(
      GroupTable.Member(accuracy: figures.accuracy.rawValue, model: reader.rates.rates[rate]),
      reader, text, aside, fields
    ) { totals in
      totals.add(usage, figures)
    }
  }

  @inline(never)
  private mutating func addToGroup(
    _ text: Span<UInt8>, _ aside: Span<UInt8>, _ fields: Span<FieldRange>, _ reason: Unclassified,
    _ requests: UInt64, _ tokens: UInt64
  ) {
    groups?.add(
      GroupTable.Member(accuracy: "", model: nil), reader, text, aside, fields
    ) { totals in
      totals.addOmitted(requests: requests)
    }
  }
}

/// What lanes counted, added up.
struct TallyTotals: Sendable {
  var records = 0
  var estimated = 0
  var rejected = 0
  var ledger = Ledger()
  var warnings = Warnings()
  var groups: GroupTotals?

  /// Adds what one lane counted.
  mutating func add(_ tally: borrowing Tally) {
    records += tally.records
    estimated += tally.estimated
    rejected += tally.rejected
    warnings.merge(tally.reader.warnings)
    tally.addLedger(to: &ledger)
    if let table = tally.groups {
      var merged = groups ?? GroupTotals(dimensions: table.dimensions)
      merged.add(table)
      groups = merged
    }
  }
}

extension Tally {
  fileprivate borrowing func addLedger(to ledger: inout Ledger) {
    for line in reader.rates.lines where line.records > 0 { ledger.merge(line) }
    for reason in Unclassified.allCases {
      ledger.merge(omissions[reason.ordinal], for: reason)
    }
  }
}

extension Ledger.Omission {
  @inline(__always)
  fileprivate mutating func add(requests: UInt64, tokens: UInt64) {
    records += 1
    self.requests += Int128(requests)
    self.tokens += Int128(tokens)
  }
}

extension Unclassified {
  /// Its place among all reasons.
  var ordinal: Int {
    switch self {
    case .unknownModel: 0
    case .undisclosedParameters: 1
    case .unknownRegion: 2
    case .noUsage: 3
    case .notCompletion: 4
    case .notInferred: 5
    case .noGridData: 6
    }
  }

  /// The code without a string's cost.
  fileprivate var staticCode: StaticString {
    switch self {
    case .unknownModel: "unknown_model"
    case .undisclosedParameters: "undisclosed_parameters"
    case .unknownRegion: "unknown_region"
    case .noUsage: "no_usage"
    case .notCompletion: "not_completion"
    case .notInferred: "not_inferred"
    case .noGridData: "no_grid_data"
    }
  }
}
