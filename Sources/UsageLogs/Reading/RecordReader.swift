internal import EcoModel

/// Turns the fields of a record into canonical counts and a rate: the one place where the rules about
/// what logs mean are applied, whatever the log is written in.
///
/// Fields come as ranges of the record's own text or of a unescaped text (unescaped strings).
struct RecordReader {
  let plan: FieldPlan
  private(set) var rates: RateTable
  private var key = RateKey()
  private var kinds = KindTable()
  private let periods: Periods
  /// Whether the sum of prompt and completion tokens is enough for the methodology.
  private let totalIsEnough: Bool
  /// Whether the methodology knows how a request was served.
  private let readsServing: Bool
  private var dates = DateReader()
  private var lastDay = Int.min
  private var lastPeriod = Period(day: nil)
  /// The time of the record, where a series needs it.
  private var moment: SeriesMoment?
  private var servings: ServingReader
  private var lastRegion: (bytes: [UInt8], isNone: Bool) = ([], true)
  /// Whether anything is said of how the last record was served.
  private(set) var isServed = false
  private var lastServing = Serving.assumed

  /// The day of the last record since 1970-01-01; `nil` where it says no time.
  var day: Int? { moment.map { $0.minute / 1440 } }

  /// How the last record was served; `nil` where nothing is said of it.
  var serving: Serving? { isServed ? lastServing : nil }

  init(plan: FieldPlan, estimator: EcoEstimator, whatIf: WhatIf = WhatIf()) {
    self.plan = plan
    rates = RateTable(
      estimator: estimator, assumptions: plan.assumptions, whatIf: whatIf,
      runner: plan.format.runner, servedBy: plan.format.servedBy)
    periods = Periods(estimator)
    totalIsEnough = estimator.methodology.countsTotalTokensOnly
    readsServing = estimator.methodology.knowsServing
    servings = ServingReader(plan.assumptions, estimator, whatIf)
  }

  /// Forgets all rates: those to come are numbered from 0 again.
  mutating func forgetRates() { rates.removeAll() }

