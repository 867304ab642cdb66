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
package struct TallyOptions: Sendable {
  package var significantDigits: Int?
  package var groupBy: [GroupDimension] = []
  /// Whether each day has an interval.
  package var keepsDays = false
  /// Fields beside the block.
  package var with: [MoreField] = []
  /// The ids seen so far, where exact repeats are counted once.
  package var repeats: RepeatTable?
  /// How many lines of a ledger a lane gathers before they are taken from it.
  var mostLines = 1 << 13

  package init() {}

  /// Fields that rows are written with, besides those that are counted.
  package var written: Set<Field> = []

  /// The fields that are not needed.
  package var unneeded: Set<Field> {
    GroupDimension.unneeded(groupBy).union(repeats == nil ? [.id] : []).subtracting(written)
  }
}

/// From the fields of a record to its outcome, with everything counted on the way. Each lane has one;
/// they are merged at the end. Longer than other files: a lane's counts are open to their sum alone.
struct Tally {
  private(set) var reader: RecordReader
  private(set) var records = 0
  private(set) var estimated = 0
  private(set) var rejected = 0
  private var lines = TallyLines()
  private var omissions = [Ledger.Omission](
    repeating: Ledger.Omission(), count: Unclassified.allCases.count)
  private var notes = NoteCounts()
  private var exactRepeats = 0
  private var superseded = 0
  private(set) var concurrencies = ConcurrencyRange()
  private var missingRegions = 0
  private var missingProviders = 0
  /// Records with a long prompt, and those of them that say how many of its tokens were cached.
  private(set) var longPrompts = 0
  private(set) var longWithCached = 0
  /// Slots of counts that no rule reads, those that any record had.
  private(set) var unreadSlots: Set<Int> = []
  private(set) var groups: GroupTable?
  private(set) var days: DayLines?
  private var repeats: RepeatTable? { options.repeats }
  /// Slots that the caller mapped and that no record had so far.
  private(set) var unseen: [Int]
  private let options: TallyOptions
  /// The fields beside the block of the record that was counted last.
  private(set) var more: MoreTexts

  init(reader: RecordReader, options: TallyOptions) {
    self.reader = reader
    unseen = reader.plan.mappedSlots
    self.options = options
    if !options.groupBy.isEmpty { groups = GroupTable(by: options.groupBy) }
    if options.keepsDays { days = DayLines() }
    more = MoreTexts(options.with)
  }

  /// Whether it holds so much that somebody should take it.
  var isFull: Bool { lines.count > options.mostLines || groups?.sums.count ?? 0 > 1 << 14 }

  /// Forgets what has been counted, which somebody has taken, and the numbers of rates.
  mutating func removeAll() {
    var reader = reader
    reader.forgetRates()
    let unseen = unseen
    self = Tally(reader: reader, options: options)
    self.unseen = unseen
  }

