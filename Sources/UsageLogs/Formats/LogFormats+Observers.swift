/// Observability.
extension LogFormats {
  static let observers = [
    LogFormat(
      name: "langfuse", shapes: [.json], signature: ["data[].usageDetails"],
      recordPath: "data[]", fields: langfuse("data[].", "data[].usageDetails."),
      completionKinds: ["GENERATION"], combining: langfuseParts),
    LogFormat(
      name: "langfuse-ui", shapes: [.json], signature: ["traceId", "usageDetails"],
      fields: langfuse("", "usageDetails."), completionKinds: ["GENERATION"],
      combining: langfuseParts),
    LogFormat(
      name: "langfuse-ui", shapes: [.csv], signature: ["traceId", "usageDetails", "model"],
      fields: langfuse("", "usageDetails|"), completionKinds: ["GENERATION"],
      combining: langfuseParts),
    LogFormat(
      name: "langfuse-export", shapes: [.json],
      signature: ["usage_details", "provided_model_name"],
      fields: langfuse("", "usage_details.").merging([
        .time: ["start_time"], .model: ["provided_model_name"],
      ]) { $1 }, completionKinds: ["GENERATION"], combining: langfuseParts),
    LogFormat(
      name: "helicone", shapes: [.csv, .json], signature: ["request_model", "response_model"],
      fields: [
        .id: ["request_id"], .time: ["request_created_at"],
        .model: ["response_model", "model_override", "request_model"], .provider: ["provider"],
        .prompt: ["prompt_tokens"], .cachedInside: ["prompt_cache_read_tokens"],
        .cacheWriteInside: ["prompt_cache_write_tokens"],
        .completion: ["completion_tokens"], .total: ["total_tokens"], .kind: ["request_path"],
      ]),
    LogFormat(
      name: "langsmith", shapes: [.json], signature: ["run_type", "start_time", "extra"],
      fields: [
        .id: ["id"], .time: ["start_time"],
        .model: [
          "extra.metadata.ls_model_name", "extra.invocation_params.model",
          "extra.invocation_params.model_name",
        ],
        .provider: ["extra.metadata.ls_provider"],
        .prompt: ["prompt_tokens", "outputs.llm_output.token_usage.prompt_tokens"],
        .cachedInside: ["prompt_token_details.cache_read"],
        .completion: ["completion_tokens", "outputs.llm_output.token_usage.completion_tokens"],
        .total: ["total_tokens", "outputs.llm_output.token_usage.total_tokens"],
        .kind: ["run_type"],
      ], completionKinds: ["llm"]),
    LogFormat(
      name: "otel", shapes: [.json], signature: ["resourceSpans"],
      recordPath: "resourceSpans[].scopeSpans[].spans[]",
      fields: [
        .id: [span("gen_ai.response.id"), LogFormat.Source(spans + ".spanId")],
        .time: [LogFormat.Source(spans + ".startTimeUnixNano")],
        .model: [
          span("gen_ai.response.model"), span("gen_ai.request.model"), span("llm.model_name"),
        ],
        .provider: [span("gen_ai.provider.name"), span("gen_ai.system"), span("llm.provider")],
        .prompt: [
          span("gen_ai.usage.input_tokens"), span("gen_ai.usage.prompt_tokens"),
          span("llm.token_count.prompt"), span("input_tokens"),
        ],
        .cachedInside: [
          span("gen_ai.usage.cache_read.input_tokens"),
          span("gen_ai.usage.cache_read_input_tokens"), span("gen_ai.usage.cache_read_tokens"),
          span("gen_ai.usage.details.cache_read_tokens"),
          span("gen_ai.usage.details.cache_read_input_tokens"), span("ai.usage.cachedInputTokens"),
          span("llm.usage.cache_read_input_tokens"),
          span("llm.token_count.prompt_details.cache_read"),
        ],
        .cacheWriteInside: [
          span("gen_ai.usage.cache_creation.input_tokens"),
          span("gen_ai.usage.cache_creation_input_tokens"),
          span("gen_ai.usage.details.cache_write_tokens"),
          span("llm.token_count.prompt_details.cache_write"),
        ],
        // Claude Code's own spans count as its maker does.
        .cachedOutside: [span("cache_read_tokens")], .cacheWrite: [span("cache_creation_tokens")],
        .completion: [
          span("gen_ai.usage.output_tokens"), span("gen_ai.usage.completion_tokens"),
          span("llm.token_count.completion"), span("output_tokens"),
        ],
        .reasoningInside: [
          span("gen_ai.usage.reasoning.output_tokens"), span("gen_ai.usage.reasoning_tokens"),
          span("llm.token_count.completion_details.reasoning"),
        ],
        .total: [
          span("gen_ai.usage.total_tokens"), span("llm.usage.total_tokens"),
          span("llm.token_count.total"),
        ],
        .kind: [span("gen_ai.operation.name"), span("openinference.span.kind")],
      ], otherKinds: aroundCalls, combining: largestCache),
  ]
}
