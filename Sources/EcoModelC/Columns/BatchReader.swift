internal import EcoModel

/// What a row comes to.
enum RowResult {
  /// It has a figure.
  case estimated(rate: Int, TokenUsage, Serving?)
  /// It has none, for this reason.
  case omitted(Unclassified, requests: UInt64, tokens: UInt64)
  /// It cannot be read; the code says why.
  case rejected(StaticString)
}

/// Reads the rows of a batch by the rules by which `UsageLogs` reads the records of a log.
struct BatchReader {
  let batch: Batch
  let options: RowOptions
  let estimator: EcoEstimator
  private let countsTotalTokensOnly: Bool
  /// Whether there is nothing but prompt, completion and cached prompt tokens to count.
  private let isPlain: Bool
  private let readsServing: Bool
  /// What of the row that was read last its owner should know.
  var notes: [Warning] = []
  private var key = RateCache.Key()
  private var lastDay = Int.min
  /// Whether the row has a text for a region.
  private var namesRegion = false
  /// Of dictionaries, the numbers of entries that were met.
  private var numbers: (model: [Int32], provider: [Int32], region: [Int32])
  private var kinds: [String: Bool] = [:]
  var accelerators: [String: Accelerator?] = [:]

  init(_ batch: Batch, _ options: RowOptions, _ estimator: EcoEstimator) {
    self.batch = batch
    self.options = options
    self.estimator = estimator
    countsTotalTokensOnly = estimator.methodology.countsTotalTokensOnly
    isPlain =
      batch.total == nil && batch.requests == nil && batch.promptExtra == nil
      && batch.cachedOutside == nil && batch.writtenInside == nil && batch.writtenOutside == nil
      && batch.reasoningInside == nil && batch.reasoningOutside == nil
    let saysServing =
      batch.concurrency != nil || batch.gpuSeconds != nil || batch.acceleratorWattHours != nil
      || batch.accelerator != nil || options.assumesServing
    readsServing = estimator.methodology.knowsServing && saysServing
    func numbers(_ column: TextColumn?) -> [Int32] {
      [Int32](repeating: -2, count: column?.entryCount ?? 0)
    }
    self.numbers = (numbers(batch.model), numbers(batch.provider), numbers(batch.region))
  }

  /// The counts of a row.
  private struct Counts {
    var tokens = StatedTokens()
    var requests: UInt64?

    /// Prompt and completion tokens together, or the total where only that is known.
    var sum: UInt64 {
      tokens.prompt == nil && tokens.completion == nil
        ? tokens.total ?? 0 : (tokens.prompt ?? 0) + (tokens.completion ?? 0)
    }

    func omitted(_ reason: Unclassified) -> RowResult {
      .omitted(reason, requests: max(requests ?? 1, 1), tokens: sum)
    }
  }

  /// Reads a row.
  ///
  /// What cannot be read is looked for first, so that a row is rejected whatever kind it is; then the
  /// reasons for no figure in their order.
  @inline(__always)
  mutating func read(_ row: Int, _ cache: inout RateCache) -> RowResult {
    if !notes.isEmpty { notes = [] }
    var counts = Counts()
    if let code = read(&counts, row) { return .rejected(code) }
    if let day = batch.time?.day(row) {
      guard day >= RecordDays.first, Calendar.days.contains(day) else {
        return .rejected("bad_time")
      }
      if batch.time?.isNaive == true { notes.append(.naiveTime) }
      if day != lastDay { (lastDay, key.period) = (day, cache.period(of: day)) }
    } else {
      (lastDay, key.period) = (.min, .min)
    }
    var serving: Serving?
    if readsServing {
      switch read(servingOf: row) {
      case .success(let found): serving = found
      case .failure(let fault): return .rejected(fault.code)
      }
    }
    if let total = counts.tokens.total,
      counts.tokens.prompt != nil || counts.tokens.completion != nil,
      total > counts.sum
    {
      notes.append(.hiddenTokens)
    }
    if let reason = reasonByKind(row) { return counts.omitted(reason) }
    guard let usage = usage(counts), !options.isAggregate || counts.requests != nil else {
      return counts.omitted(.noUsage)
    }
    note(usage, counts)
    setKey(row, &cache)
    switch cache.answer(key) {
    case .rate(let index): return .estimated(rate: index, usage, serving)
    case .unsized(let index):
      if let serving, serving.isMeasured { return .estimated(rate: index, usage, serving) }
      return counts.omitted(.undisclosedParameters)
    case .none(let reason):
      if reason == .unknownRegion { noteMissingPlace() }
      return counts.omitted(reason)
    }
  }

  /// Notes what a row without a place does not name.
  @inline(never)
  private mutating func noteMissingPlace() {
    // No place was found, so none was taken.
    notes.removeAll { $0 == .assumedRegion }
    guard !namesRegion else { return }
    let hasProvider = key.provider >= 0 || options.provider != nil || options.isServedByOne
    if options.region == nil || !hasProvider { notes.append(.regionMissing) }
    if !hasProvider { notes.append(.providerMissing) }
  }

  // MARK: Counts

  private enum Count {
    case absent, bad
    case value(UInt64)
  }

  @inline(__always)
  private mutating func read(_ counts: inout Counts, _ row: Int) -> StaticString? {
    guard set(&counts.tokens.prompt, batch.prompt, row),
      set(&counts.tokens.completion, batch.completion, row)
    else { return "bad_number" }
    if let column = batch.cachedInside {
      switch column.count(row) {
      case .value(let count): counts.tokens.cached.inside = UInt64(count)
      case .absent: break
      case .bad: return "bad_number"
      }
    }
    if isPlain, counts.tokens.cached.inside <= counts.tokens.prompt ?? counts.tokens.cached.inside {
      return nil
    }
    return readMore(&counts, row)
  }

