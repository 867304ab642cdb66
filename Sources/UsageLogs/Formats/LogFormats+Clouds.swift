/// Clouds.
extension LogFormats {
  static let clouds = [
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
}
