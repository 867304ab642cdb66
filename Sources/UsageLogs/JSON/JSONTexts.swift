internal import EcoModel
/// Parses the texts of a JSON log one by one; every command reads JSON logs through it.
struct JSONTexts {
  /// What comes next in a log.
  enum Text {
    /// One JSON object, or one event stream: its records are in `extractor`.
    case records
    /// White space, or lines of a stream without data.
    case blank
    /// It is not JSON.
    case malformed(JSONError)
    /// It is JSON, but not an object.
    case notAnObject
  }

  /// The byte offsets of the text read last.
  struct Place {
    /// Where the one before ended: separators and white space come first.
    fileprivate(set) var start = 0
    /// The comma before it in an array.
    fileprivate(set) var comma: Int?
    /// Its first byte.
    fileprivate(set) var first = 0
    /// What a reject keeps of it: a line with its white space, else the text alone.
    fileprivate(set) var extent = 0..<0
    /// After its line end, where lines are texts; else after its last byte.
    fileprivate(set) var next = 0
  }

  let framing: JSONFraming
  private(set) var place = Place()
  private(set) var extractor: JSONExtractor
  /// In an event stream, the record that takes the block; its fields are those of the first record.
  private(set) var host = 0
  private var end = 0

  /// - Parameter tree: the paths of a format.
  init(framing: JSONFraming, tree: PathTree) {
    self.framing = framing
    extractor = JSONExtractor(tree: tree)
  }

  /// Goes to the start of a block of whole texts, readable for `Words.slack` bytes past `end`.
  mutating func begin(_ text: Span<UInt8>, _ end: Int) {
    self.end = end
    place = Place()
  }

  /// Whether anything is left of the block.
  @inline(__always)
  var isLeft: Bool { place.next < end }

  /// How many line ends there are from the end of the text before to the end of this one; a line
  /// counts as one even where its end is missing.
  @inline(__always)
  func lineCount(_ text: Span<UInt8>) -> Int {
    framing == .lines ? 1 : text.lineEnds(place.start..<place.next)
  }

  /// Names of counts that no rule reads.
  var unreadNames: FirstNames { extractor.unreadNames }

  /// Gives a record of the text read last a field that it lacks.
  ///
  /// - Parameter index: the field's place in the extractor's `fields`.
  mutating func supply(_ value: [UInt8], _ index: Int) { extractor.supply(value, index) }

  /// Reads the next text of a block, of which something must be left.
  @inline(__always)
  mutating func next(_ text: Span<UInt8>) -> Text {
    place.start = place.next
    switch framing {
    case .lines:
      let lineEnd = ByteSearch.first(UInt8(ascii: "\n"), in: text, place.start..<end) ?? end
      place.next = min(lineEnd + 1, end)
      place.first = JSONSyntax.skipSpace(text, place.start, lineEnd)
      place.extent = place.start..<lineEnd
      guard place.first < lineEnd else { return .blank }
      return read(text, place.first, lineEnd)
    case .elements, .documents:
      place.comma = nil
      place.first = JSONSyntax.skipSpace(text, place.start, end)
      if framing == .elements, place.first < end, text[place.first] == UInt8(ascii: ",") {
        place.comma = place.first
        place.first = JSONSyntax.skipSpace(text, place.first + 1, end)
      }
      place.next = end
      guard place.first < end else { return .blank }
      place.next = JSONFramer.endOfText(text, place.first, end)
      place.extent = place.first..<place.next
      return read(text, place.first, place.next)
    case .events:
      place.first = place.start
      place.next = EventStream.end(text, place.start, end) ?? end
      place.extent = place.start..<place.next
      return readStream(text)
    }
  }

  @inline(__always)
  private mutating func read(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Text {
    extractor.reset()
    do throws(JSONError) {
      let past = JSONSyntax.skipSpace(text, try extractor.extract(text, start, end), end)
      guard past == end else {
        return .malformed(
          JSONError(offset: past, message: "expected nothing more after the JSON text"))
      }
    } catch {
      return .malformed(error)
    }
    return text[start] == UInt8(ascii: "{") ? .records : .notAnObject
  }

  private mutating func readStream(_ text: Span<UInt8>) -> Text {
    extractor.reset()
    do throws(JSONError) {
      try extractor.extractEvents(text, place.extent)
    } catch {
      return .malformed(error)
    }
    guard let host = extractor.mergeRecords(text) else { return .blank }
    self.host = host
    return .records
  }
}
