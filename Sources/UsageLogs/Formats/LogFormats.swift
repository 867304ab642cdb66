package import EcoModel
internal import PlainText
internal import SystemFiles

/// A table of log formats: the bundled one, or a caller's own.
///
/// Only the signatures are read at first, and the rest of a format when it is needed. A caller's table is
/// read completely once, so that nothing of a faulty one is used; a test does the same with the bundled
/// one.
package struct LogFormats: Sendable {
  /// A format, or a part that several formats share.
  package struct Entry: Sendable {
    package let name: String
    /// Empty for a part.
    package let shapes: Set<LogFormat.Shape>
    package fileprivate(set) var signature: Set<String> = []
    /// Where its rules are.
    fileprivate let lines: FormatLines
  }

  /// The file's name, in a folder of a caller's own tables too.
  package static let fileName = ReadingTables.logFormats
  package static let bundled: LogFormats = {
    do throws(DataError) {
      return try LogFormats(BundledFile.logFormats.bytes, file: fileName, isBundled: true)
    } catch {
      // A test reads the bundled table completely.
      preconditionFailure("\(error)")
    }
  }()

  /// How deep `like` may be nested: beyond that, a format is like itself.
  private static let deepest = 8

  private let text: [UInt8]
  private let file: String
  private let isBundled: Bool
  private var entries: [Entry] = []

  /// The formats, sorted by name.
  package private(set) var all: [Entry] = []
  /// All names of formats, sorted.
  package var names: [String] { Set(all.map(\.name)).sorted() }
  /// The columns of the table.
  package static let columns = FormatRow.Column.allCases.map { "\($0)" }
  /// How many rules the table has.
  package var rowCount: Int { text.span.lineEnds(0..<text.count) - 1 }
  /// The SHA-256 of the table in hexadecimal.
  package var sha256: String { SHA256.hex(of: text) }

  /// A caller's own table. Its formats may be like those that are bundled.
  ///
  /// - Parameter file: what it is called in an error.
  /// - Throws: the first fault in it.
  package init(_ text: [UInt8], file: String) throws(DataError) {
    try self.init(text, file: file, isBundled: false)
  }

  private init(_ text: [UInt8], file: String, isBundled: Bool) throws(DataError) {
    self.text = text
    self.file = file
    self.isBundled = isBundled
    var lines = FormatLines(text)
    let header = lines.read() ?? 0..<0
    if !isBundled { try FormatRow.check(header: text.span.extracting(header), file: file) }
    while let line = lines.read() {
      let head = Self.head(text.span, line)
      guard head != .none || !isBundled else { continue }
      if isBundled, head == .signature, let path = Self.plainPath(text.span, line) {
        entries[entries.count - 1].signature.insert(path)
        continue
      }
      let row = try row(line, lines.number)
      switch head {
      case .start: entries.append(try entry(row, lines))
      case .signature where !entries.isEmpty:
        entries[entries.count - 1].signature.insert(row.rule.path)
      default: break
      }
      guard entries.last?.name == row.format else {
        throw row.error(.format, "a format starts with written_as", file: file)
      }
    }
    all = entries.filter { !$0.shapes.isEmpty }
    if !isBundled { for entry in entries { _ = try read(entry) } }
  }

  /// The bundled ones, or those in a folder of a caller's own tables.
  ///
  /// - Throws: the first fault in a caller's, `FileError`.
  package static func load(_ directory: String?) throws -> LogFormats {
    guard let own = try directory.flatMap({ try Tables.file(fileName, in: $0) })
    else { return .bundled }
    return try LogFormats(own.bytes, file: own.path)
  }

  /// The formats of a name, one for each way in which it is written.
  package func named(_ name: String) -> [LogFormat] {
    all.filter { $0.name == name }.map(format)
  }

  /// A format, read whole.
  package func format(_ entry: Entry) -> LogFormat {
    do throws(DataError) {
      return try read(entry)
    } catch {
      // `init` has read a caller's table, and a test the bundled one.
      preconditionFailure("\(error)")
    }
  }

  /// Who serves the calls of a format's logs where they name no provider.
  package func servedBy(_ name: String) -> String? {
    named(name).lazy.compactMap(\.servedBy).first
  }

  /// Adds a rule of a caller's to a format.
  func add(
    _ rule: FormatRule, to format: inout LogFormat, writtenAs shape: LogFormat.Shape
  ) throws(FormatRule.Fault) {
    guard let (name, place) = rule.reference else {
      try rule.check(in: [shape])
      return try format.take(rule)
    }
    guard let (table, entry) = find(name) else {
      throw FormatRule.Fault(message: "expected the name of another format")
    }
    do throws(DataError) {
      try table.add(entry, below: place, to: &format, depth: 1)
    } catch {
      throw FormatRule.Fault(message: error.message)
    }
  }

  // MARK: Rows

  /// What a row says of how a format is told.
  private enum Head {
    case none, start, signature
  }

  private static let start = Array("written_as,".utf8)
  private static let signature = Array("told_by,".utf8)

  /// Decided by the bytes alone: most rows are neither, and need not be parsed yet.
  private static func head(_ text: Span<UInt8>, _ line: Range<Int>) -> Head {
    guard let comma = ByteSearch.first(UInt8(ascii: ","), in: text, line) else { return .none }
    let rest = (comma + 1)..<line.upperBound
    func starts(with name: [UInt8]) -> Bool {
      let end = rest.lowerBound + name.count
      return end <= rest.upperBound && ByteSearch.equal(text, rest.lowerBound..<end, name)
    }
    return starts(with: Self.start) ? .start : starts(with: Self.signature) ? .signature : .none
  }

  /// The path of a row that is a part of a signature, without all else; `nil` where it is quoted.
  private static func plainPath(_ text: Span<UInt8>, _ line: Range<Int>) -> String? {
    let row = text.extracting(line)
    let start = row.endOfField(from: 0) + 1 + signature.count
    guard start < row.count, row[start] != UInt8(ascii: "\"") else { return nil }
    return row.extracting(start..<row.endOfField(from: start)).text
  }

  private func row(_ line: Range<Int>, _ number: Int) throws(DataError) -> FormatRow {
    try FormatRow(text.span.extracting(line), line: number, file: file)
  }

  /// The entry that a row starts.
  private func entry(_ row: FormatRow, _ lines: FormatLines) throws(DataError) -> Entry {
    if let last = entries.last, row.format < last.name {
      throw row.error(.format, "must come before \(last.name)", file: file)
    }
    var shapes: Set<LogFormat.Shape> = []
    for word in row.rule.path.utf8.split(separator: UInt8(ascii: " ")) {
      let name = String(Substring(word))
      if name == "part" { continue }
      guard let shape = LogFormat.Shape(rawValue: name) else {
        let known = LogFormat.Shape.allCases.map(\.rawValue).joined(separator: ", ")
        throw row.error(.init(message: "expected some of \(known), or part"), file: file)
      }
      shapes.insert(shape)
    }
    return Entry(name: row.format, shapes: shapes, lines: lines)
  }

  private func read(_ entry: Entry) throws(DataError) -> LogFormat {
    var format = LogFormat(name: entry.name, shapes: entry.shapes)
    try add(entry, below: "", to: &format, depth: 0)
    return format
  }

  /// Adds the rules of an entry, found below a path, to a format.
  private func add(
    _ entry: Entry, below place: String, to format: inout LogFormat, depth: Int
  ) throws(DataError) {
    var lines = entry.lines
    while let line = lines.read(), Self.head(text.span, line) != .start {
      let row = try row(line, lines.number)
      if let (name, inner) = row.rule.reference {
        guard depth < Self.deepest, let (table, other) = find(name) else {
          throw row.error(.init(message: "expected the name of another format"), file: file)
        }
        let inner = FormatRule.path(inner, below: place)
        try table.add(other, below: inner, to: &format, depth: depth + 1)
      } else if depth == 0 || row.rule.name != "told_by" {
        do throws(FormatRule.Fault) {
          let rule = row.rule.below(place)
          if !isBundled { try rule.check(in: format.shapes) }
          try format.take(rule)
        } catch {
          throw row.error(error, file: file)
        }
      }
    }
  }

  /// The entry of a name for a `like` rule, and its table.
  private func find(_ name: String) -> (table: LogFormats, entry: Entry)? {
    if let own = entries.first(where: { $0.name == name }) { return (self, own) }
    return isBundled ? nil : Self.bundled.find(name)
  }
}
