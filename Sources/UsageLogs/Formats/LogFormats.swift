internal import EcoModel

/// The log formats that are detected. Adding one is one entry here and one sample with its expected
/// figures in the tests. Longer than other files: it is one table.
package enum LogFormats {
  package static let all: [LogFormat] =
    gateways + makers + agents + routers + observers + clouds + local

  /// The formats of a name, one for each way in which it is written.
  package static func named(_ name: String) -> [LogFormat] { all.filter { $0.name == name } }

  /// All names, sorted.
  package static let names = Set(all.map(\.name)).sorted()

  // MARK: The gateway's own

  private static let gateways = [
    LogFormat(
      name: "gateway", shapes: [.csv, .json],
      signature: ["resolved_model", "prompt_tokens"],
      fields: [
        .id: ["generation_id"], .time: ["created_at"], .model: ["resolved_model"],
        .provider: ["provider"], .region: ["region"], .prompt: ["prompt_tokens"],
        .completion: ["completion_tokens"], .total: ["total_tokens"],
        .cachedInside: ["cached_tokens"], .key: ["key_id"],
      ], cachedAbovePrompt: .fault),
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
      fields: relatives, completionKinds: openAIKinds, combining: largestCache),
    LogFormat(
      name: "openai", shapes: [.json], signature: ["object=text_completion"],
      fields: relatives, completionKinds: openAIKinds, combining: largestCache),
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
      fields: relatives, completionKinds: openAIKinds, combining: largestCache),
    LogFormat(
      name: "openai-responses-stream", shapes: [.events],
      signature: ["response", "response.object=response"],
      fields: usage(
        "response.usage.",
        adding: [
          .id: ["response.id"], .time: ["response.created_at"], .model: ["response.model"],
        ]), combining: largestCache),
    LogFormat(
      name: "openai-embeddings", shapes: [.json], signature: ["object=list", "model", "usage"],
      fields: relatives, completionKinds: openAIKinds, combining: largestCache),
    LogFormat(
      name: "openai-batch-object", shapes: [.json],
      signature: ["object=batch", "request_counts", "usage"],
      fields: usage(
        "usage.",
        adding: [
          .id: ["id"], .time: ["created_at"], .model: ["model"],
          .requests: ["request_counts.completed"],
        ]), isAggregate: true, combining: largestCache),
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
      fields: relatives, completionKinds: openAIKinds, combining: largestCache),
    LogFormat(
      name: "anthropic-batch", shapes: [.json], signature: ["custom_id", "result"],
      fields: anthropicMessage("result.message.")),
    LogFormat(
      name: "bedrock-batch", shapes: [.json], signature: ["recordId", "modelOutput"],
      fields: usage(
        "modelOutput.usage.",
        adding: [.id: ["modelOutput.id", "recordId"], .model: ["modelOutput.model"]]),
      combining: largestCache),
    LogFormat(
      name: "bedrock-converse", shapes: [.json], signature: ["usage.inputTokens", "output"],
      fields: [
        .id: ["ResponseMetadata.RequestId"], .prompt: ["usage.inputTokens"],
        .cachedOutside: ["usage.cacheReadInputTokens", "usage.cacheReadInputTokenCount"],
        .cacheWrite: ["usage.cacheWriteInputTokens", "usage.cacheWriteInputTokenCount"],
        .completion: ["usage.outputTokens"], .total: ["usage.totalTokens"],
      ]),
    // Counts are cumulative, and later events may have zeros where the first has the prompt.
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
      ]) { $1 },
      combining: [
        .prompt: .largest, .cachedOutside: .largest, .cacheWrite: .largest, .completion: .largest,
      ]),
    LogFormat(
      name: "claude-code", shapes: [.json],
      signature: ["type=assistant", "message", "requestId", "sessionId"],
      fields: anthropicMessage("message.").merging([
        .id: ["requestId"], .time: ["timestamp"], .kind: ["type"],
      ]) { $1 }, completionKinds: ["assistant"], callIdentity: ["message.id", "requestId"]),
    LogFormat(
      name: "gemini", shapes: [.json], signature: ["usageMetadata", "modelVersion"],
      fields: gemini(""), callIdentity: ["responseId"]),
    LogFormat(
      name: "gemini-stream", shapes: [.events], signature: ["usageMetadata", "modelVersion"],
      fields: gemini("")),
    LogFormat(
      name: "gemini-batch", shapes: [.json], signature: ["request", "response.usageMetadata"],
      fields: gemini("response.")),
    LogFormat(
      name: "gemini-python", shapes: [.json], signature: ["usage_metadata", "model_version"],
      fields: [
        .id: ["response_id"], .time: ["create_time"], .model: ["model_version"],
        .prompt: ["usage_metadata.prompt_token_count"],
        .promptExtra: ["usage_metadata.tool_use_prompt_token_count"],
        .cachedInside: ["usage_metadata.cached_content_token_count"],
        .completion: ["usage_metadata.candidates_token_count"],
        .reasoningOutside: ["usage_metadata.thoughts_token_count"],
        .total: ["usage_metadata.total_token_count"],
      ]),
  ]

  // MARK: Agents

  private static let agents = [
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
      ], cachedAbovePrompt: .capped),
    LogFormat(
      name: "openrouter-activity", shapes: [.json],
      signature: ["data[].model_permaslug", "data[].requests"], recordPath: "data[]",
      fields: [
        .time: ["data[].date"], .model: ["data[].model", "data[].model_permaslug"],
        .provider: ["data[].provider_name"], .prompt: ["data[].prompt_tokens"],
        .cachedInside: ["data[].cached_tokens"], .completion: ["data[].completion_tokens"],
        .requests: ["data[].requests"],
      ], isAggregate: true, cachedAbovePrompt: .capped),
    LogFormat(
      name: "openrouter-export", shapes: [.csv],
      signature: ["generation_id", "tokens_prompt", "tokens_completion", "model_permaslug"],
      fields: [
        .id: ["generation_id"], .time: ["created_at"], .model: ["model_permaslug"],
        .provider: ["provider_name"], .prompt: ["tokens_prompt"],
        .cachedInside: ["tokens_cached"], .completion: ["tokens_completion"],
        .key: ["api_key_name"],
      ], cachedAbovePrompt: .capped),
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
          "metadata.usage_object.cache_read_input_tokens",
          "metadata|usage_object.cache_read_input_tokens",
          "metadata.additional_usage_values.cache_read_input_tokens",
          "metadata|additional_usage_values.cache_read_input_tokens",
        ],
        .kind: ["call_type"], .replay: ["cache_hit"], .key: ["api_key"],
      ], combining: largestCache),
    LogFormat(
      name: "litellm-daily", shapes: [.csv],
      signature: ["api_requests", "cache_read_input_tokens", "date", "model"],
      fields: [
        .time: ["date"], .model: ["model"], .provider: ["custom_llm_provider"],
        .prompt: ["prompt_tokens"], .cachedInside: ["cache_read_input_tokens"],
        .completion: ["completion_tokens"], .requests: ["api_requests"], .key: ["api_key"],
      ], isAggregate: true),
    LogFormat(
      name: "cloudflare", shapes: [.json],
      signature: ["result[].tokens_in", "result[].tokens_out", "result[].cached"],
      recordPath: "result[]", fields: cloudflare("result[].")),
    LogFormat(
      name: "cloudflare", shapes: [.json], signature: ["tokens_in", "tokens_out", "cached"],
      fields: cloudflare("")),
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
      fields: bedrock("")),
    LogFormat(
      name: "bedrock-cloudwatch", shapes: [.json],
      signature: ["events[].message", "events[].logStreamName"], recordPath: "events[]",
      fields: bedrock("events[].message|")),
    LogFormat(
      name: "bedrock-cloudwatch", shapes: [.json],
      signature: ["logEvents[].message", "logGroup"], recordPath: "logEvents[]",
      fields: bedrock("logEvents[].message|")),
    LogFormat(
      name: "bedrock-cloudwatch", shapes: [.csv], signature: ["@timestamp", "@message"],
      fields: bedrock("@message|")),
    LogFormat(
      name: "azure-apim", shapes: [.json],
      signature: ["category=GatewayLlmLogs", "properties.promptTokens"],
      fields: [
        .id: ["properties.requestId", "correlationId"], .time: ["time"],
        .model: ["properties.modelName"], .region: ["location"],
        .prompt: ["properties.promptTokens"], .completion: ["properties.completionTokens"],
        .total: ["properties.totalTokens"],
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
        .cachedInside: ["prompt_eval_cached_count"], .completion: ["eval_count"],
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

  /// Operations and kinds of spans that hold calls, or are none.
  private static let aroundCalls = [
    "agent", "tool", "chain", "retriev", "workflow", "task", "guardrail", "evaluat", "plan",
  ]

  /// A cache read that several members report is reported twice, and one of them may be 0.
  private static let largestCache: [Field: FieldSlots.Combination] = [.cachedInside: .largest]

  /// The usage object of OpenAI's two interfaces, of Anthropic's, and of those who speak their shapes.
  private static func usage(
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
  private static let relatives: [Field: [LogFormat.Source]] = {
    var fields = usage(
      "usage.",
      adding: [
        .id: ["id"], .time: ["created", "created_at"], .model: ["model"],
        .region: ["usage.inference_geo"], .kind: ["object"],
      ])
    fields[.cachedInside]?.append("timings.cache_n")
    return fields
  }()

  private static func openAIChat(
    adding own: [Field: [LogFormat.Source]] = [:]
  ) -> [Field: [LogFormat.Source]] {
    // Groq's streams have the usage in a member of its own.
    let groq = usage("x_groq.usage.")
    return usage("usage.").merging(groq) { $0 + $1 }
      .merging([.id: ["id"], .time: ["created"], .model: ["model"]].merging(own) { $1 }) { $1 }
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

  private static func gemini(_ prefix: String) -> [Field: [LogFormat.Source]] {
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
  private static func langfuse(
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

  private static let langfuseParts: [Field: FieldSlots.Combination] = [
    .promptExtra: .sum, .cachedOutside: .largest, .cacheWrite: .largest, .reasoningOutside: .sum,
  ]

  private static func cloudflare(_ prefix: String) -> [Field: [LogFormat.Source]] {
    func at(_ path: String) -> [LogFormat.Source] { [LogFormat.Source(prefix + path)] }
    return [
      .id: at("id"), .time: at("created_at"), .model: at("model"), .provider: at("provider"),
      .prompt: at("tokens_in"), .completion: at("tokens_out"), .replay: at("cached"),
      .kind: at("model_type"),
    ]
  }

  private static func bedrock(_ prefix: String) -> [Field: [LogFormat.Source]] {
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

  private static let spans = "resourceSpans[].scopeSpans[].spans[]"
  private static let logs = "resourceLogs[].scopeLogs[].logRecords[]"

  private static func span(_ attribute: String) -> LogFormat.Source {
    LogFormat.Source("\(spans).attributes{\(attribute)}")
  }

  private static func log(_ attribute: String) -> LogFormat.Source {
    LogFormat.Source("\(logs).attributes{\(attribute)}")
  }

  /// An attribute whose key has dots, in an object.
  private static func flat(_ attribute: String) -> LogFormat.Source {
    LogFormat.Source("attributes.\"\(attribute)\"")
  }
}
