/// What coding agents keep and export.
extension LogFormats {
  static let agents = [
    LogFormat(
      name: "opencode", shapes: [.json], signature: ["modelID", "providerID", "tokens.cache"],
      fields: [
        .id: ["id"], .time: ["time.created"], .model: ["modelID"], .provider: ["providerID"],
        .prompt: ["tokens.input"], .cachedOutside: ["tokens.cache.read"],
        .cacheWrite: ["tokens.cache.write"], .completion: ["tokens.output"],
        .reasoningOutside: ["tokens.reasoning"], .total: ["tokens.total"],
      ]),
    LogFormat(
      name: "cursor", shapes: [.csv],
      signature: [
        "Input (w/ Cache Write)", "Input (w/o Cache Write)", "Cache Read", "Output Tokens",
      ],
      fields: [
        .time: ["Date"], .model: ["Model"], .prompt: ["Input (w/o Cache Write)"],
        .cachedOutside: ["Cache Read"], .cacheWrite: ["Input (w/ Cache Write)"],
        .completion: ["Output Tokens"], .total: ["Total Tokens"], .key: ["User"],
      ]),
    LogFormat(
      name: "gemini-cli", shapes: [.json], signature: ["sessionId", "projectHash", "messages[]"],
      recordPath: "messages[]",
      fields: [
        .id: ["messages[].id"], .time: ["messages[].timestamp"], .model: ["messages[].model"],
        .prompt: ["messages[].tokens.input"], .promptExtra: ["messages[].tokens.tool"],
        .cachedInside: ["messages[].tokens.cached"], .completion: ["messages[].tokens.output"],
        .reasoningOutside: ["messages[].tokens.thoughts"], .total: ["messages[].tokens.total"],
        .kind: ["messages[].type"],
      ], completionKinds: ["gemini"]),
    LogFormat(
      name: "copilot-billing", shapes: [.csv],
      signature: ["username", "model", "aic_quantity", "input", "output", "cache_read"],
      fields: [
        .time: ["date"], .model: ["model"], .prompt: ["input"], .cachedOutside: ["cache_read"],
        .cacheWrite: ["cache_write"], .completion: ["output"], .key: ["username"],
      ], isAggregate: true),
    LogFormat(
      name: "copilot-otel", shapes: [.json], signature: ["type=span", "attributes", "spanId"],
      fields: [
        .id: ["spanId"], .time: ["startTime[]"],
        .model: [flat("gen_ai.response.model"), flat("gen_ai.request.model")],
        .provider: [flat("gen_ai.provider.name")], .prompt: [flat("gen_ai.usage.input_tokens")],
        .cachedInside: [
          flat("gen_ai.usage.cache_read.input_tokens"),
          flat("gen_ai.usage.cache_read_input_tokens"),
        ], .completion: [flat("gen_ai.usage.output_tokens")],
        .kind: [flat("gen_ai.operation.name")],
      ], otherKinds: aroundCalls),
    LogFormat(
      name: "otel-logs", shapes: [.json], signature: ["resourceLogs"],
      recordPath: "resourceLogs[].scopeLogs[].logRecords[]",
      fields: [
        .id: [log("request_id")],
        .time: [LogFormat.Source(logs + ".timeUnixNano"), log("event.timestamp")],
        .model: [log("model")],
        .prompt: [log("input_tokens"), log("input_token_count")],
        .promptExtra: [log("tool_token_count")],
        .cachedInside: [log("cached_token_count"), log("cached_content_token_count")],
        .cachedOutside: [log("cache_read_tokens")], .cacheWrite: [log("cache_creation_tokens")],
        .completion: [log("output_tokens"), log("output_token_count")],
        .reasoningInside: [log("reasoning_token_count")],
        .reasoningOutside: [log("thoughts_token_count")], .total: [log("total_token_count")],
      ]),
  ]
}
