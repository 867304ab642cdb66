import Foundation

/// The sample logs and what they must come to.
enum Fixtures {
  static let tests = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
  static let root = tests.appending(path: "Fixtures")

  /// The path of a sample.
  static func path(_ name: String) -> String { root.appending(path: name).path }

  static func bytes(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: root.appending(path: name)))
  }

  static func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  /// All samples by their path under `Fixtures`.
  static let all: [String] = {
    let found = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
    return (found ?? []).filter {
      $0.contains("/") && !$0.hasSuffix("/") && (try? bytes($0)) != nil
    }.sorted()
  }()

  /// The samples as they are when decompressed.
  static let plain = all.filter { !$0.hasSuffix(".gz") }
}

/// A small reader of delimited text (RFC 4180), apart from the one that is tested.
enum Delimited {
  /// The rows by the header's names.
  static func rows(_ text: String, delimiter: Unicode.Scalar = ",") -> [[String: String]] {
    var records = records(text, delimiter)
    guard !records.isEmpty else { return [] }
    let header = records.removeFirst()
    return records.map { Dictionary(zip(header, $0)) { _, last in last } }
  }

  private static func records(_ text: String, _ delimiter: Unicode.Scalar) -> [[String]] {
    var records: [[String]] = []
    var record: [String] = []
    var field = ""
    var isQuoted = false
    var scalars = Array(text.unicodeScalars)[...]
    if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\"" where isQuoted && scalars.first == "\"":
        field.unicodeScalars.append(scalar)
        scalars.removeFirst()
      case "\"": isQuoted.toggle()
      case _ where isQuoted: field.unicodeScalars.append(scalar)
      case delimiter:
        record.append(field)
        field = ""
      case "\r": break
      case "\n":
        if !record.isEmpty || !field.isEmpty { records.append(record + [field]) }
        (record, field) = ([], "")
      default: field.unicodeScalars.append(scalar)
      }
    }
    if !record.isEmpty || !field.isEmpty { records.append(record + [field]) }
    return records
  }
}

/// A generator with a seed, so that a failure can be repeated (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }
}

/// A JSON object as Foundation reads it.
func object(_ text: some StringProtocol) throws -> [String: Any] {
  try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
}
