/// How a text is written that is read as if it were UTF-8 with line feeds. Its rows are written as they
/// are read.
package enum TextConversion: String, Sendable {
  /// UTF-16, the lower byte first or last.
  case utf16LittleEndian = "UTF-16LE"
  case utf16BigEndian = "UTF-16BE"
  /// Lines that end in a carriage return alone.
  case carriageReturns = "CR"
  /// Records that start with U+001E (RFC 7464).
  case recordSeparators = "RS"

  /// What a text's start says; `nil` where it is read as it is.
  package init?(_ head: [UInt8]) {
    let sample = head.prefix(256)
    let nulls = sample.indices.filter { sample[$0] == 0 }
    let isAlternating =
      sample.count >= 8 && nulls.count * 3 > sample.count && Set(nulls.map { $0 % 2 }).count == 1
    if head.starts(with: [0xFF, 0xFE]) || isAlternating && nulls[0] % 2 == 1 {
      self = .utf16LittleEndian
    } else if head.starts(with: [0xFE, 0xFF]) || isAlternating {
      self = .utf16BigEndian
    } else if head.first == 0x1E {
      self = .recordSeparators
    } else if !head.contains(0x0A), let end = head.firstIndex(of: 0x0D), end < head.count - 1,
      head.first != UInt8(ascii: "{"), head.first != UInt8(ascii: "[")
    {
      self = .carriageReturns
    } else {
      return nil
    }
  }

  /// What it is called in words.
  package var words: String {
    switch self {
    case .utf16LittleEndian, .utf16BigEndian: "UTF-16, and its rows are written as UTF-8"
    case .carriageReturns: "of lines that end in CR, and its rows are written with LF"
    case .recordSeparators: "of records after U+001E, which are left out of its rows"
    }
  }
}

/// Converts another source while it is read.
package struct ConvertedSource: ByteSource {
  private var source: any ByteSource
  private let conversion: TextConversion
  /// What has been read and not converted: at most a part of a character.
  private var input: [UInt8] = []
  private var output: [UInt8] = []
  private var position = 0
  private var isOver = false

  private static let pieceSize = 1 << 16

  /// A source of what follows `head` in another one; `head` has been read already.
  package init(_ conversion: TextConversion, _ source: any ByteSource, head: [UInt8]) {
    self.conversion = conversion
    self.source = source
    input = head
    convert()
  }

  package mutating func read(
    into buffer: inout [UInt8], at offset: Int, limit: Int
  ) async throws(FileError) -> Int {
    while position == output.count, !isOver {
      var piece = [UInt8](repeating: 0, count: Self.pieceSize)
      let count = try await source.read(into: &piece, at: 0, limit: piece.count)
      isOver = count == 0
      input += piece[..<count]
      output.removeAll(keepingCapacity: true)
      position = 0
      convert()
    }
    let count = min(limit - offset, output.count - position)
    buffer.replaceSubrange(offset..<(offset + count), with: output[position..<(position + count)])
    position += count
    return count
  }

  /// Converts what has been read, as far as its characters are whole.
  private mutating func convert() {
    switch conversion {
    case .carriageReturns: output += input.map { $0 == 0x0D ? 0x0A : $0 }
    case .recordSeparators: output += input.filter { $0 != 0x1E }
    case .utf16LittleEndian, .utf16BigEndian: return convertUTF16()
    }
    input.removeAll(keepingCapacity: true)
  }

  private mutating func convertUTF16() {
    let isLittle = conversion == .utf16LittleEndian
    var units = stride(from: 0, to: input.count - 1, by: 2).map { index in
      let (low, high) =
        isLittle ? (input[index], input[index + 1]) : (input[index + 1], input[index])
      return UInt16(high) << 8 | UInt16(low)
    }
    // The first of a pair waits for the other.
    if !isOver, let last = units.last, UTF16.isLeadSurrogate(last) { units.removeLast() }
    var used = 2 * units.count
    if isOver, input.count % 2 == 1 {
      units.append(0xFFFD)
      used += 1
    }
    input.removeFirst(used)
    for byte in String(decoding: units, as: UTF16.self).utf8 { output.append(byte) }
    removeMark()
  }

  private var hasMark = true

  /// The mark of the order of bytes is no part of the text.
  private mutating func removeMark() {
    guard hasMark, !output.isEmpty else { return }
    hasMark = false
    if output.starts(with: [0xEF, 0xBB, 0xBF]) { output.removeFirst(3) }
  }
}