  /// Reads one record.
  ///
  /// What cannot be read is looked for first, so that a record is rejected whatever kind it is; then
  /// the reasons for no figure in their order.
  @inline(__always)
  mutating func read(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> RecordResult {
    if plan.format.unusable != nil {
      return .rejected(nil, .noTokenCounts, "records of this format carry no token counts")
    }
    // First of all the answer is asked for: it comes from far where a log has thousands of rates.
    var (notes, assumed) = (RecordNotes(), RecordNotes())
    let period = period(text, unescaped, fields, &notes)
    if let period {
      makeKey(text, unescaped, fields, period, &assumed)
      rates.prefetch(key)
    }
    var counts = TokenCounts()
    let fault = counts.read(plan, text, unescaped, fields)
    if let fault {
      return .rejected(fault.field, fault.code, fault.message)
    }
    guard period != nil else {
      return .rejected(
        .time, .badTime,
        """
        expected ISO 8601, or seconds, milliseconds, microseconds or nanoseconds since 1970; for \
        dates such as 3/6/2025 and a spreadsheet's days say which: --map time_format=d/m/y, m/d/y \
        or serial_day
        """)
    }
    isServed =
      readsServing && (servings.assumesSomething || plan.serving.areStated(in: fields))
    if isServed, let fault = readServing(text, unescaped, fields, &notes) {
      return .rejected(fault.field, .badNumber, fault.message)
    }
    if counts.isHiddenInTotal { notes.insert(.hiddenTokens) }
    if let reason = reasonByKind(text, unescaped, fields) {
      return .omitted(reason, requests: counts.requestsOrOne, tokens: counts.tokens, notes)
    }
    if !plan.unread.range.isEmpty, hasUnread(text, unescaped, fields) {
      notes.insert(.unreadTokens)
    }
    guard let usage = counts.usage(totalIsEnough: totalIsEnough),
      !plan.format.isAggregate || counts.requests != nil
    else {
      return .omitted(.noUsage, requests: counts.requestsOrOne, tokens: counts.tokens, notes)
    }
    if usage.requests > 1 { notes.insert(.aggregate) }
    if counts.isUnusual(usage) { counts.note(usage, &notes) }
    notes.formUnion(assumed)
    if period?.day == nil, !plan.time.range.isEmpty { notes.insert(.timeMissing) }
    switch rates.answer(key) {
    case .rate(let number):
      let index = Int(number)
      if isServed { return estimated(index, usage, notes) }
      let slots = rates.hasSeries ? slots(index, usage, &notes) : SeriesSlots()
      return .estimated(rate: index, slots: slots, usage: usage, notes)
    case .unsized(let number):
      if isServed, lastServing.isMeasured { return estimated(Int(number), usage, notes) }
      return .omitted(
        .undisclosedParameters, requests: counts.requestsOrOne, tokens: counts.tokens, notes)
    case .none(let reason):
      // No place was found, so none was taken.
      if reason == .unknownRegion { notes.remove(.assumedRegion) }
      return .omitted(reason, requests: counts.requestsOrOne, tokens: counts.tokens, notes)
    }
  }

  @inline(never)
  private mutating func readServing(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>,
    _ notes: inout RecordNotes
  ) -> ServingReader.Fault? {
    do throws(ServingReader.Fault) {
      lastServing = try servings.read(plan, text, unescaped, fields, &notes)
      return nil
    } catch {
      return error
    }
  }

  /// A record with what is said of how it was served.
  @inline(never)
  private mutating func estimated(
    _ rate: Int, _ usage: TokenUsage, _ notes: RecordNotes
  ) -> RecordResult {
    var notes = notes
    let serving = lastServing
    if serving.basis == .gpuSeconds, rates.rates[rate].isOutlier(serving, for: usage) {
      notes.insert(.gpuSecondsOutlier)
    }
    let slots = rates.hasSeries ? slots(rate, usage, &notes) : SeriesSlots()
    return .estimated(rate: rates.number(rate, serving), slots: slots, usage: usage, notes)
  }

  /// The slots of the caller's factors that the record is charged by.
  private func slots(
    _ rate: Int, _ usage: TokenUsage, _ notes: inout RecordNotes
  ) -> SeriesSlots {
    rates.slots(rate, at: usage.requests > 1 ? moment?.day : moment, &notes)
  }

  /// Whether a record has counts that no rule reads.
  @inline(__always)
  private func hasUnread(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> Bool {
    plan.unread.range.contains { slot in
      switch fields[slot].kind {
      case .absent, .container, .no: false
      case .yes: true
      case .string, .number:
        TokenNames.isCounted(fields[slot].isUnescaped ? unescaped : text, fields[slot].range)
          && !isToldAgain(slot, text, unescaped, fields)
      }
    }
  }

  /// Whether a count that no rule reads is equal to that of the same name which one reads.
  private func isToldAgain(
    _ slot: Int, _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> Bool {
    let twin = plan.twins[slot - plan.unread.range.lowerBound]
    guard twin >= 0 else { return false }
    return fields[slot].bytes(text, unescaped) == fields[twin].bytes(text, unescaped)
  }

  @inline(__always)
  private mutating func makeKey(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>, _ period: Period,
    _ notes: inout RecordNotes
  ) {
    let model = plan.model.first(in: fields)?.range ?? FieldRange()
    let provider = plan.provider.first(in: fields)?.range ?? FieldRange()
    let region = plan.place(text, unescaped, fields) ?? FieldRange()
    guard plan.assumed.isEmpty else {
      return makeKey(text, unescaped, model, provider, region, period, plan.assumed, &notes)
    }
    key.set(
      model: model.isUnescaped ? unescaped : text, model.range,
      provider: provider.isUnescaped ? unescaped : text, provider.range,
      region: region.isUnescaped ? unescaped : text, region.range, regionAssumed: false, period)
  }

  /// Makes the key with what is assumed in the place of what the record does not say.
  @inline(never)
  private mutating func makeKey(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ model: FieldRange, _ provider: FieldRange,
    _ region: FieldRange, _ period: Period, _ assumed: AssumedText, _ notes: inout RecordNotes
  ) {
    let assumesModel = model.kind == .absent && !assumed.model.isEmpty
    let assumesProvider = provider.kind == .absent && !assumed.provider.isEmpty
    let assumesRegion =
      !assumed.region.isEmpty
      && (region.kind == .absent || isNoPlace(region.isUnescaped ? unescaped : text, region.range))
    if assumesModel { notes.insert(.assumedModel) }
    if assumesProvider { notes.insert(.assumedProvider) }
    if assumesRegion { notes.insert(.assumedRegion) }
    let texts = assumed.text.span
    key.set(
      model: assumesModel ? texts : model.isUnescaped ? unescaped : text,
      assumesModel ? assumed.model : model.range,
      provider: assumesProvider ? texts : provider.isUnescaped ? unescaped : text,
      assumesProvider ? assumed.provider : provider.range,
      region: assumesRegion ? texts : region.isUnescaped ? unescaped : text,
      assumesRegion ? assumed.region : region.range, regionAssumed: assumesRegion, period)
  }

  /// Whether what stands where a region is named is none: remembered, for nearly all are equal.
  private mutating func isNoPlace(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    if !ByteSearch.equal(text, range, lastRegion.bytes) {
      let bytes = range.map { text[$0] }
      let isNone = plan.assumptions.isNoPlace(String(decoding: bytes, as: UTF8.self))
      lastRegion = (bytes, isNone)
    }
    return lastRegion.isNone
  }

  /// The period of a record's time; `nil` where the time cannot be read.
  @inline(__always)
  private mutating func period(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>,
    _ notes: inout RecordNotes
  ) -> Period? {
    guard let (time, _) = plan.time.first(in: fields) else {
      self.moment = nil
      return Period(day: nil)
    }
    let moment =
      dates.moment(time.isUnescaped ? unescaped : text, time.range)
      ?? plan.otherMoment(time.isUnescaped ? unescaped : text, time.range)
    guard let moment, moment.isOfLogs else { return nil }
    if moment.isNaive { notes.insert(.naiveTime) }
    self.moment = SeriesMoment(day: moment.day, minuteOfDay: moment.minute)
    if moment.day != lastDay {
      lastDay = moment.day
      lastPeriod = periods.period(of: moment.day)
    }
    return lastPeriod
  }

  @inline(__always)
  private mutating func reasonByKind(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> Unclassified? {
    if let (kind, _) = plan.kind.first(in: fields) {
      let isCompletion = kinds.isCompletion(
        kind.isUnescaped ? unescaped : text, kind.range, plan.format)
      if !isCompletion { return .notCompletion }
    }
    if let (replay, _) = plan.replay.first(in: fields) {
      if !Self.isFalse(replay, replay.isUnescaped ? unescaped : text) { return .notInferred }
    }
    return nil
  }

  /// Whether a replay marker says no: `false` as a boolean or in words.
  private static func isFalse(_ field: FieldRange, _ text: Span<UInt8>) -> Bool {
    if field.kind == .yes || field.kind == .no { return field.kind == .no }
    return RequestKind.noReplay.contains {
      ByteSearch.equal(text, field.range, Array($0.utf8))
    }
  }
}

/// Which kinds of calls make text: remembered by their bytes, for there are few.
struct KindTable {
  private var spellings = ByteTable()
  private var answers: [Bool] = []

  mutating func isCompletion(
    _ text: Span<UInt8>, _ range: Range<Int>, _ format: LogFormat
  ) -> Bool {
    let bytes = text.extracting(range)
    let hash = spellings.hash(bytes)
    if let index = spellings.find(bytes, hash: hash) { return answers[index] }
    let kind = String(decoding: range.map { text[$0] }, as: UTF8.self)
    let answer = RequestKind.isCompletion(
      kind, completions: format.completionKinds, others: format.otherKinds)
    if answers.count < 1 << 12 {
      _ = spellings.insert(bytes, hash: hash)
      answers.append(answer)
    }
    return answer
  }
}
