internal import EcoModel

/// `eco-calc explain`: one figure, derived step by step.
struct ExplainCommand {
  static let specs: [OptionSpec] = [
    OptionSpec(name: "model", value: "ID", help: "the model that answered"),
    OptionSpec(name: "provider", value: "NAME", help: "who served it"),
    OptionSpec(name: "region", value: "NAME", help: "where; or a country's ISO code"),
    OptionSpec(name: "prompt-tokens", value: "N", help: "all prompt tokens, cached ones included"),
    OptionSpec(name: "cached-tokens", value: "N", help: "those of them that came from a cache"),
    OptionSpec(name: "completion-tokens", value: "N", help: "all tokens generated"),
    OptionSpec(name: "requests", value: "N", help: "how many requests the counts are sums of"),
    OptionSpec(name: "at", value: "DATE", help: "2024, 2024-04-26, or a time as logs write it"),
    OptionSpec(name: "compare", help: "add other methods and measurements, side by side"),
    OptionSpec(name: "json", help: "for machines: every line as an expression and its value"),
    OptionSpec(name: "from", short: "f", value: "NAME", help: "FILE: its log format"),
    OptionSpec(name: "map", value: "FIELD=COLUMN", help: "FILE: where a field is"),
    OptionSpec(
      name: "assume", value: "FIELD=VALUE", help: "region, provider or model, where it is missing"),
    OptionSpec(name: "methodology", short: "m", value: "ID", help: "default: the newest"),
    OptionSpec(name: "data", value: "DIR", help: "your own tables"),
    OptionSpec(name: "color", value: "WHEN", help: ""),
    OptionSpec(name: "help", short: "h", help: "this page"),
  ]

  static let help = """
    eco-calc explain: one figure derived step by step, every input with its source

    usage: eco-calc explain --model ID --region NAME --prompt-tokens N --completion-tokens N
           eco-calc explain FILE ID      one record of a log; #3 is the third record

    \(Help.lines(specs))

    Each line can be redone with a pocket calculator. A request without a figure gets the reason, and
    what would supply it. Exit: 0 explained, 1 the steps and calc disagree, or no such record,
    2 usage, 3 files, 4 data.

    """

  let typed: TypedArguments

  init(_ words: [String]) throws(UsageError) { typed = try TypedArguments(words, Self.specs) }

  func run() async throws -> ExitCode {
    if typed.has("help") { return try EcoCalc.say(Self.help) }
    let plan = try CalcArguments.plan(typed, command: [])
    let isLog = !typed.operands.isEmpty
    var request = isLog ? nil : try self.request(plan)
    if isLog {
      guard typed.operands.count == 2 else {
        throw UsageError("explain takes a log and the id of one of its records: explain FILE ID")
      }
      if let option = Self.requestOptions.first(where: typed.has) {
        throw UsageError("--\(option) is for a request without a log; the record says it")
      }
    }
    let estimator = try EcoEstimator(
      tables: Tables.load(plan.dataDirectory), methodology: plan.methodology)
    if isLog {
      let id = typed.operands[1]
      request = try await RecordFinder(
        plan: plan, estimator: estimator, path: typed.operands[0], id: id
      ).find()
      guard request != nil else { throw NoRecord(path: typed.operands[0], id: id) }
    }
    guard let request else { return .usage }
    return try explain(request, estimator)
  }

  private static let requestOptions = [
    "model", "provider", "region", "prompt-tokens", "cached-tokens", "completion-tokens",
    "requests", "at",
  ]

  private func explain(
    _ request: ExplainRequest, _ estimator: EcoEstimator
  ) throws -> ExitCode {
    let rate: Rate
    let usage: TokenUsage
    switch request.resolve(estimator) {
    case .failure(let reason):
      let remedy = Remedy(reason, request, estimator)
      return try EcoCalc.say(
        typed.has("json")
          ? remedy.json(request, estimator).text : remedy.text(request, estimator))
    case .success(let found): (rate, usage) = found
    }
    let explanation = Explanation(rate, usage)
    let comparison =
      typed.has("compare")
      ? try Comparison(request, explanation, tables: estimator.tables) : nil
    _ = try EcoCalc.say(
      typed.has("json")
        ? explanation.json(request, compare: comparison).text
        : explanation.text(request) + (comparison?.text ?? ""))
    return explanation.disagreements.isEmpty ? .success : .difference
  }

  /// The request that the options state.
  private func request(_ plan: RunPlan) throws(UsageError) -> ExplainRequest {
    var request = ExplainRequest()
    guard let model = typed.last("model") ?? plan.assumptions.model else {
      throw UsageError("--model is missing; see eco-calc explain --help")
    }
    request.model = model
    request.provider = typed.last("provider")
    request.region = typed.last("region")
    request.assumptions = plan.assumptions
    request.promptTokens = try count("prompt-tokens", 0...TokenUsage.maximumTokens)
    request.completionTokens = try count("completion-tokens", 0...TokenUsage.maximumTokens)
    request.cachedTokens = try count("cached-tokens", 0...TokenUsage.maximumTokens) ?? 0
    request.requests = try count("requests", 1...TokenUsage.maximumRequests) ?? 1
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

  private func count(_ option: String, _ range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = typed.last(option) else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw UsageError(
        "--\(option) \(text): expected a whole number from \(range.lowerBound) to"
          + " \(range.upperBound)")
    }
    return value
  }
}

/// A log without the record that was asked for.
struct NoRecord: Error, CustomStringConvertible {
  let path: String
  let id: String

  var description: String { "\(path): no record has the id \(id); #1 is the first record" }
}
