internal import EcoModel

/// The log formats that are detected. Adding one is one entry here and one sample with its expected
/// figures in the tests. Longer than other files: it is one table.
package enum LogFormats {
  package static let all: [LogFormat] = gateways + makers + routers + observers + clouds + local

  /// The formats of a name, one for each way in which it is written.
  package static func named(_ name: String) -> [LogFormat] { all.filter { $0.name == name } }

  /// All names, sorted.
  package static let names = Set(all.map(\.name)).sorted()

  // MARK: The gateway's own

  private static let gateways = [
    LogFormat(
      name: "gateway", shapes: [.csv, .json], signature: ["resolved_model"],
      fields: [
        .id: ["generation_id"], .time: ["created_at"], .model: ["resolved_model"],
        .provider: ["provider"], .region: ["region"], .prompt: ["prompt_tokens"],
        .completion: ["completion_tokens"], .total: ["total_tokens"],
        .cachedInside: ["cached_tokens"], .key: ["key_id"],
      ]),
    LogFormat(
      name: "gateway-response", shapes: [.json],
      signature: ["object=chat.completion", "lowrouter"],
      fields: openAIChat(
        adding: [
          .id: ["lowrouter.generation_id", "id"], .provider: ["lowrouter.provider"],
          .region: ["lowrouter.region"],
        ])),
    LogFormat(
      name: "gateway-stream", shapes: [.events],
      signature: ["object=chat.completion.chunk", "lowrouter"],
      fields: openAIChat(
        adding: [
          .id: ["lowrouter.generation_id", "id"], .provider: ["lowrouter.provider"],
          .region: ["lowrouter.region"],
        ])),
  ]

  // MARK: What the makers of models answer and export

  private static let makers = [
    LogFormat(
      name: "openai", shapes: [.json], signature: ["object=chat.completion"],
      fields: openAIChat()),
    LogFormat(
      name: "openai-stream", shapes: [.events], signature: ["object=chat.completion.chunk"],
      fields: openAIChat()),
    LogFormat(
      name: "openai-batch", shapes: [.json], signature: ["custom_id", "response", "error"],
      fields: [
        .id: ["response.body.id", "id"],
        .time: ["response.body.created", "response.body.created_at"],
        .model: ["response.body.model"],
        .prompt: ["response.body.usage.prompt_tokens", "response.body.usage.input_tokens"],
        .cachedInside: [
          "response.body.usage.prompt_tokens_details.cached_tokens",
          "response.body.usage.input_tokens_details.cached_tokens",
        ],
        .completion: [
          "response.body.usage.completion_tokens", "response.body.usage.output_tokens",
        ],
        .total: ["response.body.usage.total_tokens"], .kind: ["response.body.object"],
      ], completionKinds: openAIKinds),
    LogFormat(
      name: "openai-responses", shapes: [.json], signature: ["object=response", "usage"],
      fields: [
        .id: ["id"], .time: ["created_at"], .model: ["model"], .prompt: ["usage.input_tokens"],
        .cachedInside: ["usage.input_tokens_details.cached_tokens"],
        .completion: ["usage.output_tokens"], .total: ["usage.total_tokens"],
      ]),
    LogFormat(
      name: "openai-embeddings", shapes: [.json], signature: ["object=list", "model", "usage"],
      fields: [
        .model: ["model"], .prompt: ["usage.prompt_tokens"], .total: ["usage.total_tokens"],
        .kind: ["object"],
      ], completionKinds: []),
    LogFormat(
      name: "openai-usage", shapes: [.json], signature: ["object=page", "data[].object=bucket"],
      recordPath: "data[].results[]",
      fields: [
        .time: ["data[].start_time"], .model: ["data[].results[].model"],
        .prompt: ["data[].results[].input_tokens"],
        .cachedInside: ["data[].results[].input_cached_tokens"],
        .completion: ["data[].results[].output_tokens"],
        .requests: ["data[].results[].num_model_requests"],
        .key: ["data[].results[].api_key_id"],
      ], isAggregate: true),
    LogFormat(
      name: "openai-usage", shapes: [.csv],
      signature: ["num_model_requests", "input_tokens", "output_tokens", "start_time"],
      fields: [
        .time: ["start_time"], .model: ["model"], .prompt: ["input_tokens"],
        .cachedInside: ["input_cached_tokens"], .completion: ["output_tokens"],
        .requests: ["num_model_requests"], .key: ["api_key_id"],
      ], isAggregate: true),
    LogFormat(
      name: "anthropic", shapes: [.json], signature: ["type=message", "usage"],
      fields: anthropicMessage("")),
    LogFormat(
      name: "anthropic-batch", shapes: [.json], signature: ["custom_id", "result"],
      fields: anthropicMessage("result.message.")),
    LogFormat(
      name: "anthropic-stream", shapes: [.events], signature: ["type=message_start", "message"],
      fields: anthropicMessage("message.").merging([
        .prompt: ["usage.input_tokens", "message.usage.input_tokens"],
        .cachedOutside: [
          "usage.cache_read_input_tokens", "message.usage.cache_read_input_tokens",
        ],
        .cacheWrite: [
          "usage.cache_creation_input_tokens", "message.usage.cache_creation_input_tokens",
        ],
        .completion: ["usage.output_tokens", "message.usage.output_tokens"],
      ]) { $1 }),
    LogFormat(
      name: "claude-code", shapes: [.json],
      signature: ["type=assistant", "message", "requestId", "sessionId"],
      fields: anthropicMessage("message.").merging([
        .id: ["requestId"], .time: ["timestamp"], .kind: ["type"],
      ]) { $1 }, completionKinds: ["assistant"], callIdentity: ["message.id", "requestId"]),
    LogFormat(
      name: "gemini", shapes: [.json], signature: ["usageMetadata", "modelVersion"],
      fields: [
        .id: ["responseId"], .time: ["createTime"], .model: ["modelVersion"],
        .prompt: ["usageMetadata.promptTokenCount"],
        .promptExtra: ["usageMetadata.toolUsePromptTokenCount"],
        .cachedInside: ["usageMetadata.cachedContentTokenCount"],
        .completion: ["usageMetadata.candidatesTokenCount"],
        .reasoningOutside: ["usageMetadata.thoughtsTokenCount"],
        .total: ["usageMetadata.totalTokenCount"],
      ]),
  ]

  // MARK: Routers and proxies

  private static let routers = [
    LogFormat(
      name: "openrouter", shapes: [.json], signature: ["data.native_tokens_prompt"],
      recordPath: "data",
      fields: [
        .id: ["data.id"], .time: ["data.created_at"], .model: ["data.model"],
        .provider: ["data.provider_name"], .region: ["data.data_region"],
        .prompt: ["data.native_tokens_prompt"], .cachedInside: ["data.native_tokens_cached"],
        .completion: ["data.native_tokens_completion"],
        .replay: ["data.response_cache_source_id"],
      ]),
    LogFormat(
      name: "openrouter-activity", shapes: [.json],
      signature: ["data[].model_permaslug", "data[].requests"], recordPath: "data[]",
      fields: [
        .time: ["data[].date"], .model: ["data[].model", "data[].model_permaslug"],
        .provider: ["data[].provider_name"], .prompt: ["data[].prompt_tokens"],
        .cachedInside: ["data[].cached_tokens"], .completion: ["data[].completion_tokens"],
        .requests: ["data[].requests"],
      ], isAggregate: true),
    LogFormat(
      name: "openrouter-export", shapes: [.csv],
      signature: ["generation_id", "tokens_prompt", "tokens_completion", "model_permaslug"],
      fields: [
        .id: ["generation_id"], .time: ["created_at"], .model: ["model_permaslug"],
        .provider: ["provider_name"], .prompt: ["tokens_prompt"],
        .cachedInside: ["tokens_cached"], .completion: ["tokens_completion"],
        .key: ["api_key_name"],
      ]),
    LogFormat(
      name: "litellm", shapes: [.csv, .json],
      signature: ["call_type", "startTime", "prompt_tokens", "model"],
      fields: [
        .id: ["request_id", "id"], .time: ["startTime"], .model: ["model"],
        .provider: ["custom_llm_provider"], .region: [LogFormat.Source("api_base", .hostRegion)],
        .prompt: ["prompt_tokens"], .completion: ["completion_tokens"],
        .total: ["total_tokens"],
        .cachedInside: [
          "metadata.usage_object.prompt_tokens_details.cached_tokens",
          "metadata|usage_object.prompt_tokens_details.cached_tokens",
        ],
        .kind: ["call_type"], .replay: ["cache_hit"], .key: ["api_key"],
      ]),
    LogFormat(
      name: "portkey", shapes: [.csv, .json], signature: ["ai_model", "req_units", "res_units"],
      fields: [
        .id: ["id"], .time: ["created_at"], .model: ["ai_model"], .provider: ["ai_org"],
        .prompt: ["req_units"], .completion: ["res_units"], .total: ["total_units"],
        .kind: ["request_url"],
      ]),
  ]

  // MARK: Observability

  private static let observers = [
    LogFormat(
      name: "langfuse", shapes: [.json], signature: ["data[].usageDetails"],
      recordPath: "data[]",
      fields: [
        .id: ["data[].id"], .time: ["data[].startTime"], .model: ["data[].model"],
        .prompt: ["data[].usageDetails.input"],
        .cachedOutside: [
          "data[].usageDetails.input_cached_tokens",
          "data[].usageDetails.cache_read_input_tokens",
        ],
        .cacheWrite: ["data[].usageDetails.cache_creation_input_tokens"],
        .completion: ["data[].usageDetails.output"],
        .reasoningOutside: ["data[].usageDetails.output_reasoning_tokens"],
        .total: ["data[].usageDetails.total"], .kind: ["data[].type"],
      ], completionKinds: ["GENERATION"]),
    LogFormat(
      name: "langfuse-export", shapes: [.json],
      signature: ["usage_details", "provided_model_name"],
      fields: [
        .id: ["id"], .time: ["start_time"], .model: ["provided_model_name"],
        .prompt: ["usage_details.input"],
        .cachedOutside: [
          "usage_details.input_cached_tokens", "usage_details.cache_read_input_tokens",
        ],
        .cacheWrite: ["usage_details.cache_creation_input_tokens"],
        .completion: ["usage_details.output"],
        .reasoningOutside: ["usage_details.output_reasoning_tokens"],
        .total: ["usage_details.total"], .kind: ["type"],
      ], completionKinds: ["GENERATION"]),
    LogFormat(
      name: "helicone", shapes: [.csv, .json], signature: ["request_model", "response_model"],
      fields: [
        .id: ["request_id"], .time: ["request_created_at"],
        .model: ["response_model", "model_override", "request_model"], .provider: ["provider"],
        .prompt: ["prompt_tokens"], .cachedInside: ["prompt_cache_read_tokens"],
        .completion: ["completion_tokens"], .total: ["total_tokens"], .kind: ["request_path"],
      ]),
    LogFormat(
      name: "langsmith", shapes: [.json], signature: ["run_type", "start_time", "extra"],
      fields: [
        .id: ["id"], .time: ["start_time"], .model: ["extra.metadata.ls_model_name"],
        .provider: ["extra.metadata.ls_provider"], .prompt: ["prompt_tokens"],
        .cachedInside: ["prompt_token_details.cache_read"], .completion: ["completion_tokens"],
        .total: ["total_tokens"], .kind: ["run_type"],
      ], completionKinds: ["llm"]),
    LogFormat(
      name: "otel", shapes: [.json], signature: ["resourceSpans"],
      recordPath: "resourceSpans[].scopeSpans[].spans[]",
      fields: [
        .id: [span("gen_ai.response.id"), LogFormat.Source(spans + ".spanId")],
        .time: [LogFormat.Source(spans + ".startTimeUnixNano")],
        .model: [span("gen_ai.response.model"), span("gen_ai.request.model")],
        .provider: [span("gen_ai.provider.name"), span("gen_ai.system")],
        .prompt: [span("gen_ai.usage.input_tokens"), span("gen_ai.usage.prompt_tokens")],
        .cachedInside: [span("gen_ai.usage.cache_read.input_tokens")],
        .completion: [
          span("gen_ai.usage.output_tokens"), span("gen_ai.usage.completion_tokens"),
        ],
        .kind: [span("gen_ai.operation.name")],
      ], completionKinds: ["chat", "text_completion", "generate_content"]),
  ]

  // MARK: Clouds

  private static let clouds = [
    LogFormat(
      name: "vertex", shapes: [.json], signature: ["logging_time", "full_response", "endpoint"],
      fields: [
        .id: ["request_id"], .time: ["logging_time"],
        .model: ["full_response|modelVersion", "full_response|model", "model"],
        .region: [LogFormat.Source("endpoint", .locationRegion)],
        .prompt: [
          "full_response|usageMetadata.promptTokenCount", "full_response|usage.input_tokens",
        ],
        .promptExtra: ["full_response|usageMetadata.toolUsePromptTokenCount"],
        .cachedInside: ["full_response|usageMetadata.cachedContentTokenCount"],
        .cachedOutside: ["full_response|usage.cache_read_input_tokens"],
        .cacheWrite: ["full_response|usage.cache_creation_input_tokens"],
        .completion: [
          "full_response|usageMetadata.candidatesTokenCount",
          "full_response|usage.output_tokens",
        ],
        .reasoningOutside: ["full_response|usageMetadata.thoughtsTokenCount"],
        .total: ["full_response|usageMetadata.totalTokenCount"],
      ]),
    LogFormat(
      name: "bedrock", shapes: [.json], signature: ["schemaType=ModelInvocationLog"],
      fields: [
        .id: ["requestId"], .time: ["timestamp"], .model: ["modelId"],
        .region: ["inferenceRegion", "region"], .prompt: ["input.inputTokenCount"],
        .cachedOutside: ["input.cacheReadInputTokenCount"],
        .cacheWrite: ["input.cacheWriteInputTokenCount"],
        .completion: ["output.outputTokenCount"],
      ]),
    LogFormat(
      name: "azure-apim", shapes: [.json],
      signature: ["ModelName", "PromptTokens", "CompletionTokens"],
      fields: [
        .id: ["RequestId"], .time: ["TimeGenerated"], .model: ["ModelName"],
        .region: ["Region"], .prompt: ["PromptTokens"], .completion: ["CompletionTokens"],
        .total: ["TotalTokens"],
      ]),
    LogFormat(
      name: "azure-diagnostics", shapes: [.json], signature: ["category=RequestResponse"],
      fields: [.id: ["correlationId"], .time: ["time"]],
      unusable: "Azure's RequestResponse logs carry no token counts; export them from API"
        + " Management or from the application instead"),
  ]

  // MARK: Servers of one's own

  private static let local = [
    LogFormat(
      name: "ollama", shapes: [.json], signature: ["prompt_eval_count", "eval_count"],
      fields: [
        .time: ["created_at"], .model: ["model"], .prompt: ["prompt_eval_count"],
        .completion: ["eval_count"],
      ]),
    LogFormat(
      name: "llama-server", shapes: [.json], signature: ["tokens_predicted", "tokens_evaluated"],
      fields: [
        .model: ["model"], .prompt: ["tokens_evaluated"], .cachedInside: ["timings.cache_n"],
        .completion: ["tokens_predicted"],
      ]),
  ]

  // MARK: Shapes that several share

  private static let openAIKinds: Set<String> = [
    "chat.completion", "chat.completion.chunk", "text_completion", "response",
  ]

  private static func openAIChat(
    adding own: [Field: [LogFormat.Source]] = [:]
  ) -> [Field: [LogFormat.Source]] {
    let chat: [Field: [LogFormat.Source]] = [
      .id: ["id"], .time: ["created"], .model: ["model"], .prompt: ["usage.prompt_tokens"],
      .cachedInside: ["usage.prompt_tokens_details.cached_tokens"],
      .completion: ["usage.completion_tokens"], .total: ["usage.total_tokens"],
    ]
    return chat.merging(own) { $1 }
  }

  private static func anthropicMessage(_ prefix: String) -> [Field: [LogFormat.Source]] {
    func at(_ path: String) -> [LogFormat.Source] { [LogFormat.Source(prefix + path)] }
    return [
      .id: at("id"), .model: at("model"), .region: at("usage.inference_geo"),
      .prompt: at("usage.input_tokens"), .cachedOutside: at("usage.cache_read_input_tokens"),
      .cacheWrite: at("usage.cache_creation_input_tokens"),
      .completion: at("usage.output_tokens"),
    ]
  }

  private static let spans = "resourceSpans[].scopeSpans[].spans[]"

  private static func span(_ attribute: String) -> LogFormat.Source {
    LogFormat.Source("\(spans).attributes{\(attribute)}")
  }
}
