import Testing

@testable import UsageLogs

@Suite("A delimited text is split as RFC 4180 says")
struct CSVScannerTests {
  /// The cells of a text; `nil` where a cell's quotes are at fault.
  private func cells(
    _ text: PaddedText, delimiter: Unicode.Scalar = ",", kept: Int = 16
  ) -> [[String?]] {
    let span = text.bytes.span
    var scanner = CSVScanner(delimiter: UInt8(ascii: delimiter), fields: kept)
    var rows: [[String?]] = []
    scanner.begin(span, 0, text.end)
    while scanner.position < text.end {
      let record = scanner.next(span, text.end)
      rows.append(
        (0..<min(record.fieldCount, kept)).map { index -> String? in
          guard let inside = CSVField.inside(span, scanner.field(index)) else { return nil }
          var bytes: [UInt8] = []
          CSVField.append(span, inside, to: &bytes)
          return String(decoding: bytes, as: UTF8.self)
        })
    }
    return rows
  }

  @Test("the corpus has these cells, whatever stands after it", arguments: CSVCorpus.all)
  func corpus(text: CSVCase) {
    for filler in PaddedText.fillers {
      #expect(cells(PaddedText(text.text, filler: filler)) == text.rows, "before \(filler)")
    }
  }

  @Test("the corpus has them with every delimiter", arguments: CSVCorpus.all)
  func delimiters(text: CSVCase) {
    for delimiter: Unicode.Scalar in [";", "\t"] {
      func swapped(_ text: String) -> String {
        String(
          String.UnicodeScalarView(
            text.unicodeScalars.map { $0 == "," ? delimiter : $0 == delimiter ? "," : $0 }))
      }
      let rows = text.rows.map { $0.map(swapped) }
      #expect(cells(PaddedText(swapped(text.text)), delimiter: delimiter) == rows)
    }
  }

  @Test("quotes that are at fault are those of one cell", arguments: CSVCorpus.faulty)
  func faults(text: String, rows: [[String?]]) {
    #expect(cells(PaddedText(text)) == rows)
  }

  @Test("the corpus has them wherever a window of sixty-four bytes ends", arguments: CSVCorpus.all)
  func windows(text: CSVCase) {
    // Once a record before it is so long, once a field, quoted or not.
    for length in 0...130 {
      let filler = String(repeating: "x", count: length)
      #expect(
        cells(PaddedText("\(filler)\n\(text.text)", filler: 0x22)) == [[filler]] + text.rows,
        "after \(length) bytes")
      guard let first = text.rows.first else { continue }
      let longer = [["\(filler)\n"] + first] + text.rows.dropFirst()
      #expect(
        cells(PaddedText("\"\(filler)\n\",\(text.text)", filler: 0x2C)) == longer,
        "after a field of \(length) bytes")
    }
  }

  @Test("fields of any length are whole", arguments: [63, 64, 65, 127, 128, 1000, 100_000])
  func longFields(count: Int) {
    let long = String(repeating: "é,\n\"", count: count / 4)
    let quoted = "\"\(long.replacing("\"", with: "\"\""))\""
    #expect(
      cells(PaddedText("a,\(quoted),b\nc,d,\(quoted)")) == [["a", long, "b"], ["c", "d", long]])
  }

  @Test("fields beyond those that are kept are counted, and the kept ones stay right")
  func manyFields() {
    let row = (0..<500).map { "\($0)" }
    let text = PaddedText(row.joined(separator: ",") + "\na,b\n")
    let span = text.bytes.span
    for kept in [1, 2, 63, 64, 65, 499, 500, 501] {
      var scanner = CSVScanner(delimiter: UInt8(ascii: ","), fields: kept)
      #expect(scanner.scan(span, 0, text.end).fieldCount == 500)
      for index in 0..<min(kept, 500) {
        #expect(
          String(decoding: scanner.field(index).map { span[$0] }, as: UTF8.self) == row[index])
      }
      #expect(scanner.next(span, text.end).fieldCount == 2)
    }
  }

  @Test("a record says where it is, whether it has several lines, whether its quotes close")
  func records() {
    let text = PaddedText("a,b\r\n\"c\nd\",e\n\n\"f\n")
    let span = text.bytes.span
    var scanner = CSVScanner(delimiter: UInt8(ascii: ","), fields: 2)
    scanner.begin(span, 0, text.end)
    func next() -> [Int] {
      let record = scanner.next(span, text.end)
      return [
        record.start, record.end, record.next, record.fieldCount, record.isMultiline ? 1 : 0,
        record.isBalanced ? 1 : 0,
      ]
    }
    #expect(next() == [0, 3, 5, 2, 0, 1])
    #expect(next() == [5, 12, 13, 2, 1, 1])
    #expect(next() == [13, 13, 14, 1, 0, 1])
    #expect(next() == [14, 17, 17, 1, 1, 0])
    #expect(scanner.position == text.end)
  }

  @Test("whether its quotes close is a matter of its own, not of what stands after it")
  func balance() {
    for length in 0...130 {
      for (text, isBalanced) in [("x", true), ("\"x\"", true), ("\"x", false), ("\"", false)] {
        for filler in [UInt8(0), 0x22] {
          let padded = PaddedText(
            String(repeating: "y", count: length) + "," + text, filler: filler)
          var scanner = CSVScanner(delimiter: UInt8(ascii: ","), fields: 2)
          let record = scanner.scan(padded.bytes.span, 0, padded.end)
          #expect(record.isBalanced == isBalanced, "\(text) after \(length) bytes")
        }
      }
    }
  }

  @Test(
    "any bytes are split at delimiters and line feeds with an even number of quotes before them")
  func anyBytes() {
    let rounds = Size.isWhole ? 40_000 : 1500
    var generator = SeededGenerator(seed: 12)
    let alphabet = Array("aa,,\"\"\n\r".utf8)
    for _ in 0..<rounds {
      let count = Int.random(in: 1...150, using: &generator)
      let bytes = (0..<count).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
      let text = PaddedText(bytes, filler: PaddedText.fillers.randomElement(using: &generator) ?? 0)
      let span = text.bytes.span
      var scanner = CSVScanner(delimiter: UInt8(ascii: ","), fields: 200)
      scanner.begin(span, 0, text.end)
      var found: [[ArraySlice<UInt8>]] = []
      while scanner.position < text.end {
        let record = scanner.next(span, text.end)
        found.append((0..<record.fieldCount).map { bytes[scanner.field($0)] })
      }
      #expect(
        found == Self.split(bytes), "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
    }
  }

  /// The rule as it is told, byte by byte.
  private static func split(_ bytes: [UInt8]) -> [[ArraySlice<UInt8>]] {
    var records: [[ArraySlice<UInt8>]] = []
    var fields: [ArraySlice<UInt8>] = []
    var (start, quotes) = (0, 0)
    func end(_ index: Int) {
      var end = index
      if end > start, bytes[end - 1] == 0x0D { end -= 1 }
      records.append(fields + [bytes[start..<end]])
      (fields, start, quotes) = ([], index + 1, 0)
    }
    for (index, byte) in bytes.enumerated() {
      if byte == 0x22 { quotes += 1 }
      guard quotes % 2 == 0 else { continue }
      if byte == 0x2C {
        fields.append(bytes[start..<index])
        start = index + 1
      } else if byte == 0x0A {
        end(index)
      }
    }
    if start < bytes.count || !fields.isEmpty { end(bytes.count) }
    return records
  }
}

