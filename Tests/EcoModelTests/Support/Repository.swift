import EcoModel
import Foundation

/// The files of the repository that tests read.
enum Repository {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func bytes(_ path: String) throws -> [UInt8] {
    try Array(Data(contentsOf: root.appending(path: path)))
  }

  static func text(_ path: String) throws -> String {
    String(decoding: try bytes(path), as: UTF8.self)
  }

  /// The rows of a CSV file as dictionaries by the header's names.
  static func table(_ path: String) throws -> [[String: String]] {
    CSV.rows(try text(path))
  }

  /// Tables from a folder of CSV files, named as the bundled ones are.
  static func tables(in folder: String, of edition: Edition) throws -> EcoTables {
    var own: [EcoTables.Name: [UInt8]] = [:]
    for name in edition.files { own[name] = try bytes("\(folder)/\(name.rawValue)") }
    return EcoTables(replacing: own, edition: edition)
  }
}

/// A small reader of RFC 4180, apart from the one that is tested.
enum CSV {
  static func rows(_ text: String) -> [[String: String]] {
    var records = records(text)
    guard !records.isEmpty else { return [] }
    let header = records.removeFirst()
    return records.map { Dictionary(zip(header, $0)) { _, last in last } }
  }

  static func records(_ text: String) -> [[String]] {
    var records: [[String]] = []
    var record: [String] = []
    var field = String.UnicodeScalarView()
    var isQuoted = false
    var scalars = text.unicodeScalars.makeIterator()
    var next = scalars.next()
    while let scalar = next {
      next = scalars.next()
      switch scalar {
      case "\"" where isQuoted && next == "\"":
        field.append(scalar)
        next = scalars.next()
      case "\"":
        isQuoted.toggle()
      case ",", "\n":
        guard !isQuoted else {
          field.append(scalar)
          continue
        }
        record.append(String(field))
        field = String.UnicodeScalarView()
        if scalar == "\n" {
          records.append(record)
          record = []
        }
      default:
        field.append(scalar)
      }
    }
    return records
  }

  static func line(_ fields: [String]) -> String {
    fields.map { field in
      field.contains { ",\"\n\r".contains($0) }
        ? "\"\(field.replacingOccurrences(of: "\"", with: "\"\""))\"" : field
    }.joined(separator: ",") + "\n"
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
