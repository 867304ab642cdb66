internal import EcoModel

/// How the records of one log are read: a format, and what the caller adds to it.
struct ReadingPlan: Sendable {
  let format: LogFormat
  let assumptions: Assumptions
  /// What is assumed, as bytes; empty where nothing is.
  let assumedModel: [UInt8]
  let assumedProvider: [UInt8]
  let assumedRegion: [UInt8]
  /// Whether the sum of prompt and completion tokens is enough for the methodology.
  let countsTotalTokensOnly: Bool
  /// Fields and sources in slot order.
  let slots: [(field: Field, source: LogFormat.Source)]
  /// For each slot, how its text is read.
  let readings: [LogFormat.Source.Reading]
  /// For each field, by raw value, its slots.
  private let ranges: [Range<Int>]

  init(format: LogFormat, assumptions: Assumptions, methodology: Methodology) {
    self.format = format
    self.assumptions = assumptions
    assumedModel = Array((assumptions.model ?? "").utf8)
    assumedProvider = Array((assumptions.provider ?? "").utf8)
    assumedRegion = Array((assumptions.region ?? "").utf8)
    countsTotalTokensOnly = methodology.countsTotalTokensOnly
    let slots = format.slots
    self.slots = slots
    readings = slots.map(\.source.reading)
    ranges = Field.allCases.map { field in
      let first = slots.firstIndex { $0.field == field } ?? 0
      return first..<(first + slots.count { $0.field == field })
    }
  }

  /// The slots of a field, the first choice first.
  @inline(__always)
  func slots(of field: Field) -> Range<Int> { ranges[field.rawValue] }
}

/// Turns the fields of a record into canonical counts and a rate: the one place where the rules about
/// what logs mean are applied, whatever the log is written in.
///
/// Fields come as ranges of the record's own text or of a side text (unescaped strings).
struct RecordReader {
  let plan: ReadingPlan
  /// Whether numbers may have a decimal comma.
  var hasDecimalComma = false
  private(set) var rates: RateTable
  private(set) var warnings = Warnings()
  private var key = RateKey()
  private var kinds = KindTable()
  private let periods: Periods
  private var lastDay = Int.min
  private var lastPeriod = Period(day: nil)

  init(plan: ReadingPlan, estimator: EcoEstimator) {
    self.plan = plan
    rates = RateTable(estimator: estimator, assumptions: plan.assumptions)
    periods = Periods(estimator)
  }

  /// Adds a record that was charged at a rate.
  @inline(__always)
  mutating func charge(_ rate: Int, _ usage: TokenUsage, _ figures: EcoFigures) {
    rates.charge(rate, usage, figures)
  }

  /// Counts an exact repeat that was left out.
  mutating func countRepeat() { warnings.repeats += 1 }

  /// Counts a record whose call a later one tells better.
  mutating func countSuperseded() { warnings.superseded += 1 }

