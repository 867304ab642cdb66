internal import EcoModel

/// The log formats that are detected. Adding one is one entry in the file of its family and one
/// sample with its expected figures in the tests.
package enum LogFormats {
  package static let all: [LogFormat] =
    gateways + makers + agents + routers + observers + clouds + local

  /// The formats of a name, one for each way in which it is written.
  package static func named(_ name: String) -> [LogFormat] { all.filter { $0.name == name } }

  /// All names, sorted.
  package static let names = Set(all.map(\.name)).sorted()

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
}
