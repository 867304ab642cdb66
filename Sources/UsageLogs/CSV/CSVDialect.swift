/// How a delimited file is written: read off its header.
struct CSVDialect: Sendable, Hashable {
  /// Comma, semicolon, tab or vertical bar.
  let delimiter: UInt8
  /// Whether numbers may have a comma for a decimal point: where the semicolon separates.
  var hasDecimalComma: Bool { delimiter == UInt8(ascii: ";") }

  init(delimiter: UInt8) { self.delimiter = delimiter }

  /// A first line `sep=;`, which spreadsheets write to say what separates; where it ends.
  static func separatorLine(_ text: Span<UInt8>) -> (delimiter: UInt8, end: Int)? {
    let prefix = Array("sep=".utf8)
    guard text.count > 5, ByteSearch.equal(text, 0..<4, prefix) else { return nil }
    let end = text[5] == UInt8(ascii: "\r") && text.count > 6 ? 6 : 5
    guard text[end] == UInt8(ascii: "\n") else { return nil }
    return (text[4], end + 1)
  }

  /// The delimiter that occurs most often in a header outside quotes; a comma where none does.
  init(header: Span<UInt8>) {
    var counts = [Int](repeating: 0, count: 256)
    var inQuotes = false
    for index in 0..<header.count {
      let byte = header[index]
      if byte == UInt8(ascii: "\"") { inQuotes.toggle() }
      if !inQuotes { counts[Int(byte)] += 1 }
    }
    // A single bar is as likely part of a name.
    if counts[Int(UInt8(ascii: "|"))] == 1 { counts[Int(UInt8(ascii: "|"))] = 0 }
    var best = UInt8(ascii: ",")
    for candidate in [UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")]
    where counts[Int(candidate)] > counts[Int(best)] {
      best = candidate
    }
    delimiter = best
  }
}

/// One field of a delimited record.
enum CSVField {
  /// The inside of a field: without the quotes around it, and whether quotes are doubled in it;
  /// `nil` where the quotes are not as RFC 4180 has them.
  @inline(__always)
  static func inside(
    _ text: Span<UInt8>, _ range: Range<Int>
  ) -> (range: Range<Int>, hasDoubledQuotes: Bool)? {
    guard !range.isEmpty, text[range.lowerBound] == UInt8(ascii: "\"") else {
      return (range, false)
    }
    return quoted(text, range)
  }

  @inline(never)
  private static func quoted(
    _ text: Span<UInt8>, _ range: Range<Int>
  ) -> (range: Range<Int>, hasDoubledQuotes: Bool)? {
    guard range.count >= 2, text[range.upperBound - 1] == UInt8(ascii: "\"") else { return nil }
    let inside = (range.lowerBound + 1)..<(range.upperBound - 1)
    var index = inside.lowerBound
    var doubled = false
    while index < inside.upperBound {
      if text[index] == UInt8(ascii: "\"") {
        guard index + 1 < inside.upperBound, text[index + 1] == UInt8(ascii: "\"") else {
          return nil
        }
        doubled = true
        index += 1
      }
      index += 1
    }
    return (inside, doubled)
  }

  /// Appends the inside of a field; where quotes are doubled in it, each pair as one.
  static func append(
    _ text: Span<UInt8>, _ inside: (range: Range<Int>, hasDoubledQuotes: Bool),
    to output: inout [UInt8]
  ) {
    var index = inside.range.lowerBound
    while index < inside.range.upperBound {
      output.append(text[index])
      index += inside.hasDoubledQuotes && text[index] == UInt8(ascii: "\"") ? 2 : 1
    }
  }
}
