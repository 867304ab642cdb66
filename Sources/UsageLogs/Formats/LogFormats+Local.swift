/// Servers of one's own.
extension LogFormats {
  static let local = [
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
}
