internal import EcoModel

/// What a record says of single fields.
extension FieldPlan {
  /// The part of the region's field that names a place.
  @inline(__always)
  func place(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> FieldRange? {
    guard let (range, slot) = region.first(in: fields) else { return nil }
    let part = parts[slot]
    if case .all = part { return range }
    let found = Self.place(part, range.isUnescaped ? unescaped : text, range.range)
    return found.map { found in
      var place = range
      place.start = Int32(truncatingIfNeeded: found.lowerBound)
      place.end = Int32(truncatingIfNeeded: found.upperBound)
      return place
    }
  }

  private static func place(
    _ part: Field.Part, _ text: Span<UInt8>, _ range: Range<Int>
  ) -> Range<Int>? {
    switch part {
    case .all, .energy: range
    case .hostRegion: RegionText.inHost(text, range)
    case .locationRegion: RegionText.inLocation(text, range)
    }
  }

  /// The day of a record whose time can be read; `nil` where it says none.
  func day(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> UTCDay? {
    moment(text, unescaped, fields).map { UTCDay(daysSinceEpoch: $0.day) }
  }

  /// The time of a record, where it says one that can be read.
  func moment(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> TextValue.Moment? {
    guard let (time, _) = time.first(in: fields) else { return nil }
    let text = time.isUnescaped ? unescaped : text
    let moment = TextValue.moment(text, time.range) ?? otherMoment(text, time.range)
    return moment.flatMap { $0.isOfLogs ? $0 : nil }
  }

  /// The time of a text that is not as ISO 8601 has it, where the format says how it is written.
  @inline(never)
  func otherMoment(_ text: Span<UInt8>, _ range: Range<Int>) -> TextValue.Moment? {
    format.timeFormat.moment(text, range)
  }

  /// The bytes of a field; empty where the record says nothing of it.
  func bytes(
    _ field: Field, _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> [UInt8] {
    slots(of: field).first(in: fields)?.range.bytes(text, unescaped) ?? []
  }

  /// What a line says for those after it, by the field: nothing, unless it is of the kind that does.
  func said(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> [(field: Field, text: [UInt8])] {
    guard let (range, _) = slots(of: .line).first(in: fields) else { return [] }
    let line = range.isUnescaped ? unescaped : text
    var said: [(field: Field, text: [UInt8])] = []
    for (field, kind) in format.carried
    where ByteSearch.equal(line, range.range, Array(kind.utf8)) {
      let value = bytes(field, text, unescaped, fields)
      if !value.isEmpty { said.append((field, value)) }
    }
    return said
  }
}