  /// Counts one record and says what becomes of it.
  ///
  /// - Parameters:
  ///   - text: the log's text.
  ///   - unescaped: the text of fields that the log's text has in another form (escaped, quoted).
  ///   - ranges: fields of this and other records; this one's are those of the plan's slots from
  ///     `first` on.
  @inline(__always)
  mutating func count(
    _ text: Span<UInt8>, _ unescaped: borrowing [UInt8], _ ranges: borrowing [FieldRange],
    first: Int = 0
  ) -> Outcome {
    records += 1
    if !more.isEmpty { more.clear() }
    let unescaped = unescaped.span
    let fields = ranges.span.extracting(first..<(first + reader.plan.slots.count))
    if !unseen.isEmpty { look(at: fields) }
    if repeats != nil, let outcome = outcomeOfRepeat(text, unescaped, fields) { return outcome }
    switch reader.read(text, unescaped, fields) {
    case .estimated(let rate, let slots, let usage, let notes):
      lines.prefetch(rate)
      let figures: EcoFigures
      if reader.isServed, let serving = reader.serving {
        figures = charge(rate, usage, serving, slots.grid)
      } else {
        figures = reader.rates.figures(
          rate, usage, by: slots.grid, significantDigits: options.significantDigits)
        charge(rate, usage, figures, slots.grid)
      }
      if slots.market != nil || !more.isEmpty { addMore(rate, usage, slots, figures) }
      self.notes.add(notes)
      if notes.contains(.unreadTokens) { noteUnread(fields) }
      if usage.promptTokens > Self.longPrompt * usage.requests { countLong(fields) }
      estimated += 1
      if groups != nil { addToGroup(text, unescaped, fields, rate, usage, figures) }
      if days != nil { addToDay(rate, usage, figures, slots.grid) }
      return .figures(figures)
    case .omitted(let reason, let requests, let tokens, let notes):
      omissions[reason.ordinal].add(requests: requests, tokens: tokens)
      if reason == .unknownRegion { countMissingPlace(text, unescaped, fields) }
      self.notes.add(notes)
      if notes.contains(.unreadTokens) { noteUnread(fields) }
      if groups != nil { addToGroup(text, unescaped, fields, requests: requests) }
      return .none(reason.staticCode)
    case .rejected(let field, let code, let message):
      rejected += 1
      return .rejected(field, code, message)
    }
  }

  /// Counts a record without a figure that names no region, and one that names nobody to ask for it.
  @inline(never)
  private mutating func countMissingPlace(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) {
    let plan = reader.plan
    guard plan.place(text, unescaped, fields) == nil else { return }
    let hasProvider =
      plan.provider.first(in: fields) != nil || plan.assumptions.provider != nil
      || plan.format.servedBy != nil || plan.format.runner != nil
    if plan.assumed.region.isEmpty || !hasProvider { missingRegions += 1 }
    if !hasProvider { missingProviders += 1 }
  }

  @inline(never)
  private mutating func look(at fields: Span<FieldRange>) {
    unseen.removeAll { fields[$0].kind != .absent }
  }

  @inline(never)
  private mutating func noteUnread(_ fields: Span<FieldRange>) {
    for slot in reader.plan.unread.range where fields[slot].kind != .absent {
      unreadSlots.insert(slot)
    }
  }

  @inline(never)
  private mutating func countLong(_ fields: Span<FieldRange>) {
    longPrompts += 1
    for field in [Field.cachedInside, .cachedOutside]
    where reader.plan.slots(of: field).first(in: fields) != nil {
      longWithCached += 1
      return
    }
  }

  /// Counts a record of a call that a later one reports again.
  mutating func countSuperseded() -> Outcome {
    records += 1
    if !more.isEmpty { more.clear() }
    superseded += 1
    return .none("superseded")
  }

  /// Counts a record that could not be parsed.
  mutating func countMalformed() {
    records += 1
    rejected += 1
  }

  /// Adds a record that was charged at a rate.
  @inline(__always)
  private mutating func charge(
    _ rate: Int, _ usage: TokenUsage, _ figures: EcoFigures, _ slot: ZoneSeries.Slot?
  ) {
    let line = lines.number(rate, figures.accuracy, isBySlot: slot != nil)
    if slot == nil, lines.add(line, usage, figures) { return }
    chargeInFull(line, usage, figures, slot)
  }

  @inline(never)
  private mutating func chargeInFull(
    _ line: Int, _ usage: TokenUsage, _ figures: EcoFigures, _ slot: ZoneSeries.Slot?
  ) {
    lines.change(line, reader.rates) {
      $0.add(usage, energy: figures.exactEnergy, carbon: figures.exactCarbon, by: slot)
    }
  }

