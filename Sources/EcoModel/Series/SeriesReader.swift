/// Reads the slots of one file of a series.
struct SeriesReader {
  private let file: GridSeries.File
  private let format: SeriesFormat
  private var zones: [SeriesZoneRows] = []
  private var places: [String: Int] = [:]
  /// The fields of the row that is read, and where it is.
  private var fields: [TableField] = []
  private var rowStart = 0
  private var line = 1
  /// What the last row says of whether it is estimated: most say the same.
  private var lastEstimate: (text: Range<Int>, isEstimated: Bool) = (0..<0, false)

  /// Reads a file.
  ///
  /// - Throws: the first fault.
  static func zones(
    of file: GridSeries.File, isMarket: Bool
  ) throws(DataError) -> [SeriesZoneRows] {
    let text = file.bytes.span
    let hasMark = text.count >= 3 && text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF
    var fields: [TableField] = []
    let start: Int
    let format: SeriesFormat
    do throws(TableField.QuoteFault) {
      start = try TableField.readRow(in: text, at: hasMark ? 3 : 0, &fields)
    } catch {
      throw DataError(file: file.name, line: 1, column: error.offset + 1, message: error.message)
    }
    do throws(SeriesFormat.HeaderFault) {
      format = try SeriesFormat(
        fields.map { text.extracting($0.range).text ?? "" }, isMarket: isMarket)
    } catch {
      throw DataError(file: file.name, line: 1, column: 1, message: error.message)
    }
    var reader = SeriesReader(file: file, format: format)
    return try reader.read(text, from: start)
  }

  private init(file: GridSeries.File, format: SeriesFormat) {
    self.file = file
    self.format = format
  }

  private mutating func read(
    _ text: Span<UInt8>, from start: Int
  ) throws(DataError) -> [SeriesZoneRows] {
    guard format.zone != nil || format.onlyZone != nil || file.zone != nil else {
      throw fault(nil, "no column says which zone the rows are of; write ZONE=\(file.name)")
    }
    var position = start
    var (lastName, lastIndex) = (0..<0, 0)
    while position < text.count {
      rowStart = position
      line += 1
      do throws(TableField.QuoteFault) {
        position = try TableField.readRow(in: text, at: position, &fields)
      } catch {
        throw DataError(
          file: file.name, line: line, column: error.offset - rowStart + 1, message: error.message)
      }
      if fields.count == 1, fields[0].range.isEmpty { continue }
      guard fields.count >= format.columnCount else {
        throw fault(nil, "expected \(format.columnCount) fields or more, found \(fields.count)")
      }
      for demand in format.demands where !demand.texts.contains(string(text, demand.column)) {
        throw fault(demand.column, demand.otherwise)
      }
      let name = format.zone.map { fields[$0].range } ?? 0..<0
      // Rows of a zone mostly stand together.
      if zones.isEmpty || !text.isEqual(name, lastName) {
        (lastName, lastIndex) = (name, try zone(text))
      } else if let column = format.basisColumn, try basis(text) != zones[lastIndex].basis {
        throw fault(column, "the factors of a zone must have one basis")
      }
      try readSlot(text, into: lastIndex)
    }
    return try finished()
  }

  private mutating func finished() throws(DataError) -> [SeriesZoneRows] {
    zones.removeAll { $0.slots.isEmpty }
    guard !zones.isEmpty else {
      throw DataError(file: file.name, line: 1, column: 1, message: "no factors after the header")
    }
    guard let name = file.zone else { return try zones.map(ended) }
    guard zones.count == 1 else {
      throw DataError(
        file: file.name, line: 1, column: 1,
        message: "\(name)= is for a file of one zone, and this one has \(zones.count)")
    }
    return [try ended(zones[0]).named(name)]
  }

  /// Where the slots of the row's zone are kept.
  private mutating func zone(_ text: Span<UInt8>) throws(DataError) -> Int {
    var name = format.onlyZone ?? file.zone ?? ""
    if let column = format.zone {
      name = SeriesZones.own(Spelling.folded(string(text, column)))
      guard !name.isEmpty else { throw fault(column, "must not be empty") }
    }
    let basis = try basis(text)
    if let index = places[name] {
      guard zones[index].basis == basis else {
        throw fault(format.basisColumn, "the factors of a zone must have one basis")
      }
      return index
    }
    let source = format.source.map { string(text, $0) } ?? ""
    let publisher = format.isExport ? [format.publisher] : []
    places[name] = zones.count
    zones.append(
      SeriesZoneRows(
        name: name, basis: basis,
        source: (publisher + (source.isEmpty ? [] : [source])).joined(separator: ": "),
        file: file.name))
    return zones.count - 1
  }

