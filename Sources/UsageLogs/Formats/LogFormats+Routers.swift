/// Routers and proxies.
extension LogFormats {
  static let routers = [
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
}
