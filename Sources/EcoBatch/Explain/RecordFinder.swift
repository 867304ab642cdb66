internal import EcoModel

/// Finds one record of a log by its id, or by its number (`#3`), reading from the start.
struct RecordFinder {
  let plan: RunPlan
  let estimator: EcoEstimator
  let path: String
  let id: String

  /// The record as a request; `nil` where the log has none of that id.
  func find() async throws -> ExplainRequest? {
    let log = try await OpenLog(InputFile(path: path), plan: plan)
    let (opening, file) = (log.opening, log.file)
    guard let (body, reading) = opening.log else { return nil }
    let firstLine = opening.prefix.count { $0 == UInt8(ascii: "\n") } + 1
    var scan = RecordSearch(
      wanted: id, name: file.name, reading: reading, estimator: estimator, line: firstLine)
    var walker: any RecordWalker =
      switch body {
      case .csv(let layout): CSVWalker(layout)
      case .json(let framing): JSONWalker(reading, framing)
      case .events: JSONWalker(reading, nil)
      }
    var reader = log.blocks(body.framer(reading), blockSize: plan.blockSize)
    var buffer: [UInt8] = []
    while scan.found == nil {
      switch try await reader.next(into: &buffer) {
      case .block(let count):
        walker.walk(buffer.span, count, &scan)
        scan.line += buffer.span.lineEnds(0..<count)
      case .oversized(_, let lines): scan.line += lines
      case .end:
        if let rejected = scan.rejected { throw rejected }
        return nil
      }
    }
    return scan.found
  }
}

/// A record that is there and cannot be read.
struct UnreadableRecord: Error, CustomStringConvertible {
  let place: String
  let message: String

  var description: String { "\(place): error: \(message)" }
}

/// What is looked for, and what has been found.
struct RecordSearch {
  let wanted: String
  let name: String
  let reading: ReadingPlan
  let estimator: EcoEstimator
  /// The line on which the current block starts.
  var line: Int
  private(set) var found: ExplainRequest?
  private(set) var rejected: UnreadableRecord?
  private var number = 0

  init(
    wanted: String, name: String, reading: ReadingPlan, estimator: EcoEstimator, line: Int
  ) {
    self.wanted = wanted
    self.name = name
    self.reading = reading
    self.estimator = estimator
    self.line = line
  }

  /// Looks at a record; `lines` are those before it in its block.
  mutating func look(
    _ text: Span<UInt8>, _ aside: Span<UInt8>, _ fields: Span<FieldRange>, lines: Int,
    decimalComma: Bool
  ) {
    number += 1
    guard found == nil else { return }
    var reader = RecordReader(plan: reading, estimator: estimator)
    reader.hasDecimalComma = decimalComma
    func string(_ field: Field) -> String? {
      guard let (range, _) = reader.present(field, fields) else { return nil }
      let bytes = range.isAside ? range.range.map { aside[$0] } : range.range.map { text[$0] }
      return String(decoding: bytes, as: UTF8.self)
    }
    guard string(.id) == wanted || "#\(number)" == wanted else { return }
    let place = "\(name):\(line + lines), record \(number), format \(reading.format.name)"
    var counts = TokenCounts()
    _ = counts.read(reader, text, aside, fields)
    var request = ExplainRequest()
    request.place = place
    request.assumptions = reading.assumptions
    request.model = string(.model) ?? reading.assumptions.model ?? ""
    request.provider = string(.provider)
    request.region = reader.regionText(text, aside, fields)
    request.date = reader.day(text, aside, fields).map { .day($0) } ?? .unknown
    switch reader.read(text, aside, fields) {
    case .rejected(let field, _, let message):
      let prefix = field.map { "\($0): " } ?? ""
      rejected = UnreadableRecord(place: place, message: prefix + "\(message)")
      return
    case .omitted(let reason, _, _):
      let isOfRecord = reason == .noUsage || reason == .notInferred || reason == .notCompletion
      // The model's row may say so too: then the request is explained by its model.
      request.recordReason = isOfRecord && !isModelsReason(reason, request) ? reason : nil
    case .estimated: break
    }
    if let usage = counts.usage(totalIsEnough: reading.countsTotalTokensOnly) {
      request.promptTokens = usage.promptTokens
      request.cachedTokens = usage.cachedPromptTokens
      request.completionTokens = usage.completionTokens
      request.requests = usage.requests
    }
    found = request
  }

  private func isModelsReason(_ reason: Unclassified, _ request: ExplainRequest) -> Bool {
    guard reason == .notCompletion else { return false }
    let match = estimator.catalogue.find(request.model, on: nil)
    return match.map { estimator.catalogue.models[$0.index].evidence == .notCompletion } ?? false
  }
}

/// Walks over the records of a block.
protocol RecordWalker {
  mutating func walk(_ text: Span<UInt8>, _ end: Int, _ scan: inout RecordSearch)
}

/// The records of delimited blocks; all fields are copied aside, for there is no hurry.
struct CSVWalker: RecordWalker {
  private let layout: CSVLayout
  private var scanner: CSVScanner

  init(_ layout: CSVLayout) {
    self.layout = layout
    scanner = CSVScanner(delimiter: layout.dialect.delimiter, fields: layout.columnCount)
  }