  private func basis(_ text: Span<UInt8>) throws(DataError) -> GridSeries.Basis {
    if let basis = format.basis { return basis }
    guard let column = format.basisColumn else { return .lifecycle }
    let name = string(text, column)
    if let basis = GridSeries.Basis.ofGrids.first(where: { $0.rawValue == name }) { return basis }
    let known = GridSeries.Basis.ofGrids.map(\.rawValue).joined(separator: ", ")
    throw fault(
      column,
      name == "marginal"
        ? "a marginal factor is no average; expected \(known)"
        : "expected \(known), found \"\(name)\"")
  }

  /// Adds the slot of a row to its zone, or a gap where an export has no factor for it.
  private mutating func readSlot(_ text: Span<UInt8>, into zone: Int) throws(DataError) {
    let time = try time(text, format.time)
    if format.isExport, fields[format.factor].range.isEmpty {
      if let start = Int32(exactly: time) { zones[zone].gaps.append(start) }
      return
    }
    let factor = SeriesFactor.read(text.extracting(fields[format.factor].range), in: format.unit)
    guard let factor else {
      throw fault(
        format.factor,
        "expected a plain decimal from 0 to \(SeriesFactor.most) g/kWh, found"
          + " \"\(string(text, format.factor))\"")
    }
    let (start, end) =
      switch format.length {
      case .stated(let column): (time, try self.time(text, column))
      case .fromStart: (time, time)
      case .hourBefore: (time - 60, time)
      }
    if case .stated(let column) = format.length, !SeriesZoneRows.lengths.contains(end - start) {
      throw fault(column, "expected 15 minutes to a year after the start")
    }
    guard let start = Int32(exactly: start), let end = Int32(exactly: end) else {
      throw fault(format.time, "expected a time before the year 6000")
    }
    zones[zone].slots.append(
      SeriesZoneRows.Slot(
        start: start, end: end, factor: factor, isEstimated: isEstimated(text),
        line: Int32(clamping: line)))
  }

  private mutating func isEstimated(_ text: Span<UInt8>) -> Bool {
    guard let column = format.estimated else { return false }
    let range = fields[column].range
    if !text.isEqual(range, lastEstimate.text) {
      let word = Spelling.folded(string(text, column))
      lastEstimate = (range, ["true", "yes", "1"].contains(word))
    }
    return lastEstimate.isEstimated
  }

  private func time(_ text: Span<UInt8>, _ column: Int) throws(DataError) -> Int {
    if let minute = SeriesTime.read(text.extracting(fields[column].range), format.times) {
      return minute
    }
    throw fault(
      column,
      "expected a time in whole minutes, 2026-11-21T08:00Z for example, found"
        + " \"\(string(text, column))\"")
  }

  /// A zone's slots with their ends.
  private func ended(_ zone: SeriesZoneRows) throws(DataError) -> SeriesZoneRows {
    guard case .fromStart = format.length else { return zone }
    if let ended = zone.withEnds() { return ended }
    throw DataError(
      file: file.name, line: Int(zone.slots.first?.line ?? 1), column: 1,
      message:
        "\(zone.name): times must be 15 minutes to a year apart, and two or more, to show how"
        + " long each lasts")
  }

  /// The text of a field.
  private func string(_ text: Span<UInt8>, _ column: Int) -> String {
    let field = fields[column]
    let utf8 = text.extracting(field.range)
    return (field.hasDoubledQuotes ? TableField.unquoted(utf8).span.text : utf8.text) ?? ""
  }

  /// The error for a column of the row; `nil`: for the row.
  private func fault(_ column: Int?, _ message: String) -> DataError {
    let place = column.map { fields[$0].range.lowerBound - rowStart } ?? 0
    return DataError(file: file.name, line: line, column: place + 1, message: message)
  }
}

extension TableField {
  /// Reads the fields of a row; returns where the next one starts.
  fileprivate static func readRow(
    in text: Span<UInt8>, at start: Int, _ fields: inout [TableField]
  ) throws(QuoteFault) -> Int {
    fields.removeAll(keepingCapacity: true)
    var position = start
    while true {
      let (field, end) = try read(in: text, at: position)
      fields.append(field)
      position = end + 1
      if end >= text.count || text[end] != UInt8(ascii: ",") { return position }
    }
  }
}

extension Span<UInt8> {
  /// Whether the bytes of two ranges are equal.
  fileprivate func isEqual(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
    guard a.count == b.count else { return false }
    for offset in 0..<a.count where self[a.lowerBound + offset] != self[b.lowerBound + offset] {
      return false
    }
    return true
  }
}
