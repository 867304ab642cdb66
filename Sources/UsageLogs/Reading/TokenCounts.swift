internal import EcoModel

/// The token counts of a record: what its tool counts, brought to what the methodology counts.
struct TokenCounts {
  /// Prompt tokens, cached ones included; `nil` where the record says nothing.
  private(set) var prompt: UInt64?
  /// The prompt tokens that were served from a cache.
  private(set) var cached: UInt64 = 0
  /// Completion tokens, reasoning included; `nil` where the record says nothing.
  private(set) var completion: UInt64?
  /// Both together, as the tool adds them up.
  private(set) var total: UInt64?
  /// How many requests the record stands for, where it says so.
  private(set) var requests: UInt64?
  /// Whether more cached tokens than prompt tokens were counted, and cut.
  private(set) var isCapped = false

  /// The fields that are counts, in the order in which faults are looked for.
  static let fields: [Field] = [
    .prompt, .completion, .total, .requests, .cachedInside, .cachedOutside, .promptExtra,
    .cacheWrite, .cacheWriteInside, .reasoningOutside, .reasoningInside,
  ]

  /// Why counts cannot be read.
  struct Fault {
    let field: Field
    let code: RejectCode
    let message: StaticString
  }

  /// The counts as they stand in a record.
  private struct Stated {
    /// By raw value of the field; 0 where the record says nothing.
    private var values = InlineArray<19, UInt64>(repeating: 0)
    private var isStated: UInt32 = 0

    @inline(__always)
    mutating func set(_ field: Field, _ value: UInt64) {
      values[field.rawValue] = value
      isStated |= Self.bit(field)
    }

    /// Whether nothing but prompt, completion, requests, their total and tokens inside are stated.
    @inline(__always)
    var isPlain: Bool { isStated & Self.parts == 0 }

    /// Worked out by the compiler: a stored constant would be asked for with every record.
    @inline(__always)
    private static var parts: UInt32 {
      bit(.cachedOutside) | bit(.promptExtra) | bit(.cacheWrite) | bit(.cacheWriteInside)
        | bit(.reasoningOutside) | bit(.reasoningInside)
    }

    @inline(__always)
    private static func bit(_ field: Field) -> UInt32 { 1 << UInt32(field.rawValue) }

    @inline(__always)
    func orZero(_ field: Field) -> UInt64 { values[field.rawValue] }

    @inline(__always)
    subscript(_ field: Field) -> UInt64? {
      isStated & Self.bit(field) == 0 ? nil : values[field.rawValue]
    }
  }

  /// Reads all counts of a record; returns what is wrong with the first that cannot be.
  ///
  /// - Parameters:
  ///   - counts: the plan's slots of counts.
  ///   - decimalComma: whether numbers may have a decimal comma.
  ///   - cachedAbovePrompt: what more cached than prompt tokens mean.
  @inline(__always)
  mutating func read(
    _ counts: Span<FieldSlots>, decimalComma: Bool,
    cachedAbovePrompt: CachedAbovePrompt, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) -> Fault? {
    var stated = Stated()
    for index in counts.indices {
      let slots = counts[index]
      guard let (range, _) = slots.first(in: fields) else { continue }
      guard let value = Self.count(range, decimalComma, text, unescaped) else {
        return Self.badNumber(
          slots.field,
          isAmbiguous: decimalComma
            && TextValue.isAmbiguous(range.isUnescaped ? unescaped : text, range.range))
      }
      stated.set(slots.field, value)
      if slots.combination != .first {
        guard let all = Self.combined(slots, decimalComma, text, unescaped, fields) else {
          return Self.badNumber(slots.field, isAmbiguous: false)
        }
        stated.set(slots.field, all)
      }
    }
    prompt = stated[.prompt]
    completion = stated[.completion]
    total = stated[.total]
    requests = stated[.requests]
    cached = stated.orZero(.cachedInside)
    var hasMoreInTotal = false
    if let total, prompt != nil || completion != nil {
      let own = (prompt ?? 0) + (completion ?? 0)
      guard total >= own else {
        return Fault(
          field: .total, code: .totalMismatch,
          message: "the total is smaller than prompt and completion tokens together")
      }
      hasMoreInTotal = total > own
    }
    // What is cached may be what the total has more.
    if !stated.isPlain || cached > 0 && (hasMoreInTotal || cached > prompt ?? cached) {
      if let fault = resolve(stated, cachedAbovePrompt) { return fault }
    }
    return faultOfSums()
  }

  @inline(__always)
  private static func count(
    _ range: FieldRange, _ decimalComma: Bool, _ text: Span<UInt8>, _ unescaped: Span<UInt8>
  ) -> UInt64? {
    guard range.kind != .yes, range.kind != .no else { return nil }
    return TextValue.count(
      range.isUnescaped ? unescaped : text, range.range,
      // JSON inside a column has a decimal point whatever delimits the columns.
      decimalComma: decimalComma && range.kind != .number)
  }

