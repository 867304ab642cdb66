/// The text after a JSON string's escapes.
enum JSONString {
  /// Appends the unescaped bytes of a checked string's inside. A lone surrogate becomes U+FFFD.
  static func unescape(_ text: Span<UInt8>, _ range: Range<Int>, into output: inout [UInt8]) {
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = text[index]
      guard byte == UInt8(ascii: "\\"), index + 1 < range.upperBound else {
        output.append(byte)
        index += 1
        continue
      }
      let escape = text[index + 1]
      index += 2
      switch escape {
      case UInt8(ascii: "b"): output.append(0x08)
      case UInt8(ascii: "f"): output.append(0x0C)
      case UInt8(ascii: "n"): output.append(0x0A)
      case UInt8(ascii: "r"): output.append(0x0D)
      case UInt8(ascii: "t"): output.append(0x09)
      case UInt8(ascii: "u"):
        let (scalar, next) = codePoint(text, index, range.upperBound)
        output.append(contentsOf: Array(String(scalar).utf8))
        index = next
      default: output.append(escape)
      }
    }
  }

  /// The code point of `\uXXXX` or of a pair of them; `start` is after the first `u`.
  private static func codePoint(
    _ text: Span<UInt8>, _ start: Int, _ end: Int
  ) -> (Character, Int) {
    let high = unit(text, start, end)
    var next = min(start + 4, end)
    var value = high
    if (0xD800...0xDBFF).contains(high), next + 6 <= end, text[next] == UInt8(ascii: "\\"),
      text[next + 1] == UInt8(ascii: "u")
    {
      let low = unit(text, next + 2, end)
      if (0xDC00...0xDFFF).contains(low) {
        value = 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
        next += 6
      }
    }
    return (Character(Unicode.Scalar(value) ?? "\u{FFFD}"), next)
  }

  private static func unit(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> UInt32 {
    (start..<min(start + 4, end)).reduce(0) { $0 << 4 | (JSONSyntax.hexDigit(text[$1]) ?? 0) }
  }

  /// Appends text as the inside of a JSON string.
  static func escape(_ text: Span<UInt8>, _ range: Range<Int>, into output: inout OutputBuffer) {
    let digits = Array("0123456789abcdef".utf8)
    for index in range {
      let byte = text[index]
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        output.append(UInt8(ascii: "\\"))
        output.append(byte)
      case 0x0A: output.append(#"\n"#)
      case 0x0D: output.append(#"\r"#)
      case 0x09: output.append(#"\t"#)
      case 0..<0x20:
        output.append(#"\u00"#)
        output.append(digits[Int(byte >> 4)])
        output.append(digits[Int(byte & 15)])
      default: output.append(byte)
      }
    }
  }
}
