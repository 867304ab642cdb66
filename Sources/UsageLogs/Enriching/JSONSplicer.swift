internal import EcoModel

/// Puts the blocks of a text's records into a copy of the text and takes stale ones out.
struct JSONSplicer {
  /// One change: what goes, and what comes in its place.
  private struct Edit {
    enum Content {
      case nothing
      /// A block alone, replacing an old value.
      case block(EcoFigures, more: Range<Int>)
      /// A whole member, after the last one of the object.
      case member(EcoFigures, isFirst: Bool, more: Range<Int>)
    }

    let range: Range<Int>
    let content: Content
  }

  private let writer: EcoWriter
  private let key = Array(#""eco":"#.utf8)
  private var edits: [Edit] = []
  /// The fields beside the blocks of the text's records.
  private var more: [UInt8] = []

  init(writer: EcoWriter) { self.writer = writer }

  /// The most bytes that an edit's content takes.
  private var contentCapacity: Int { 1 + key.count + writer.blockCapacity + more.count }

  /// Forgets the last text.
  @inline(__always)
  mutating func reset() {
    edits.removeAllFast()
    more.removeAllFast()
  }

  /// Plans the changes for one record. Records come in the order of their ends.
  @inline(__always)
  mutating func add(
    _ outcome: Outcome, _ record: JSONRecord, _ stale: borrowing [StaleMember],
    more member: [UInt8] = []
  ) {
    guard case .figures(let figures) = outcome else {
      if record.staleCount > 0 { remove(record, stale, except: nil) }
      return
    }
    let start = more.count
    more += member
    let more = start..<more.count
    if record.staleCount > 0 {
      let members = record.firstStale..<(record.firstStale + record.staleCount)
      let kept = members.first { stale[$0].inHost == record.hasHost && stale[$0].isBlock }
      remove(record, stale, except: kept)
      if let kept {
        insert(Edit(range: stale[kept].value, content: .block(figures, more: more)))
        return
      }
    }
    insert(
      Edit(
        range: record.insertion..<record.insertion,
        content: .member(figures, isFirst: record.hostIsEmpty, more: more)))
  }

  /// Removes old members with the comma that each one no longer needs.
  private mutating func remove(
    _ record: JSONRecord, _ stale: borrowing [StaleMember], except kept: Int?
  ) {
    var leadingEnd: Int?
    for index in record.firstStale..<(record.firstStale + record.staleCount) where index != kept {
      let member = stale[index]
      // A first member, or one after removed first members, takes the comma after it along.
      if member.comma == nil || leadingEnd == member.key {
        let end = member.next ?? member.value.upperBound
        insert(Edit(range: member.key..<end, content: .nothing))
        leadingEnd = member.next
      } else if let comma = member.comma {
        insert(Edit(range: comma..<member.value.upperBound, content: .nothing))
      }
    }
  }

  /// Keeps the edits sorted; they nearly always come in order.
  @inline(__always)
  private mutating func insert(_ edit: Edit) {
    var place = edits.count
    while place > 0, edits[place - 1].range.lowerBound > edit.range.lowerBound { place -= 1 }
    if place == edits.count { edits.append(edit) } else { edits.insert(edit, at: place) }
  }

  /// Copies a range of a text with the changes made.
  @inline(__always)
  func splice(_ text: Span<UInt8>, _ range: Range<Int>, into output: inout OutputBuffer) {
    output.append(capacity: range.count + edits.count * contentCapacity) { output in
      var start = range.lowerBound
      for edit in edits {
        output.append(text, start..<max(start, edit.range.lowerBound))
        write(edit.content, to: &output)
        start = max(start, edit.range.upperBound)
      }
      output.append(text, start..<range.upperBound)
    }
  }

  /// The same on one line: without white space between tokens.
  func spliceCompact(_ text: Span<UInt8>, _ range: Range<Int>, into output: inout OutputBuffer) {
    var start = range.lowerBound
    // The edits of other records of the text, in other events of a stream, are none of this one's.
    for edit in edits
    where edit.range.lowerBound >= range.lowerBound && edit.range.upperBound <= range.upperBound {
      compact(text, start..<max(start, edit.range.lowerBound), into: &output)
      output.append(capacity: contentCapacity) { write(edit.content, to: &$0) }
      start = max(start, edit.range.upperBound)
    }
    compact(text, start..<range.upperBound, into: &output)
  }

  /// Copies without white space outside strings; the ends of the range are outside strings.
  private func compact(_ text: Span<UInt8>, _ range: Range<Int>, into output: inout OutputBuffer) {
    var inString = false
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = text[index]
      if inString || (byte != 0x20 && byte != 0x0A && byte != 0x0D && byte != 0x09) {
        output.append(byte)
      }
      if inString, byte == UInt8(ascii: "\\") {
        index += 1
        output.append(text[index])
      } else if byte == UInt8(ascii: "\"") {
        inString.toggle()
      }
      index += 1
    }
  }

  @inline(__always)
  private func write(_ content: Edit.Content, to output: inout OutputSpan<UInt8>) {
    switch content {
    case .nothing: break
    case .block(let figures, let range):
      writer.appendJSON(figures, to: &output)
      output.append(more.span, range)
    case .member(let figures, let isFirst, let range):
      if !isFirst { output.append(UInt8(ascii: ",")) }
      output.append(key.span)
      writer.appendJSON(figures, to: &output)
      output.append(more.span, range)
    }
  }
}