  /// Reads one record.
  ///
  /// What cannot be read is looked for first, so that a record is rejected whatever kind it is; then
  /// the reasons for no figure in their order.
  @inline(__always)
  mutating func read(
    _ text: Span<UInt8>, _ aside: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> Reading {
    if plan.format.unusable != nil {
      return .rejected(nil, .noTokenCounts, "records of this format carry no token counts")
    }
    var counts = TokenCounts()
    if let fault = counts.read(self, text, aside, fields) {
      return .rejected(fault.field, fault.code, fault.message)
    }
    guard let period = period(text, aside, fields) else {
      return .rejected(
        .time, .badTime,
        "expected ISO 8601, or seconds, milliseconds, microseconds or nanoseconds since 1970")
    }
    if counts.isHiddenInTotal { warnings.hiddenTokens += 1 }
    if let reason = reasonByKind(text, aside, fields) {
      return .omitted(reason, requests: counts.requestsOrOne, tokens: counts.tokens)
    }
    guard let usage = counts.usage(totalIsEnough: plan.countsTotalTokensOnly),
      !plan.format.isAggregate || counts.requests != nil
    else {
      return .omitted(.noUsage, requests: counts.requestsOrOne, tokens: counts.tokens)
    }
    if usage.requests > 1 { warnings.aggregate += 1 }
    makeKey(text, aside, fields, period)
    switch rates.answer(key) {
    case .rate(let index): return .estimated(rate: index, usage: usage)
    case .none(let reason):
      return .omitted(reason, requests: counts.requestsOrOne, tokens: counts.tokens)
    }
  }

  /// The first source of a field that says something.
  @inline(__always)
  func present(_ field: Field, _ fields: Span<FieldRange>) -> (range: FieldRange, slot: Int)? {
    for slot in plan.slots(of: field) {
      let range = fields[slot]
      if range.kind != .absent, range.kind != .container, range.start < range.end {
        return (range, slot)
      }
    }
    return nil
  }

  @inline(__always)
  private mutating func makeKey(
    _ text: Span<UInt8>, _ aside: Span<UInt8>, _ fields: Span<FieldRange>, _ period: Period
  ) {
    key.start()
    if let (model, _) = present(.model, fields) {
      if model.isAside { key.addModel(aside, model.range) } else { key.addModel(text, model.range) }
    } else {
      let assumed = plan.assumedModel
      if !assumed.isEmpty { warnings.assumedModel += 1 }
      key.addModel(assumed.span, 0..<assumed.count)
    }
    if let (provider, _) = present(.provider, fields) {
      if provider.isAside {
        key.addProvider(aside, provider.range)
      } else {
        key.addProvider(text, provider.range)
      }
    } else {
      let assumed = plan.assumedProvider
      if !assumed.isEmpty { warnings.assumedProvider += 1 }
      key.addProvider(assumed.span, 0..<assumed.count)
    }
    addRegion(text, aside, fields)
    key.add(period)
  }

  @inline(__always)
  private mutating func addRegion(
    _ text: Span<UInt8>, _ aside: Span<UInt8>, _ fields: Span<FieldRange>
  ) {
    if let (region, slot) = present(.region, fields) {
      let reading = plan.readings[slot]
      let place =
        region.isAside
        ? Self.place(reading, aside, region.range) : Self.place(reading, text, region.range)
      if let place {
        if region.isAside {
          key.addRegion(aside, place, assumed: false)
        } else {
          key.addRegion(text, place, assumed: false)
        }
        return
      }
    }
    let assumed = plan.assumedRegion
    if !assumed.isEmpty { warnings.assumedRegion += 1 }
    key.addRegion(assumed.span, 0..<assumed.count, assumed: !assumed.isEmpty)
  }

  @inline(__always)
  private static func place(
    _ reading: LogFormat.Source.Reading, _ text: Span<UInt8>, _ range: Range<Int>
  ) -> Range<Int>? {
    switch reading {
    case .plain: range
    case .hostRegion: TextValue.hostRegion(text, range)
    case .locationRegion: TextValue.locationRegion(text, range)
    }
  }

  /// The period of a record's time; `nil` where the time cannot be read.
  @inline(__always)
  private mutating func period(
    _ text: Span<UInt8>, _ aside: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> Period? {
    guard let (time, _) = present(.time, fields) else { return Period(day: nil) }
    let moment =
      time.isAside
      ? TextValue.moment(aside, time.range) : TextValue.moment(text, time.range)
    guard let moment else { return nil }
    if moment.isNaive { warnings.naiveTime += 1 }
    if moment.day != lastDay {
      lastDay = moment.day
      lastPeriod = periods.period(of: moment.day)
    }
    return lastPeriod
  }

  @inline(__always)
  private mutating func reasonByKind(
    _ text: Span<UInt8>, _ aside: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> Unclassified? {
    if let (kind, _) = present(.kind, fields) {
      let isCompletion =
        kind.isAside
        ? kinds.isCompletion(aside, kind.range, plan.format)
        : kinds.isCompletion(text, kind.range, plan.format)
      if !isCompletion { return .notCompletion }
    }
    if let (replay, _) = present(.replay, fields) {
      let isFalse =
        replay.isAside
        ? Self.isFalse(replay, aside) : Self.isFalse(replay, text)
      if !isFalse { return .notInferred }
    }
    return nil
  }

  /// Whether a replay marker says no: `false` as a boolean or in words.
  private static func isFalse(_ field: FieldRange, _ text: Span<UInt8>) -> Bool {
    if field.kind == .yes || field.kind == .no { return field.kind == .no }
    return ["false", "False", "none", "None"].contains {
      ByteSearch.equal(text, field.range, Array($0.utf8))
    }
  }
}

/// Which kinds of calls make text: remembered by their bytes, for there are few.
private struct KindTable {
  private var spellings = ByteTable()
  private var answers: [Bool] = []

  /// Words in a kind, or in a request's path, that mean something else than a completion.
  private static let otherKinds = [
    "embed", "image", "audio", "speech", "transcri", "translat", "moderation", "rerank",
  ]

  mutating func isCompletion(
    _ text: Span<UInt8>, _ range: Range<Int>, _ format: LogFormat
  ) -> Bool {
    let bytes = text.extracting(range)
    let hash = ByteTable.hash(bytes)
    if let index = spellings.find(bytes, hash: hash) { return answers[index] }
    let kind = String(decoding: range.map { text[$0] }, as: UTF8.self)
    let folded = ModelID.folded(kind)
    let answer =
      format.completionKinds.map { $0.contains(kind) }
      ?? !Self.otherKinds.contains { folded.contains($0) }
    if answers.count < 1 << 12 {
      _ = spellings.insert(bytes, hash: hash)
      answers.append(answer)
    }
    return answer
  }
}

extension RecordReader {
  /// The day of a record that has been read, where it says one.
  borrowing func day(
    _ text: Span<UInt8>, _ aside: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> UTCDay? {
    guard let (time, _) = present(.time, fields) else { return nil }
    let moment =
      time.isAside
      ? TextValue.moment(aside, time.range) : TextValue.moment(text, time.range)
    return moment.map { UTCDay(daysSinceEpoch: $0.day) }
  }
}
