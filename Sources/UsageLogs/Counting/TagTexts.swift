internal import PlainText

/// What the tags of a record are called together: `nightly|web`, and `environment=production` of a tag with
/// a name. They are sorted and each is there once, so that a record is in one group, whatever order they
/// have in the log, and totals add up.
struct TagTexts {
  /// Those of earlier records, by what stands in the log.
  private var known: [[UInt8]: String] = [:]
  /// How many are remembered.
  private static let mostKnown = 1 << 12

  /// - Parameters:
  ///   - text: the record's own text.
  ///   - unescaped: the text of ranges that are `isUnescaped`.
  mutating func text(
    _ field: FieldRange, _ text: Span<UInt8>, _ unescaped: Span<UInt8>
  ) -> String {
    let bytes = field.bytes(text, unescaped)
    if let known = known[bytes] { return known }
    let joined = Self.joined(bytes)
    if known.count < Self.mostKnown { known[bytes] = joined }
    return joined
  }

  /// The tags of a list or of an object with their names, be it JSON in a string or in a column; any other
  /// text is a tag itself.
  static func joined(_ bytes: [UInt8]) -> String {
    let opens = bytes.first == UInt8(ascii: "[") || bytes.first == UInt8(ascii: "{")
    guard opens, let value = try? JSONValue(reading: bytes) else {
      return String(decoding: bytes, as: UTF8.self)
    }
    let tags: [String]
    if let members = value.members {
      tags = members.compactMap { name, value in words(value).map { "\(name)=\($0)" } }
    } else {
      tags = (value.elements ?? []).compactMap(words)
    }
    return Set(tags).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .joined(separator: "|")
  }

  private static func words(_ value: JSONValue) -> String? {
    switch value {
    case .null: nil
    case .string(let text): text.isEmpty ? nil : text
    default: value.line
    }
  }
}
