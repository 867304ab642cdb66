/// How the texts of a JSON log follow each other.
enum JSONFraming: Sendable {
  /// One text for each line.
  case lines
  /// The elements of one array, with the commas between them.
  case elements
  /// Texts one after the other, over as many lines as they like.
  case documents
  /// Server-sent events: the data of one stream's events together is one record.
  case events
}

/// Where JSON texts end, found by brackets and quotes alone: valid texts end where this says, and what
/// is not valid ends somewhere definite too.
enum JSONFramer {
  /// The walk over one text, which can go on when more of it has been read.
  struct Walk {
    private(set) var index: Int
    private var depth = 0
    private var inString = false
    private var isScalar = false

    /// A walk from the first byte of a text (not white space).
    init(at start: Int) { index = start }

    /// Continues in a text of which the first `count` bytes have been dropped.
    mutating func rebase(by count: Int) { index = max(0, index - count) }

    /// Goes on up to `end`; returns where the text ends, or `nil` where it does not yet.
    ///
    /// A text that is not a container ends before white space, a comma or a closing bracket.
    mutating func advance(_ text: Span<UInt8>, _ end: Int) -> Int? {
      while index < end {
        if inString {
          let special = Words.stringSpecials(text, at: index)
          index = min(index + special.trailingZeroBitCount, end)
          guard index < end else { return nil }
          guard special != 0 else { continue }
          switch text[index] {
          case UInt8(ascii: "\\"): index += 2
          case UInt8(ascii: "\""):
            inString = false
            index += 1
            if depth == 0 { return index }
          default: index += 1
          }
          continue
        }
        if depth > 0 {
          // In a container only what opens and closes matters.
          let nesting = Words.nesting(text, at: index)
          index = min(index + nesting.trailingZeroBitCount, end)
          guard index < end else { return nil }
          guard nesting != 0 else { continue }
        }
        switch text[index] {
        case UInt8(ascii: "\""):
          if isScalar { return index }
          inString = true
        case UInt8(ascii: "{"), UInt8(ascii: "["):
          if isScalar { return index }
          depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          if isScalar { return index }
          depth -= 1
          if depth <= 0 { return index + 1 }
        case 0x20, 0x0A, 0x0D, 0x09, UInt8(ascii: ","):
          if isScalar { return index }
          if depth == 0 { return index + 1 }
        default:
          if depth == 0 { isScalar = true }
        }
        index += 1
      }
      return nil
    }
  }

  /// The end of the text that starts at `start`; `end` where it does not end before.
  static func endOfText(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var walk = Walk(at: start)
    return min(walk.advance(text, end) ?? end, end)
  }
}