  @inline(__always)
  private func set(_ count: inout UInt64?, _ column: NumberColumn?, _ row: Int) -> Bool {
    guard let column else { return true }
    switch column.count(row) {
    case .value(let value): count = UInt64(value)
    case .absent: break
    case .bad: return false
    }
    return true
  }

  // For a method that cannot change this value, all of it would be copied.
  @inline(never)
  private mutating func readMore(_ counts: inout Counts, _ row: Int) -> StaticString? {
    var others = [UInt64](repeating: 0, count: 6)
    let columns = [
      batch.promptExtra, batch.cachedOutside, batch.writtenInside, batch.writtenOutside,
      batch.reasoningInside, batch.reasoningOutside,
    ]
    for (index, column) in columns.enumerated() {
      var value: UInt64?
      guard set(&value, column, row) else { return "bad_number" }
      others[index] = value ?? 0
    }
    guard set(&counts.tokens.total, batch.total, row), set(&counts.requests, batch.requests, row)
    else { return "bad_number" }
    var tokens = counts.tokens
    (tokens.promptExtra, tokens.cached.outside) = (others[0], others[1])
    (tokens.written, tokens.reasoning) = ((others[2], others[3]), (others[4], others[5]))
    if let total = tokens.total, tokens.prompt != nil || tokens.completion != nil,
      total < (tokens.prompt ?? 0) + (tokens.completion ?? 0)
    {
      return "total_mismatch"
    }
    // What is cached may be what the total has more.
    let hasMoreInTotal = tokens.total.map { $0 > counts.sum } ?? false
    if others.contains(where: { $0 > 0 }) || tokens.cached.inside > tokens.prompt ?? .max
      || (hasMoreInTotal && tokens.cached.inside > 0)
    {
      guard tokens.resolve(options.cachedAbovePrompt) else { return "cached_exceeds_prompt" }
    }
    let limit = UInt64(TokenUsage.maximumTokens)
    guard tokens.prompt ?? 0 <= limit, tokens.completion ?? 0 <= limit,
      counts.requests ?? 0 <= UInt64(TokenUsage.maximumRequests)
    else { return "bad_number" }
    counts.tokens = tokens
    return nil
  }

  @inline(__always)
  private func usage(_ counts: Counts) -> TokenUsage? {
    let tokens = counts.tokens
    if tokens.prompt == nil, tokens.completion == nil {
      guard countsTotalTokensOnly, let total = tokens.total else { return nil }
      return TokenUsage(
        promptTokens: Int(total), completionTokens: 0, requests: Int(counts.requests ?? 1))
    }
    return TokenUsage(
      promptTokens: Int(tokens.prompt ?? 0), cachedPromptTokens: Int(tokens.cached.inside),
      completionTokens: Int(tokens.completion ?? 0), requests: Int(counts.requests ?? 1))
  }

  @inline(__always)
  private mutating func note(_ usage: TokenUsage, _ counts: Counts) {
    if usage.requests > 1 { notes.append(.aggregate) }
    if counts.tokens.isCapped { notes.append(.cachedCapped) }
    if counts.tokens.prompt == nil, counts.tokens.completion != nil { notes.append(.promptMissing) }
    if counts.tokens.completion == nil, counts.tokens.prompt != nil {
      notes.append(.completionMissing)
    }
    if usage.promptTokens / usage.requests > StatedTokens.largestPrompt {
      notes.append(.aggregateSuspected)
    }
    if batch.time != nil, lastDay == .min { notes.append(.timeMissing) }
  }

  // MARK: What selects a rate

  @inline(__always)
  private mutating func setKey(_ row: Int, _ cache: inout RateCache) {
    key.model = Self.number(batch.model, row, &numbers.model, &cache.models)
    key.provider = Self.number(batch.provider, row, &numbers.provider, &cache.providers)
    key.region = Self.number(batch.region, row, &numbers.region, &cache.regions)
    namesRegion = key.region >= 0
    if namesRegion, cache.isAssumed(insteadOf: key.region) { key.region = -1 }
    if key.model < 0, options.model != nil { notes.append(.assumedModel) }
    if key.provider < 0, options.provider != nil { notes.append(.assumedProvider) }
    if key.region < 0, options.region != nil { notes.append(.assumedRegion) }
  }

  /// The number of a row's text, -1 where it says nothing; of a dictionary's entry it is looked up once.
  @inline(__always)
  private static func number(
    _ column: TextColumn?, _ row: Int, _ known: inout [Int32], _ spellings: inout Spellings
  ) -> Int {
    guard let column else { return -1 }
    let index = known.isEmpty ? nil : column.index(row)
    if let index, known[index] != -2 { return Int(known[index]) }
    let bytes = unsafe column.bytes(row)
    let number = unsafe bytes.isEmpty ? -1 : spellings.number(bytes)
    if let index { known[index] = Int32(number) }
    return number
  }

  @inline(__always)
  private mutating func reasonByKind(_ row: Int) -> Unclassified? {
    if let kind = batch.kind, unsafe !isCompletion(kind.bytes(row)) { return .notCompletion }
    if let replay = batch.replay, replay.isReplay(row) { return .notInferred }
    return nil
  }

  private mutating func isCompletion(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard unsafe !bytes.isEmpty else { return true }
    let kind = unsafe String(decoding: bytes, as: UTF8.self)
    if let known = kinds[kind] { return known }
    let answer = RequestKind.isCompletion(
      kind, completions: options.completionKinds, others: options.otherKinds)
    if kinds.count < 1 << 12 { kinds[kind] = answer }
    return answer
  }
}
