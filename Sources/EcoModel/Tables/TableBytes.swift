internal import CByteMasks
internal import CEcoData

/// The bytes of one table: a caller's, or those that are compiled in, which are not copied.
package struct TableBytes: Sendable {
  let name: EcoTables.Name
  private let edition: Edition
  private let own: [UInt8]?

  /// - Parameter own: the bytes; `nil` for the edition's.
  init(_ name: EcoTables.Name, of edition: Edition, own: [UInt8]?) {
    self.name = name
    self.edition = edition
    self.own = own
  }

  var copy: [UInt8] { withSpan { [UInt8](copying: $0) } }

  /// Calls `body` with the bytes.
  @inline(__always)
  func withSpan<Result, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    if let own { return try body(own.span) }
    let table =
      switch (edition, name) {
      case (.november2026, .accelerators): unsafe EcoTable()
      case (.november2026, .gridIntensity): unsafe eco_2026_11_grid_intensity_csv()
      case (.november2026, .models): unsafe eco_2026_11_models_csv()
      case (.november2026, .regions): unsafe eco_2026_11_regions_csv()
      case (.december2026, .accelerators): unsafe eco_accelerators_csv()
      // The edition has none.
      case (.november2026, .idRules): unsafe EcoTable(bytes: eco_id_rules_csv().bytes, count: 0)
      case (.december2026, .gridIntensity): unsafe eco_grid_intensity_csv()
      case (.december2026, .idRules): unsafe eco_id_rules_csv()
      case (.december2026, .models): unsafe eco_models_csv()
      case (.december2026, .pue): unsafe eco_pue_csv()
      case (.december2026, .regions): unsafe eco_regions_csv()
      // An edition is never asked for a table that it does not list.
      case (.november2026, .pue): unsafe EcoTable(bytes: nil, count: 0)
      }
    // The bytes live as long as the process and are never written.
    let bytes = unsafe UnsafeBufferPointer(start: table.bytes, count: table.count)
    return try unsafe body(bytes.span)
  }

  /// The error for what stands at a byte.
  func error(at offset: Int, _ message: String) -> DataError {
    withSpan { bytes in
      var (line, lineStart) = (1, 0)
      for index in 0..<offset where bytes[index] == UInt8(ascii: "\n") {
        line += 1
        lineStart = index + 1
      }
      return DataError(
        file: name.rawValue, line: line, column: offset - lineStart + 1, message: message)
    }
  }
}

extension Span<UInt8> {
  /// The text that the bytes are, or `nil` where they are not UTF-8 or have a NUL.
  package var text: String? {
    var isPlain = true
    for index in indices where self[index] == 0 || self[index] >= 0x80 {
      if self[index] == 0 { return nil }
      isPlain = false
    }
    // Decoding is several times faster than validating, and cannot go wrong with ASCII.
    return unsafe withUnsafeBufferPointer {
      isPlain
        ? unsafe String(decoding: $0, as: UTF8.self) : unsafe String(validating: $0, as: UTF8.self)
    }
  }

  /// The place of the first comma, line feed or quote from a place on, or the end.
  @inline(__always)
  func endOfField(from start: Int) -> Int {
    var place = start
    while place + 16 <= count {
      let mask = unsafe extracting(place..<place + 16).withUnsafeBufferPointer { bytes in
        unsafe bytes.baseAddress.map { unsafe eco_mask_field($0) } ?? 0
      }
      if mask != 0 { return place + mask.trailingZeroBitCount }
      place += 16
    }
    while place < count, self[place] != UInt8(ascii: ","), self[place] != UInt8(ascii: "\n"),
      self[place] != UInt8(ascii: "\"")
    { place += 1 }
    return place
  }

  /// Calls `body` with the place of each line feed and each quote, which are looked for in eight
  /// bytes at once.
  @inline(__always)
  func forEachLineFeedOrQuote(_ body: (_ place: Int, _ byte: UInt8) -> Void) {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let (lineFeeds, quotes) = (ones * UInt64(UInt8(ascii: "\n")), ones * UInt64(UInt8(ascii: "\"")))
    var place = 0
    while place + 8 <= count {
      let word = UInt64(
        littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self))
      let (a, b) = (word ^ lineFeeds, word ^ quotes)
      // The high bit of each byte that is 0 is set, and of no other before the first such byte.
      let hits = ((a &- ones) & ~a | (b &- ones) & ~b) & (ones << 7)
      if hits == 0 {
        place += 8
      } else {
        place += hits.trailingZeroBitCount / 8
        body(place, self[place])
        place += 1
      }
    }
    for place in place..<count {
      let byte = self[place]
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\"") { body(place, byte) }
    }
  }
}

extension Array<UInt8> {
  /// A copy of bytes.
  init(copying bytes: Span<UInt8>) {
    self = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
  }
}
