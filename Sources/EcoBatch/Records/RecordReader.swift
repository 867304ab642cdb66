internal import EcoModel

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
  private var dates = DateReader()
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
    let fault = counts.read(
      plan.counts.span, decimalComma: hasDecimalComma, text, aside, fields)
    if let fault {
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
  func present(_ field: Field, _ fields: Span<FieldRange>) -> (range: FieldRange, slot: Int)? {
    plan.slots(of: field).first(in: fields)
  }

  @inline(__always)
  private mutating func makeKey(
    _ text: Span<UInt8>, _ aside: Span<UInt8>, _ fields: Span<FieldRange>, _ period: Period
  ) {
    let model = plan.model.first(in: fields)?.range ?? FieldRange()
    let provider = plan.provider.first(in: fields)?.range ?? FieldRange()
    let region = place(text, aside, fields) ?? FieldRange()
    guard plan.assumed.isEmpty else {
      return makeKey(text, aside, model, provider, region, period, plan.assumed)
    }
    key.set(
      model: model.isAside ? aside : text, model.range,
      provider: provider.isAside ? aside : text, provider.range,
      region: region.isAside ? aside : text, region.range, regionAssumed: false, period)
  }

  /// Makes the key with what is assumed in the place of what the record does not say.
  @inline(never)
  private mutating func makeKey(
    _ text: Span<UInt8>, _ aside: Span<UInt8>, _ model: FieldRange, _ provider: FieldRange,
    _ region: FieldRange, _ period: Period, _ assumed: AssumedText
  ) {
    let assumesModel = model.kind == .absent && !assumed.model.isEmpty
    let assumesProvider = provider.kind == .absent && !assumed.provider.isEmpty
    let assumesRegion = region.kind == .absent && !assumed.region.isEmpty
    if assumesModel { warnings.assumedModel += 1 }
    if assumesProvider { warnings.assumedProvider += 1 }
    if assumesRegion { warnings.assumedRegion += 1 }
    let texts = assumed.text.span
    key.set(
      model: assumesModel ? texts : model.isAside ? aside : text,
      assumesModel ? assumed.model : model.range,
      provider: assumesProvider ? texts : provider.isAside ? aside : text,
      assumesProvider ? assumed.provider : provider.range,
      region: assumesRegion ? texts : region.isAside ? aside : text,
      assumesRegion ? assumed.region : region.range, regionAssumed: assumesRegion, period)
  }

  /// The part of the region's field that names a place.
  @inline(__always)
  private func place(
    _ text: Span<UInt8>, _ aside: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> FieldRange? {
    guard let (region, slot) = plan.region.first(in: fields) else { return nil }
    let reading = plan.readings[slot]
    if case .plain = reading { return region }
    let part = Self.place(reading, region.isAside ? aside : text, region.range)
    return part.map { part in
      var place = region
      place.start = Int32(truncatingIfNeeded: part.lowerBound)
      place.end = Int32(truncatingIfNeeded: part.upperBound)
      return place
    }
  }

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
    guard let (time, _) = plan.time.first(in: fields) else { return Period(day: nil) }
    let moment = dates.moment(time.isAside ? aside : text, time.range)
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
    if let (kind, _) = plan.kind.first(in: fields) {
      let isCompletion = kinds.isCompletion(
        kind.isAside ? aside : text, kind.range, plan.format)
      if !isCompletion { return .notCompletion }
    }
    if let (replay, _) = plan.replay.first(in: fields) {
      if !Self.isFalse(replay, replay.isAside ? aside : text) { return .notInferred }
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
    guard let (time, _) = plan.time.first(in: fields) else { return nil }
    let moment = TextValue.moment(time.isAside ? aside : text, time.range)
    return moment.map { UTCDay(daysSinceEpoch: $0.day) }
  }
}
