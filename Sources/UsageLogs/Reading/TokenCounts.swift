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

  /// The fields that are counts, in the order in which faults are looked for.
  static let fields: [Field] = [
    .prompt, .completion, .total, .requests, .cachedInside, .cachedOutside, .promptExtra,
    .cacheWrite, .reasoningOutside,
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
    private var values = InlineArray<17, UInt64>(repeating: 0)
    private var isStated: UInt32 = 0

    @inline(__always)
    mutating func set(_ field: Field, _ value: UInt64) {
      values[field.rawValue] = value
      isStated |= 1 << UInt32(field.rawValue)
    }

    @inline(__always)
    func orZero(_ field: Field) -> UInt64 { values[field.rawValue] }

    @inline(__always)
    subscript(_ field: Field) -> UInt64? {
      isStated & 1 << UInt32(field.rawValue) == 0 ? nil : values[field.rawValue]
    }
  }

  /// Reads all counts of a record; returns what is wrong with the first that cannot be.
  ///
  /// - Parameters:
  ///   - counts: the plan's slots of counts.
  ///   - decimalComma: whether numbers may have a decimal comma.
  @inline(__always)
  mutating func read(
    _ counts: Span<FieldSlots>, decimalComma: Bool, _ text: Span<UInt8>, _ unescaped: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) -> Fault? {
    var stated = Stated()
    for index in counts.indices {
      let slots = counts[index]
      guard let (range, _) = slots.first(in: fields) else { continue }
      guard range.kind != .yes, range.kind != .no,
        let value = TextValue.count(
          range.isUnescaped ? unescaped : text, range.range,
          // JSON inside a column has a decimal point whatever delimits the columns.
          decimalComma: decimalComma && range.kind != .number)
      else {
        return Self.badNumber(
          slots.field,
          isAmbiguous: decimalComma
            && TextValue.isAmbiguous(range.isUnescaped ? unescaped : text, range.range))
      }
      stated.set(slots.field, value)
    }
    prompt = stated[.prompt]
    completion = stated[.completion]
    total = stated[.total]
    requests = stated[.requests]
    let cachedInside = stated.orZero(.cachedInside)
    let cachedOutside = stated.orZero(.cachedOutside)
    if let own = prompt, cachedInside > own {
      return Fault(
        field: .cachedInside, code: .cachedExceedsPrompt,
        message: "more cached prompt tokens than prompt tokens")
    }
    let outside = stated.orZero(.promptExtra) + stated.orZero(.cacheWrite) + cachedOutside
    let reasoning = stated.orZero(.reasoningOutside)
    if outside > 0 { prompt = (prompt ?? 0) + outside }
    cached = cachedInside + cachedOutside
    if reasoning > 0 { completion = (completion ?? 0) + reasoning }
    return faultOfSums()
  }

  @inline(__always)
  private func faultOfSums() -> Fault? {
    if let total, prompt != nil || completion != nil, total < tokens {
      return Fault(
        field: .total, code: .totalMismatch,
        message: "the total is smaller than prompt and completion tokens together")
    }
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
