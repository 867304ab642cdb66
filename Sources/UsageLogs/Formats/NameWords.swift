/// The words of a name, whatever parts them: `promptTokenCount`, `Prompt Tokens` and `prompt_tokens`
/// say the same.
struct NameWords {
  let words: [String]

  init(_ name: some StringProtocol) {
    var words: [String] = []
    var word = ""
    var wasLower = false
    for scalar in name.unicodeScalars {
      let isUpper = ("A"..."Z").contains(scalar)
      let isLetter = isUpper || ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
      if !word.isEmpty, !isLetter || isUpper && wasLower {
        words.append(word)
        word = ""
      }
      if isLetter { word += isUpper ? String(scalar).lowercased() : String(scalar) }
      wasLower = isLetter && !isUpper
    }
    self.words = word.isEmpty ? words : words + [word]
  }

  /// The words without anything between them.
  var joined: String { words.joined() }

  /// Words that say nothing of what is counted.
  private static let fillers: Set<String> = [
    "token", "tokens", "count", "counts", "num", "number", "n", "nb", "no", "of", "usage", "used",
    "llm", "ai", "gen", "genai", "attributes", "details", "detail", "metadata",
  ]

  private static let prompts: Set<String> = ["prompt", "input", "in"]
  private static let completions: Set<String> = [
    "completion", "output", "out", "generated", "candidates",
  ]
  /// Words of counts that go on from record to record.
  private static let running: Set<String> = ["accumulated", "cumulative", "cumulated", "lifetime"]

  /// Whether it says that something is added up over records.
  var isRunning: Bool { !Self.running.isDisjoint(with: words) }

  /// The tokens that a name counts; `nil` where it counts none, or none that are known.
  ///
  /// - Parameter isUsage: whether it stands among token counts, so that it need not say tokens.
  func count(isUsage: Bool) -> Field? {
    guard isUsage || words.contains("token") || words.contains("tokens") else { return nil }
    // The usage of a response is no response.
    let isOfResponse = words.starts(with: ["response", "usage"])
    let rest = Set(isOfResponse ? words[2...] : words[...]).subtracting(Self.fillers)
    let own = rest.subtracting(Self.prompts).subtracting(Self.completions)
    let isPrompt = !rest.isDisjoint(with: Self.prompts)
    let isCompletion = !rest.isDisjoint(with: Self.completions)
    let isDetail = words.contains("details") || words.contains("detail")
    guard !(isPrompt && isCompletion) else { return nil }
    switch own {
    case []: return isPrompt ? .prompt : isCompletion ? .completion : nil
    case ["total"]: return isPrompt ? .prompt : isCompletion ? .completion : .total
    // As OpenAI counts, and as Anthropic does; a total may say otherwise.
    case ["cached"], ["cache", "hit"], ["cached", "content"]:
      return isCompletion ? nil : .cachedInside
    // A detail of prompt tokens is among them.
    case ["cache", "read"]:
      return isCompletion ? nil : isPrompt && isDetail ? .cachedInside : .cachedOutside
    case ["cache", "write"], ["cache", "creation"]:
      return isCompletion ? nil : isPrompt && isDetail ? .cacheWriteInside : .cacheWrite
    case ["reasoning"], ["thinking"]: return isPrompt ? nil : .reasoningInside
    // Google's word, who counts them beside what was answered.
    case ["thoughts"]: return isPrompt ? nil : .reasoningOutside
    default: return nil
    }
  }

  /// The unit of the energy that a name is of; `nil` for any other name, and for what eco-calc itself
  /// has written.
  var energy: EnergyUnit? {
    guard words.contains("energy"), words.first != "eco" else { return nil }
    return switch words.last {
    case "j", "joule", "joules": .joules
    case "mj", "millijoules": .millijoules
    case "wh": .wattHours
    case "kwh": .kilowattHours
    default: nil
    }
  }

  /// What names mean that are no counts of tokens, the most trusted first.
  private static let others: [(field: Field, names: [String])] = [
    (
      .model,
      [
        "response model", "resolved model", "model", "model name", "model id", "model version",
        "model slug", "model permaslug", "request model", "requested model",
      ]
    ),
    (
      .time,
      [
        "timestamp", "time", "created", "created at", "start time", "started at", "date time",
        "datetime", "request time", "event time", "date", "day", "ts", "usage date", "when",
      ]
    ),
    (.id, ["id", "request id", "generation id", "response id", "call id"]),
    (.region, ["region", "cloud region"]),
    (.provider, ["provider", "provider name", "model provider"]),
    (
      .requests,
      [
        "requests", "request count", "num requests", "num model requests", "api requests",
        "number of requests", "no of requests", "n requests", "requests count", "total requests",
        "successful requests", "calls", "call count", "num calls", "number of calls", "n calls",
        "total calls", "api calls", "invocations", "invocation count", "num invocations",
        "number of invocations", "total invocations",
      ]
    ),
  ]

  /// Whether a column counts the rows that a query has added up.
  var isRowCount: Bool {
    [["count"], ["cnt"], ["n"], ["count", "star"], ["f0"]].contains(words)
  }

  /// The field that a name is, and how much it is to be trusted, 0 most; `nil` for any other name.
  var field: (field: Field, rank: Int)? {
    let name = words.drop { ["attributes", "gen", "ai", "genai", "llm"].contains($0) }
      .joined(separator: " ")
    for (field, names) in Self.others {
      if let rank = names.firstIndex(of: name) { return (field, rank) }
    }
    return nil
  }
}
