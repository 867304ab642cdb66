/// A log of a gateway in which every record is different and every outcome occurs.
enum SampleLog {
  static let header =
    "generation_id,created_at,key_id,resolved_model,provider,region,prompt_tokens,completion_tokens,"
    + "total_tokens,cached_tokens\n"

  private static let models = [
    "openai/gpt-4o-mini", "openai/gpt-4o", "meta-llama/llama-3.3-70b-instruct", "gpt-4o-mini",
    "deepseek/deepseek-r1", "qwen/qwen3-8b", "acme/nobody-knows", "openai/o3",
    "anthropic/claude-haiku-4-5", "mistralai/mixtral-8x7b-instruct",
  ]
  private static let places = [
    ("openai", "eu-west"), ("google", "eu-west"), ("azure", "us-east"), ("openai", "DE"),
    ("groq", "eu-north"), ("openai", "atlantis"), ("mistral", "fr"),
  ]

  /// Records `first..<last`; the same number is always the same record.
  static func records(_ range: Range<Int>, days: Int = 1500) -> [String] {
    range.map { number in
      var seed = UInt64(number + 1) &* 0x9E37_79B9_7F4A_7C15
      func next(_ bound: Int) -> Int {
        seed ^= seed >> 29
        seed = seed &* 0xBF58_476D_1CE4_E5B9
        seed ^= seed >> 32
        return Int(seed % UInt64(bound))
      }
      let model = models[next(models.count)]
      let (provider, region) = places[next(places.count)]
      let time = next(40) == 0 ? "" : "\(1_650_000_000 + 86_400 * next(days) + next(86_400))"
      let prompt = next(25) == 0 ? 0 : next(next(5) == 0 ? 60_000 : 3000) + 1
      let cached = next(3) == 0 ? prompt / 3 : 0
      let completion = prompt == 0 ? 0 : next(2000)
      return "g\(number),\(time),key_\(next(4)),\(model),\(provider),\(region),\(prompt),"
        + "\(completion),\(prompt + completion),\(cached)\n"
    }
  }

  static func csv(_ range: Range<Int>, days: Int = 1500) -> String {
    header + records(range, days: days).joined()
  }

  /// The same records as JSON lines.
  static func jsonl(_ range: Range<Int>) -> String {
    let names = header.dropLast().split(separator: ",")
    return records(range).map { record in
      let values = record.dropLast().split(separator: ",", omittingEmptySubsequences: false)
      let members = zip(names, values).filter { !$0.1.isEmpty }.map { name, value in
        Int(value) == nil ? "\"\(name)\":\"\(value)\"" : "\"\(name)\":\(value)"
      }
      return "{\(members.joined(separator: ","))}\n"
    }.joined()
  }
}
