/// Lists the paths of a JSON text, and short strings with their values: `object=chat.completion`.
package enum PathLister {
  private static let maximumDepth = 12
  private static let longestValue = 64
  /// Elements of an array that are looked at: the first may be an error, or lack what others have.
  private static let elements = 100

  /// The paths of a text that is an object, as far as it is there; empty for any other.
  package static func paths(ofObject text: [UInt8]) -> Set<String> {
    let padded = text + [UInt8](repeating: 0, count: Words.slack)
    let start = JSONSyntax.skipSpace(padded.span, 0, text.count)
    guard start < text.count, text[start] == UInt8(ascii: "{") else { return [] }
    return paths(padded.span, start, text.count)
  }

  static func paths(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Set<String> {
    var paths: Set<String> = []
    // A text that is cut off or broken still has the paths before the fault.
    _ = try? value(text, start, end, path: "", depth: 0, &paths)
    return paths
  }

  private static func value(
    _ text: Span<UInt8>, _ start: Int, _ end: Int, path: String, depth: Int,
    _ paths: inout Set<String>
  ) throws(JSONError) -> Int {
    if !path.isEmpty { paths.insert(path) }
    guard start < end, depth < maximumDepth else {
      return try JSONSyntax.value(text, start, end, depth: depth)
    }
    switch text[start] {
    case UInt8(ascii: "{"):
      var index = JSONSyntax.skipSpace(text, start + 1, end)
      while index < end, text[index] == UInt8(ascii: "\"") {
        var escapes = false
        let close = try JSONSyntax.string(text, index + 1, end, hasEscapes: &escapes)
        let key = string(text, (index + 1)..<close)
        let next = try JSONSyntax.colon(text, close + 1, end)
        index = try value(text, next, end, path: member(key, of: path), depth: depth + 1, &paths)
        index = JSONSyntax.skipSpace(text, index, end)
        if index < end, text[index] == UInt8(ascii: ",") {
          index = JSONSyntax.skipSpace(text, index + 1, end)
        }
      }
      return index + 1
    case UInt8(ascii: "["):
      var index = JSONSyntax.skipSpace(text, start + 1, end)
      for _ in 0..<elements where index < end && text[index] != UInt8(ascii: "]") {
        index = try value(text, index, end, path: path + "[]", depth: depth + 1, &paths)
        index = JSONSyntax.skipSpace(text, index, end)
        if index < end, text[index] == UInt8(ascii: ",") {
          index = JSONSyntax.skipSpace(text, index + 1, end)
        }
      }
      return try JSONSyntax.value(text, start, end, depth: depth)
    case UInt8(ascii: "\""):
      var escapes = false
      let close = try JSONSyntax.string(text, start + 1, end, hasEscapes: &escapes)
      if close - start <= longestValue {
        paths.insert("\(path)=\(string(text, (start + 1)..<close))")
      }
      return close + 1
    default: return try JSONSyntax.value(text, start, end, depth: depth)
    }
  }

  /// The path of a member; a key that has what parts paths stands in braces.
  private static func member(_ key: String, of path: String) -> String {
    if key.contains(where: { ".[]{|#=\"".contains($0) }) { return "\(path){\(key)}" }
    return path.isEmpty ? key : "\(path).\(key)"
  }

  private static func string(_ text: Span<UInt8>, _ range: Range<Int>) -> String {
    String(decoding: range.map { text[$0] }, as: UTF8.self)
  }
}
