/// The spellings under which one model id is looked up in edition 2026-11; later ones have `IDRules`.
///
/// Gateways, clouds and routers decorate a model's id with where it came from and how it was served.
/// The decorations that are taken off are listed here and nowhere else; nothing is ever matched
/// because it looks similar.
package enum ModelID {
  /// One way to write an id, and what was done to the id as given to get there.
  package struct Form: Hashable, Sendable {
    package let text: String
    package let steps: [String]
  }

  /// Calls `visit` with each form of an id, the plainest first, until one is accepted.
  ///
  /// Prefixes come off one at a time from the left, and at each stage suffixes one at a time from
  /// the right.
  package static func firstForm<Found>(
    of id: String, where visit: (Form) -> Found?
  ) -> (Form, Found)? {
    let start = Spelling.folded(id)
    var steps = start == id ? [] : ["trim and fold case: \(start)"]
    var stem = start
    while true {
      var form = Form(text: stem, steps: steps)
      while true {
        if let found = visit(form) { return (form, found) }
        guard let shorter = droppingSuffix(form.text) else { break }
        form = Form(text: shorter, steps: form.steps + ["drop suffix: \(shorter)"])
      }
      guard let shorter = droppingPrefix(stem) else { return nil }
      steps.append("drop prefix: \(shorter)")
      stem = shorter
    }
  }

  /// The id without one listed suffix, or `nil` when it has none.
  private static func droppingSuffix(_ id: String) -> String? {
    let bytes = Array(id.utf8)
    let variant = variants.first { bytes.suffix($0.utf8.count).elementsEqual($0.utf8) }
    guard let length = variant?.utf8.count ?? versionOrDateLength(bytes), length < bytes.count
    else { return nil }
    return String(Substring(id.utf8.dropLast(length)))
  }

  /// What a route is called, after the model.
  private static let variants = [":free", ":nitro", ":beta", ":online", ":floor", ":extended"]

  /// The length of a trailing `-v1:0`, `@20240620`, `-20240620` or `-2024-07-18`.
  private static func versionOrDateLength(_ id: [UInt8]) -> Int? {
    if let colon = id.lastIndex(of: UInt8(ascii: ":")), areDigits(id[(colon + 1)...]),
      let v = id[..<colon].lastIndex(of: UInt8(ascii: "v")), areDigits(id[(v + 1)..<colon]),
      v > 0, id[v - 1] == UInt8(ascii: "-")
    {
      return id.count - v + 1
    }
    for pattern in ["@dddddddd", "-dddddddd", "-dddd-dd-dd"]
    where matches(id.suffix(pattern.utf8.count), pattern) {
      return pattern.utf8.count
    }
    return nil
  }

  private static func areDigits(_ bytes: ArraySlice<UInt8>) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func matches(_ bytes: ArraySlice<UInt8>, _ pattern: String) -> Bool {
    bytes.count == pattern.utf8.count
      && zip(bytes, pattern.utf8).allSatisfy { byte, expected in
        expected == UInt8(ascii: "d") ? (0x30...0x39).contains(byte) : byte == expected
      }
  }

  /// The id without its first listed prefix, or `nil` when it has none.
  private static func droppingPrefix(_ id: String) -> String? {
    let parts = id.utf8.split(
      separator: UInt8(ascii: "/"), maxSplits: 3, omittingEmptySubsequences: false
    ).map { Substring($0) }
    if parts.count == 4, parts[0] == "publishers", !parts[1].isEmpty, parts[2] == "models" {
      return String(parts[3])
    }
    if parts.count > 1, providers.contains(String(parts[0])) {
      return String(Substring(id.utf8.dropFirst(parts[0].utf8.count + 1)))
    }
    return dottedPrefixes.first { id.utf8.starts(with: $0.utf8) }
      .map { String(Substring(id.utf8.dropFirst($0.utf8.count))) }
  }

  /// Routing areas and makers in the ids of Amazon Bedrock. None is the beginning of another.
  private static let dottedPrefixes = [
    "us.", "eu.", "apac.", "global.",
    "ai21.", "amazon.", "anthropic.", "cohere.", "deepseek.", "meta.", "mistral.", "openai.",
    "qwen.",
  ]

  /// Makers, clouds and routers that stand before a slash. Another name there is not taken off:
  /// whose model it is would be a guess.
  private static let providers: Set<String> = [
    "anthropic", "azure", "azure_ai", "bedrock", "bedrock_converse", "cerebras", "cohere",
    "converse", "databricks", "deepinfra", "deepseek", "deepseek-ai", "fireworks", "fireworks_ai",
    "gemini", "google", "groq", "hosted_vllm", "huggingface", "meta", "meta-llama", "mistral",
    "mistralai", "models", "novita", "nvidia", "ollama", "openai", "openrouter", "perplexity",
    "qwen", "replicate", "sambanova", "together", "together_ai", "vertex", "vertex_ai", "x-ai",
    "xai",
  ]
}
