/// What a log can say about a request, whatever it calls it.
///
/// Token counts come in several parts because tools include different things; `TokenCounts` adds
/// them up to the canonical counts.
package enum Field: Int, CaseIterable, Sendable {
  /// The request's id, for `--dedupe` and rejects.
  case id
  /// When it was made.
  case time
  /// The model that answered.
  case model
  /// Who served it.
  case provider
  /// Where it was served.
  case region
  /// Prompt tokens, cached ones included or not, as the tool counts.
  case prompt
  /// Prompt tokens that the tool counts apart and that were not served from a cache.
  case promptExtra
  /// Cached prompt tokens that are among `prompt`.
  case cachedInside
  /// Cached prompt tokens that are not among `prompt`.
  case cachedOutside
  /// Prompt tokens written to a cache that are not among `prompt`.
  case cacheWrite
  /// Prompt tokens written to a cache that are among `prompt`: they only matter where the total says
  /// otherwise.
  case cacheWriteInside
  /// Completion tokens.
  case completion
  /// Reasoning tokens that are not among `completion`.
  case reasoningOutside
  /// Reasoning tokens that are among `completion`: they only matter where the total says otherwise.
  case reasoningInside
  /// Prompt and completion tokens together, as the tool adds them up.
  case total
  /// How many requests the record stands for.
  case requests
  /// What kind of call it was.
  case kind
  /// Whether the response was replayed from a cache.
  case replay
  /// Whose key paid.
  case key

  /// The fields that `--map` can name, by the name it gives them.
  package static let mappable: [(name: String, field: Field)] = [
    ("id", .id), ("time", .time), ("model", .model), ("provider", .provider),
    ("region", .region), ("prompt", .prompt), ("prompt_extra", .promptExtra),
    ("cached_prompt", .cachedInside), ("cache_read", .cachedOutside),
    ("cache_write", .cacheWrite), ("completion", .completion), ("reasoning", .reasoningOutside),
    ("total", .total), ("requests", .requests), ("kind", .kind), ("replay", .replay),
    ("key", .key),
  ]
}