@Suite("A delimited log's header")
struct CSVDialectTests {
  private func delimiter(_ header: String) -> Unicode.Scalar {
    let bytes = Array(header.utf8)
    return Unicode.Scalar(CSVDialect(header: bytes.span).delimiter)
  }

  @Test(
    "says the delimiter: the one that occurs most often outside quotes, else a comma",
    arguments: [
      ("", ","), ("a", ","), ("a,b", ","), ("a;b", ";"), ("a\tb", "\t"), ("a b|c", ","),
      ("a;b;c,d", ";"), ("a,b,c;d", ","), ("a\tb\tc;d", "\t"), ("\"a,b,c\";d", ";"),
      ("\"a;b;c\",d", ","), ("\"a\"\",\"\",\"\",\";d", ";"), ("\"a,b", ","),
      // Where two occur equally often: the comma, then the semicolon.
      ("a,b;c", ","), ("a;b,c", ","), ("a,b\tc", ","), ("a;b\tc", ";"), ("a,b;c\td", ","),
    ] as [(String, Unicode.Scalar)])
  func delimiters(header: String, expected: Unicode.Scalar) {
    #expect(delimiter(header) == expected)
  }

  @Test("a decimal comma is possible only where the semicolon separates")
  func decimalComma() {
    for (header, isPossible) in [("a;b", true), ("a,b", false), ("a\tb", false)] {
      let bytes = Array(header.utf8)
      #expect(CSVDialect(header: bytes.span).hasDecimalComma == isPossible)
    }
  }

  @Test(
    "names its columns without quotes and the spaces around them",
    arguments: [
      ("a,b", ["a", "b"]), ("\"a\",\"b,c\"", ["a", "b,c"]), (" a , b", ["a", "b"]),
      ("\"a \"\"b\"\"\"", ["a \"b\""]), ("a,,b", ["a", "", "b"]), ("", [""]), ("a,", ["a", ""]),
      ("\" a \",é", ["a", "é"]), ("\"a\"b,c", ["", "c"]),
    ])
  func names(header: String, expected: [String]) {
    let bytes = Array(header.utf8)
    #expect(CSVLayout.names(bytes.span, CSVDialect(header: [UInt8(ascii: ",")].span)) == expected)
  }

  @Test(
    "a field's inside is what its quotes enclose",
    arguments: [
      ("", ""), ("a", "a"), ("\"a\"", "a"), ("\"\"", ""), ("\"\"\"\"", "\"\""), ("a\"", "a\""),
      (" \"a\"", " \"a\""), ("\"", nil), ("\"a", nil), ("\"\"\"", nil), ("\"a\"b\"", nil),
      ("\"a\" ", nil), ("\"\"a\"\"", nil),
    ] as [(String, String?)])
  func insides(field: String, inside: String?) {
    let text = Array(("x" + field + "\"").utf8)
    let found = CSVField.inside(text.span, 1..<(text.count - 1))
    #expect(found.map { String(decoding: text[$0.range], as: UTF8.self) } == inside)
    #expect(found.map(\.hasDoubledQuotes) == inside.map { $0.contains("\"\"") })
  }
}
