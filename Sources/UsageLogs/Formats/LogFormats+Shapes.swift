/// Shapes that several formats share.
extension LogFormats {
  static let openAIKinds: Set<String> = [
    "chat.completion", "chat.completion.chunk", "text_completion", "response",
  ]

  /// Operations and kinds of spans that hold calls, or are none.
  static let aroundCalls = [
    "agent", "tool", "chain", "retriev", "workflow", "task", "guardrail", "evaluat", "plan",
  ]

  /// A cache read that several members report is reported twice, and one of them may be 0.
  static let largestCache: [Field: FieldSlots.Combination] = [.cachedInside: .largest]

  /// The usage object of OpenAI's two interfaces, of Anthropic's, and of those who speak their shapes.
  static func usage(
    _ prefix: String, adding own: [Field: [LogFormat.Source]] = [:]
  ) -> [Field: [LogFormat.Source]] {
    func at(_ names: String...) -> [LogFormat.Source] {
      names.map { LogFormat.Source(prefix + $0) }
    }
    let usage: [Field: [LogFormat.Source]] = [
      .prompt: at("prompt_tokens", "input_tokens"),
      .cachedInside: at(
        "prompt_tokens_details.cached_tokens", "input_tokens_details.cached_tokens",
        "prompt_cache_hit_tokens", "cached_tokens"),
      .cachedOutside: at("cache_read_input_tokens"),
      .cacheWrite: at("cache_creation_input_tokens"),
      .completion: at("completion_tokens", "output_tokens"),
      .reasoningInside: at(
        "completion_tokens_details.reasoning_tokens", "output_tokens_details.reasoning_tokens"),
      .total: at("total_tokens"),
    ]
    return usage.merging(own) { $1 }
  }

  /// Answers of OpenAI, Anthropic and their kin, which logs mix: one reading for all of them.
  static let relatives: [Field: [LogFormat.Source]] = {
    var fields = usage(
      "usage.",
      adding: [
        .id: ["id"], .time: ["created", "created_at"], .model: ["model"],
        .region: ["usage.inference_geo"], .kind: ["object"],
      ])
    fields[.cachedInside]?.append("timings.cache_n")
    return fields
  }()

  static func openAIChat(
    adding own: [Field: [LogFormat.Source]] = [:]
  ) -> [Field: [LogFormat.Source]] {
    // Groq's streams have the usage in a member of its own.
    let groq = usage("x_groq.usage.")
    return usage("usage.").merging(groq) { $0 + $1 }
      .merging([.id: ["id"], .time: ["created"], .model: ["model"]].merging(own) { $1 }) { $1 }
  }

  static func anthropicMessage(_ prefix: String) -> [Field: [LogFormat.Source]] {
    func at(_ path: String) -> [LogFormat.Source] { [LogFormat.Source(prefix + path)] }
    return [
      .id: at("id"), .model: at("model"), .region: at("usage.inference_geo"),
      .prompt: at("usage.input_tokens"), .cachedOutside: at("usage.cache_read_input_tokens"),
      .cacheWrite: at("usage.cache_creation_input_tokens"),
      .completion: at("usage.output_tokens"),
    ]
  }

  static func gemini(_ prefix: String) -> [Field: [LogFormat.Source]] {
    func at(_ path: String) -> [LogFormat.Source] { [LogFormat.Source(prefix + path)] }
    return [
      .id: at("responseId"), .time: at("createTime"), .model: at("modelVersion"),
      .prompt: at("usageMetadata.promptTokenCount"),
      .promptExtra: at("usageMetadata.toolUsePromptTokenCount"),
      .cachedInside: at("usageMetadata.cachedContentTokenCount"),
      .completion: at("usageMetadata.candidatesTokenCount"),
      .reasoningOutside: at("usageMetadata.thoughtsTokenCount"),
      .total: at("usageMetadata.totalTokenCount"),
    ]
  }

  /// Langfuse keeps whatever keys its integrations send: all that start with `input` or `output` are
  /// parts beside these two, unless the total says that they are inside.
  static func langfuse(
    _ prefix: String, _ usage: String
  ) -> [Field: [LogFormat.Source]] {
    func at(_ names: String...) -> [LogFormat.Source] {
      names.map { LogFormat.Source(usage + $0) }
    }
    func own(_ name: String) -> [LogFormat.Source] { [LogFormat.Source(prefix + name)] }
    return [
      .id: own("id"), .time: own("startTime"), .model: own("model"), .kind: own("type"),
      .prompt: at("input", "prompt_tokens", "input_tokens"),
      .promptExtra: at("input_audio", "input_audio_tokens", "input_text", "input_image"),
      .cachedOutside: at(
        "input_cached_tokens", "cache_read_input_tokens", "input_cache_read",
        "input_cache_read_tokens", "input_cached"),
      .cacheWrite: at(
        "cache_creation_input_tokens", "input_cache_creation", "input_cache_write",
        "input_cache_creation_tokens"),
      .completion: at("output", "completion_tokens", "output_tokens"),
      .reasoningOutside: at(
        "output_reasoning_tokens", "output_reasoning", "output_audio", "output_audio_tokens"),
      .total: at("total", "total_tokens"),
    ]
  }

  static let langfuseParts: [Field: FieldSlots.Combination] = [
    .promptExtra: .sum, .cachedOutside: .largest, .cacheWrite: .largest, .reasoningOutside: .sum,
  ]

  static func cloudflare(_ prefix: String) -> [Field: [LogFormat.Source]] {
    func at(_ path: String) -> [LogFormat.Source] { [LogFormat.Source(prefix + path)] }
    return [
      .id: at("id"), .time: at("created_at"), .model: at("model"), .provider: at("provider"),
      .prompt: at("tokens_in"), .completion: at("tokens_out"), .replay: at("cached"),
      .kind: at("model_type"),
    ]
  }

  static func bedrock(_ prefix: String) -> [Field: [LogFormat.Source]] {
    func at(_ names: String...) -> [LogFormat.Source] {
      names.map { LogFormat.Source(prefix + $0) }
    }
    return [
      .id: at("requestId"), .time: at("timestamp"), .model: at("modelId"),
      .region: at("inferenceRegion", "region"), .prompt: at("input.inputTokenCount"),
      .cachedOutside: at("input.cacheReadInputTokenCount"),
      .cacheWrite: at("input.cacheWriteInputTokenCount"),
      .completion: at("output.outputTokenCount"),
    ]
  }

  static let spans = "resourceSpans[].scopeSpans[].spans[]"
  static let logs = "resourceLogs[].scopeLogs[].logRecords[]"

  static func span(_ attribute: String) -> LogFormat.Source {
    LogFormat.Source("\(spans).attributes{\(attribute)}")
  }

  static func log(_ attribute: String) -> LogFormat.Source {
    LogFormat.Source("\(logs).attributes{\(attribute)}")
  }

  /// An attribute whose key has dots, in an object.
  static func flat(_ attribute: String) -> LogFormat.Source {
    LogFormat.Source("attributes.\"\(attribute)\"")
  }
}
