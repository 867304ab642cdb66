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
  package func endOfField(from start: Int) -> Int {
    var place = start
    while place + 16 <= count {
      let mask = unsafe withAddress(of: place..<place + 16) { unsafe eco_mask_field($0) }
      if mask != 0 { return place + mask.trailingZeroBitCount }
      place += 16
    }
    while place < count, self[place] != UInt8(ascii: ","), self[place] != UInt8(ascii: "\n"),
      self[place] != UInt8(ascii: "\"")
    { place += 1 }
    return place
  }

  /// How the field that starts at a place, with another after it, is ordered to a text: below zero, zero,
  /// above it. `nil` where bytes do not tell: in quotes, and where characters are not ASCII or may be
  /// joined with what follows them.
  func order(at start: Int, _ text: Span<UInt8>) -> Int? {
    var place = start
    for index in 0...text.count {
      let comma = UInt8(ascii: ",")
      let own = place < count ? self[place] : comma
      let next = place + 1 < count ? self[place + 1] : comma
      let (other, after) = (text.byte(index), text.byte(index + 1))
      guard own | next < 0x80, (other ?? 0) | (after ?? 0) < 0x80, own != UInt8(ascii: "\"") else {
        return nil
      }
      guard let other, own != comma else { return own == comma ? (other == nil ? 0 : -1) : 1 }
      if own != other { return own < other ? -1 : 1 }
      place += 1
    }
    return nil
  }

  private func byte(_ index: Int) -> UInt8? { index < count ? self[index] : nil }

  /// Calls `body` with the place of each line feed and each quote, which are looked for in 64 bytes at
  /// once.
  @inline(__always)
  func forEachLineFeedOrQuote(_ body: (_ place: Int, _ byte: UInt8) -> Void) {
    let (lineFeed, quote) = (UInt8(ascii: "\n"), UInt8(ascii: "\""))
    var start = 0
    while start + 64 <= count {
      var mask = unsafe withAddress(of: start..<start + 64) {
        unsafe eco_mask_either($0, lineFeed, quote)
      }
      while mask != 0 {
        let place = start + mask.trailingZeroBitCount
        body(place, self[place])
        mask &= mask &- 1
      }
      start += 64
    }
    for place in start..<count where self[place] == lineFeed || self[place] == quote {
      body(place, self[place])
    }
  }

  /// Calls `body` with where a range, which is not empty, is in memory. Checked against the bounds.
  @inline(__always)
  private func withAddress<Mask: FixedWidthInteger>(
    of range: Range<Int>, _ body: (UnsafePointer<UInt8>) -> Mask
  ) -> Mask {
    unsafe extracting(range).withUnsafeBufferPointer { bytes in
      unsafe bytes.baseAddress.map { unsafe body($0) } ?? 0
    }
  }
}

extension Array<UInt8> {
  /// A copy of bytes.
  init(copying bytes: Span<UInt8>) {
    self = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
  }
}
