extension LogFormat {
  /// The same format for a header that has its names in another case, or with other marks between the
  /// words: `Prompt Tokens` for `prompt_tokens`.
  func spelled(as columns: [String]) -> LogFormat {
    let known = Set(columns)
    let alike = Dictionary(grouping: columns) { NameWords($0).joined }
    func spelled(_ path: String) -> String {
      let end = path.firstIndex(of: "|") ?? path.endIndex
      let column = String(path[..<end])
      guard !known.contains(column), let found = alike[NameWords(column).joined], found.count == 1
      else { return path }
      return found[0] + path[end...]
    }
    var format = self
    format.signature = Set(signature.map(spelled))
    format.fields = fields.mapValues {
      $0.map { Source(path: spelled($0.path), part: $0.part) }
    }
    return format
  }
}