  mutating func walk(_ text: Span<UInt8>, _ end: Int, _ scan: inout RecordSearch) {
    var start = 0
    while start < end {
      let record = scanner.scan(text, start, end)
      if record.start < record.end, record.fieldCount == layout.columnCount {
        var aside: [UInt8] = []
        let fields = layout.slotColumns.indices.map { slot in
          field(slot, record, text, &aside)
        }
        scan.look(
          text, aside.span, fields.span, lines: text.lineEnds(0..<record.start),
          decimalComma: layout.dialect.hasDecimalComma)
      }
      start = record.next
    }
  }

  private func field(
    _ slot: Int, _ record: CSVScanner.Record, _ text: Span<UInt8>, _ aside: inout [UInt8]
  ) -> FieldRange {
    guard let column = layout.slotColumns[slot],
      let (inside, _) = CSVField.inside(text, scanner.field(column, of: record))
    else { return FieldRange() }
    var value: [UInt8] = []
    CSVField.unescape(text, inside, into: &value)
    var kind = FieldRange.Kind.string
    if let path = layout.slotPaths[slot] {
      (value, kind) = Self.member(path, of: value)
    } else {
      value = Array(ModelID.trimmed(String(decoding: value, as: UTF8.self)).utf8)
    }
    let start = aside.count
    aside += value
    return FieldRange(
      start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: aside.count),
      kind: value.isEmpty ? .absent : kind, isAside: true)
  }

  /// What a path leads to in JSON text inside a column.
  private static func member(_ path: String, of json: [UInt8]) -> ([UInt8], FieldRange.Kind) {
    var extractor = JSONExtractor(tree: PathTree(paths: [path], recordPath: ""))
    let padded = json + [UInt8](repeating: 0, count: Words.slack)
    _ = try? extractor.extract(padded.span, 0, json.count)
    guard let field = extractor.fields.first, field.kind != .absent else { return ([], .absent) }
    return (Array(field.isAside ? extractor.aside[field.range] : padded[field.range]), field.kind)
  }
}

/// The records of JSON blocks and event streams.
struct JSONWalker: RecordWalker {
  /// `nil` for event streams.
  private let framing: JSONFraming?
  private let slotCount: Int
  private var extractor: JSONExtractor

  init(_ reading: ReadingPlan, _ framing: JSONFraming?) {
    self.framing = framing
    slotCount = reading.slots.count
    extractor = JSONExtractor(
      tree: PathTree(
        paths: reading.slots.map(\.source.path), recordPath: reading.format.recordPath))
  }

  mutating func walk(_ text: Span<UInt8>, _ end: Int, _ scan: inout RecordSearch) {
    var start = 0
    while start < end {
      extractor.reset()
      let next: Int
      if framing == nil {
        next = EventFramer.endOfStream(text, start, end) ?? end
        events(text, start..<next)
        if extractor.mergeRecords() != nil { look(0, text, &scan) }
      } else {
        guard let extent = nextText(text, start, end) else { return }
        next = extent.upperBound
        if (try? extractor.extract(text, extent.lowerBound, extent.upperBound)) != nil {
          for index in extractor.records.indices { look(index, text, &scan) }
        }
      }
      start = max(next, start + 1)
    }
  }

  private func look(_ index: Int, _ text: Span<UInt8>, _ scan: inout RecordSearch) {
    let record = extractor.records[index]
    scan.look(
      text, extractor.aside.span,
      extractor.fields.span.extracting(record.firstField..<(record.firstField + slotCount)),
      lines: text.lineEnds(0..<record.start), decimalComma: false)
  }

  /// The extent of the next text.
  private func nextText(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Range<Int>? {
    var first = JSONSyntax.skipSpace(text, start, end)
    if first < end, text[first] == UInt8(ascii: ",") {
      first = JSONSyntax.skipSpace(text, first + 1, end)
    }
    guard first < end else { return nil }
    if framing == .lines {
      return first..<(ByteSearch.first(UInt8(ascii: "\n"), in: text, first..<end) ?? end)
    }
    return first..<JSONFramer.endOfText(text, first, end)
  }

  private mutating func events(_ text: Span<UInt8>, _ extent: Range<Int>) {
    var start = extent.lowerBound
    while start < extent.upperBound {
      let lineEnd =
        ByteSearch.first(UInt8(ascii: "\n"), in: text, start..<extent.upperBound)
        ?? extent.upperBound
      if let data = EventFramer.data(text, start..<lineEnd), text[data.lowerBound] != 0x5B {
        _ = try? extractor.extract(text, data.lowerBound, data.upperBound)
      }
      start = lineEnd + 1
    }
  }
}

extension RecordReader {
  /// The region that a record states, out of a URL or a resource name where it stands in one.
  borrowing func regionText(
    _ text: Span<UInt8>, _ aside: Span<UInt8>, _ fields: Span<FieldRange>
  ) -> String? {
    guard let (region, slot) = present(.region, fields) else { return nil }
    let bytes = region.isAside ? region.range.map { aside[$0] } : region.range.map { text[$0] }
    let place: Range<Int>? =
      switch plan.slots[slot].source.reading {
      case .plain: 0..<bytes.count
      case .hostRegion: TextValue.hostRegion(bytes.span, 0..<bytes.count)
      case .locationRegion: TextValue.locationRegion(bytes.span, 0..<bytes.count)
      }
    return place.map { String(decoding: bytes[$0], as: UTF8.self) }
  }
}