  /// Counts and keeps what stands beside the block, where anybody asks for it.
  @inline(never)
  private mutating func addMore(
    _ rate: Int, _ usage: TokenUsage, _ slots: SeriesSlots, _ figures: EcoFigures
  ) {
    let serving = reader.serving ?? .assumed
    let market = slots.market.map {
      reader.rates.rates[rate].marketCarbon(
        usage, serving, by: $0, significantDigits: options.significantDigits)
    }
    if let market {
      let line = lines.number(rate, figures.accuracy, isBySlot: slots.grid != nil)
      lines.change(line, reader.rates) {
        $0.addMarket(energy: figures.exactEnergy, carbon: market.exact)
      }
    }
    if !more.isEmpty {
      more.set(reader.rates, rate, usage, serving, slots.grid, market: market?.printed)
    }
  }

  /// Where half of the prompts are longer, nearly all of them is context that agents send again: more
  /// than a person types.
  private static let longPrompt = 8000

  /// The same for a record that says how it was served.
  @inline(never)
  private mutating func charge(
    _ rate: Int, _ usage: TokenUsage, _ serving: Serving, _ slot: ZoneSeries.Slot?
  ) -> EcoFigures {
    let (figures, sums) = reader.rates.charge(
      rate, usage, serving, by: slot, significantDigits: options.significantDigits)
    let line = lines.number(rate, figures.accuracy, isBySlot: slot != nil)
    lines.change(line, reader.rates) {
      $0.add(usage, sums, energy: figures.exactEnergy, carbon: figures.exactCarbon, by: slot)
    }
    if reader.rates.servings[rate].serving.basis == .concurrency {
      concurrencies.add(serving.concurrency)
    }
    return figures
  }

  private mutating func outcomeOfRepeat(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> Outcome? {
    switch repeats?.check(reader.plan, text, unescaped, fields) {
    case .exact:
      exactRepeats += 1
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
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>, _ rate: Int,
    _ usage: TokenUsage, _ figures: EcoFigures
  ) {
    groups?.add(
      day: reader.day, model: reader.rates.rates[rate].modelID,
      accuracy: figures.accuracy.rawValue, reader.plan, text, unescaped, fields
    ) { $0.add(usage, figures) }
  }

  @inline(never)
  private mutating func addToDay(
    _ rate: Int, _ usage: TokenUsage, _ figures: EcoFigures, _ slot: ZoneSeries.Slot?
  ) {
    guard let day = reader.day.map(UTCDay.init(daysSinceEpoch:)) else { return }
    let number = lines.number(rate, figures.accuracy, isBySlot: slot != nil)
    let serving = reader.isServed ? reader.serving : nil
    let isAdded =
      slot == nil && serving == nil && days?.add(day, number, usage, figures) ?? true
    if !isAdded {
      let (energy, carbon) = (figures.exactEnergy, figures.exactCarbon)
      days?.change(day, number, like: lines.empty(number, reader.rates)) {
        if let serving {
          let sums = $0.rate.sums(usage, serving)
          $0.add(usage, sums, energy: energy, carbon: carbon, by: slot)
        } else {
          $0.add(usage, energy: energy, carbon: carbon, by: slot)
        }
      }
    }
    while days?.isOverfull == true { days?.coarsen { lines.empty($0, reader.rates) } }
  }

  @inline(never)
  private mutating func addToGroup(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>, requests: UInt64
  ) {
    groups?.add(
      day: reader.day, model: nil, accuracy: "", reader.plan, text, unescaped, fields
    ) { $0.addOmitted(requests: requests) }
  }

  borrowing func add(to ledger: inout Ledger) {
    lines.forEach(reader.rates) { ledger.merge($0) }
    for reason in Unclassified.allCases { ledger.merge(omissions[reason.ordinal], for: reason) }
  }

  borrowing func add(to days: inout DayLedgers) {
    if let lane = self.days { days.add(lane) { lines.empty($0, reader.rates) } }
  }

  borrowing func add(to warnings: inout Warnings) {
    notes.add(to: &warnings)
    warnings[.exactRepeats] += exactRepeats
    warnings[.superseded] += superseded
    warnings[.regionMissing] += missingRegions
    warnings[.providerMissing] += missingProviders
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
