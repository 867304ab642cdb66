/// What the makers of models answer and export.
extension LogFormats {
  static let makers = [
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
      signature: ["type=assistant", "message.usage", "sessionId"],
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
}
