internal import EcoAudit
internal import EcoModel
internal import PlainText
internal import SystemFiles
internal import UsageLogs

/// `eco-calc explain`: one figure, derived step by step.
struct ExplainCommand {
  static let specs: [OptionSpec] =
    [
      OptionSpec(name: "model", value: "ID", help: "the model that answered"),
      OptionSpec(name: "provider", value: "NAME", help: "who served it"),
      OptionSpec(name: "region", value: "NAME", help: "where; or a country's ISO code"),
      OptionSpec(
        name: "prompt-tokens", value: "N", help: "all prompt tokens, cached ones included"),
      OptionSpec(name: "cached-tokens", value: "N", help: "those of them that came from a cache"),
      OptionSpec(name: "completion-tokens", value: "N", help: "all tokens generated"),
      OptionSpec(name: "requests", value: "N", help: "how many requests the counts are sums of"),
      OptionSpec(name: "at", value: "DATE", help: "2024, 2024-04-26, or a time as logs write it"),
    ] + ServingArguments.specs + [
      OptionSpec(name: "steps", help: "every step in exact numbers, with the source of each"),
      OptionSpec(
        name: "against", value: "WHAT",
        help: "what if: \(WhatIfArguments.forms)"),
      OptionSpec(name: "compare", help: "add other methods and measurements, side by side"),
      OptionSpec(name: "json", help: "for machines: every line as an expression and its value"),
      .from, .map, .assume, .measuredUnknown, .methodology, .data, .color, .blockSize, .help,
    ]

  private let typed: TypedArguments
  private let reading: ReadingOptions
  private let estimator: EcoEstimator
  private let whatIf: WhatIf

  static func run(_ typed: TypedArguments) async throws -> ExitCode {
    let command = try ExplainCommand(typed)
    let request =
      try await typed.operands.isEmpty ? command.statedRequest() : command.loggedRequest()
    return try command.explain(request)
  }

  private init(_ typed: TypedArguments) throws {
    self.typed = typed
    reading = try ReadingArguments.options(typed)
    estimator = try EcoEstimator(
      tables: Tables.load(typed.last("data"), for: reading.methodology),
      methodology: reading.methodology)
    try ServingArguments.check(reading.assumptions, estimator)
    var whatIf = WhatIf()
    for text in typed.all("against") where try !WhatIfArguments.add(text, to: &whatIf) {
      throw UsageError("--against \(text): expected \(WhatIfArguments.forms)")
    }
    try whatIf.check(in: estimator)
    self.whatIf = whatIf
  }

  private static let requestOptions = [
    "model", "provider", "region", "prompt-tokens", "cached-tokens", "completion-tokens",
    "requests", "at", "concurrency", "gpu-seconds", "accelerator", "accelerator-wh",
  ]

  private func explain(_ request: ExplainRequest) throws -> ExitCode {
    let rate: Rate
    let usage: TokenUsage
    switch request.resolve(estimator) {
    case .failure(let reason):
      let remedy = Remedy(reason, request, estimator)
      try OutputFile.write(
        typed.has("json")
          ? remedy.json(request, estimator).text : remedy.text(request, estimator), to: nil)
      return .success
    case .success(let found): (rate, usage) = found
    }
    let explanation = Explanation(rate, usage, serving: request.serving)
    let comparison =
      typed.has("compare")
      ? try Comparison(request, explanation, tables: estimator.tables) : nil
    let alternative =
      whatIf.isEmpty ? nil : Alternative(request, explanation, whatIf, estimator)
    try OutputFile.write(
      typed.has("json")
        ? explanation.json(request, compare: comparison, against: alternative).text
        : (typed.has("steps") ? explanation.steps(request) : explanation.answer(request))
          + (alternative?.text ?? "") + (comparison?.text ?? ""), to: nil)
    return explanation.disagreements.isEmpty ? .success : .difference
  }

  /// The record of a log that the operands name.
  private func loggedRequest() async throws -> ExplainRequest {
    guard typed.operands.count == 2 else {
      throw UsageError("explain takes a log and the id of one of its records: explain FILE ID")
    }
    if let option = Self.requestOptions.first(where: typed.has) {
      throw UsageError("--\(option) is for a request without a log; the record says it")
    }
    let (path, id) = (typed.operands[0], typed.operands[1])
    let found = try await RecordFinder(reading, estimator: estimator, path: path, id: id).find()
    guard let found else { throw NoRecord(path: path, id: id) }
    return found
  }

  /// The request that the options state.
  private func statedRequest() throws(UsageError) -> ExplainRequest {
    var request = ExplainRequest()
    guard let model = typed.last("model") ?? reading.assumptions.model else {
      throw UsageError("--model is missing; see eco-calc explain --help")
    }
    request.model = model
    request.provider = typed.last("provider")
    request.region = typed.last("region")
    request.assumptions = reading.assumptions
    request.serving = try ServingArguments.serving(typed, reading.assumptions, estimator)
    request.promptTokens = try typed.number("prompt-tokens", 0...TokenUsage.maximumTokens)
    request.completionTokens = try typed.number("completion-tokens", 0...TokenUsage.maximumTokens)
    request.cachedTokens = try typed.number("cached-tokens", 0...TokenUsage.maximumTokens) ?? 0
    request.requests = try typed.number("requests", 1...TokenUsage.maximumRequests) ?? 1
    guard request.cachedTokens <= request.promptTokens ?? 0 else {
      throw UsageError("--cached-tokens \(request.cachedTokens): more than --prompt-tokens")
    }
    if let text = typed.last("at") {
      guard let date = RequestDate(text: text) else {
        throw UsageError("--at \(text): expected 2024, 2024-04-26 or an ISO 8601 time")
      }
      request.date = date
    }
    return request
  }
}

/// A log without the record that was asked for.
struct NoRecord: Fault {
  let path: String
  let id: String

  var family: FaultFamily { .result }
  var description: String { "\(path): no record has the id \(id); #1 is the first record" }
}
