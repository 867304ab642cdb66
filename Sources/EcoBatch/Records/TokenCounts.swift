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

  /// Why counts cannot be read.
  struct Fault {
    let field: Field
    let code: RejectCode
    let message: StaticString
  }

  /// Reads all counts of a record; returns what is wrong with the first that cannot be.
  @inline(__always)
  mutating func read(
    _ reader: borrowing RecordReader, _ text: Span<UInt8>, _ aside: Span<UInt8>,
    _ fields: Span<FieldRange>
  ) -> Fault? {
    var fault: Fault?
    @inline(__always)
    func count(_ field: Field) -> UInt64? {
      guard let (range, _) = reader.present(field, fields) else { return nil }
      let value =
        range.kind == .yes || range.kind == .no
        ? nil
        : TextValue.count(
          range.isAside ? aside : text, range.range, decimalComma: reader.hasDecimalComma)
      if value == nil, fault == nil {
        fault = Fault(
          field: field, code: .badNumber,
          message: "expected a whole number from 0 to 1000000000000 in plain digits")
      }
      return value
    }
    prompt = count(.prompt)
    completion = count(.completion)
    total = count(.total)
    var (cachedOutside, extra, reasoning): (UInt64, UInt64, UInt64) = (0, 0, 0)
    if reader.plan.hasSpecialCounts { requests = count(.requests) }
    let cachedInside = count(.cachedInside) ?? 0
    if reader.plan.hasSpecialCounts {
      cachedOutside = count(.cachedOutside) ?? 0
      extra = (count(.promptExtra) ?? 0) + (count(.cacheWrite) ?? 0)
      reasoning = count(.reasoningOutside) ?? 0
    }
    if let fault { return fault }

    if let own = prompt, cachedInside > own {
      return Fault(
        field: .cachedInside, code: .cachedExceedsPrompt,
        message: "more cached prompt tokens than prompt tokens")
    }
    if extra + cachedOutside > 0 { prompt = (prompt ?? 0) + extra + cachedOutside }
    cached = cachedInside + cachedOutside
    if reasoning > 0 { completion = (completion ?? 0) + reasoning }
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

  /// Prompt and completion tokens together, or the total where only that is known.
  var tokens: UInt64 {
    prompt == nil && completion == nil ? total ?? 0 : (prompt ?? 0) + (completion ?? 0)
  }

  /// Whether the tool's total has tokens that its parts have not.
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