  /// All slots of a field together, or the largest of them; `nil` where one cannot be read.
  @inline(never)
  private static func combined(
    _ slots: FieldSlots, _ decimalComma: Bool, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) -> UInt64? {
    var result: UInt64 = 0
    for slot in slots.range where fields[slot].saysSomething {
      guard let value = count(fields[slot], decimalComma, text, unescaped) else { return nil }
      result = slots.combination == .sum ? result + value : max(result, value)
    }
    return result
  }

  /// Decides what is counted inside prompt and completion tokens and what beside them.
  @inline(never)
  private mutating func resolve(
    _ stated: Stated, _ cachedAbovePrompt: CachedAbovePrompt
  ) -> Fault? {
    var tokens = StatedTokens()
    (tokens.prompt, tokens.completion, tokens.total) = (prompt, completion, total)
    tokens.promptExtra = stated.orZero(.promptExtra)
    tokens.cached = (cached, stated.orZero(.cachedOutside))
    tokens.written = (stated.orZero(.cacheWriteInside), stated.orZero(.cacheWrite))
    tokens.reasoning = (stated.orZero(.reasoningInside), stated.orZero(.reasoningOutside))
    guard tokens.resolve(cachedAbovePrompt) else {
      return Fault(
        field: .cachedInside, code: .cachedExceedsPrompt,
        message: "more cached prompt tokens than prompt tokens")
    }
    (prompt, completion) = (tokens.prompt, tokens.completion)
    (cached, isCapped) = (tokens.cached.inside, tokens.isCapped)
    return nil
  }

  @inline(__always)
  private func faultOfSums() -> Fault? {
    let limit = UInt64(TokenUsage.maximumTokens)
    if prompt ?? 0 > limit || completion ?? 0 > limit {
      return Fault(
        field: prompt ?? 0 > limit ? .prompt : .completion, code: .badNumber,
        message: "more than 1000000000000 tokens")
    }
    if requests ?? 0 > UInt64(TokenUsage.maximumRequests) {
      return Fault(field: .requests, code: .badNumber, message: "more than 1000000000 requests")
    }
    return nil
  }

  @inline(never)
  private static func badNumber(_ field: Field, isAmbiguous: Bool) -> Fault {
    Fault(
      field: field, code: .badNumber,
      message: isAmbiguous
        ? """
        a point before three digits may separate thousands in a log delimited by semicolons; \
        write plain digits
        """
        : "expected a whole number from 0 to 1000000000000 in plain digits")
  }

  /// Prompt and completion tokens together, or the total where only that is known.
  @inline(__always)
  var tokens: UInt64 {
    prompt == nil && completion == nil ? total ?? 0 : (prompt ?? 0) + (completion ?? 0)
  }

  /// Whether the tool's total has tokens that its parts have not.
  @inline(__always)
  var isHiddenInTotal: Bool {
    guard let total, prompt != nil || completion != nil else { return false }
    return total > tokens
  }

  /// Whether anything of a usage has to be noted.
  @inline(__always)
  func isUnusual(_ usage: TokenUsage) -> Bool {
    isCapped || prompt == nil || completion == nil
      || usage.promptTokens > StatedTokens.largestPrompt
  }

  /// Notes what is unusual about a usage.
  @inline(never)
  func note(_ usage: TokenUsage, _ notes: inout RecordNotes) {
    if isCapped { notes.insert(.cachedCapped) }
    if prompt == nil, completion != nil { notes.insert(.promptMissing) }
    if completion == nil, prompt != nil { notes.insert(.completionMissing) }
    if usage.promptTokens / usage.requests > StatedTokens.largestPrompt {
      notes.insert(.aggregateSuspected)
    }
  }

  /// The number of requests for counting: 1 where the record does not say.
  var requestsOrOne: UInt64 { max(requests ?? 1, 1) }

  /// The usage, or `nil` where there is none.
  ///
  /// - Parameter totalIsEnough: whether a record that has only a total can be used.
  @inline(__always)
  func usage(totalIsEnough: Bool) -> TokenUsage? {
    if prompt == nil && completion == nil {
      guard totalIsEnough, let total else { return nil }
      return TokenUsage(
        promptTokens: Int(total), completionTokens: 0, requests: Int(requests ?? 1))
    }
    return TokenUsage(
      promptTokens: Int(prompt ?? 0), cachedPromptTokens: Int(cached),
      completionTokens: Int(completion ?? 0), requests: Int(requests ?? 1))
  }
}

extension TokenCounts {
  /// Reads all counts of a record by a plan; returns what is wrong with the first that cannot be.
  @inline(__always)
  mutating func read(
    _ plan: FieldPlan, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) -> Fault? {
    let counts = plan.counts
    return read(
      counts.span, decimalComma: plan.hasDecimalComma,
      cachedAbovePrompt: plan.cachedAbovePrompt, text, unescaped, fields)
  }
}
