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
    if case .csv(let layout) = body { scan.hasDecimalComma = layout.dialect.hasDecimalComma }
    // Nothing is counted in it; it says that ids are looked at.
    let tally = Tally(
      reader: RecordReader(plan: reading, estimator: estimator), plan: TallyPlan(dedupes: true))
    var records = LogRecords(body, reading, tally)
    var reader = log.blocks(body.framer(reading), blockSize: plan.blockSize)
    var buffer: [UInt8] = []
    while scan.found == nil {
      switch try await reader.next(into: &buffer) {
      case .block(let count):
        records.forEach(buffer.span, count, &scan)
        scan.line += buffer.span.lineEnds(0..<count)
      case .oversized(_, let extent): scan.line += extent.lines
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
struct RecordSearch: RecordVisitor {
  static let wantsFigures = false

  let wanted: String
  let name: String
  let reading: ReadingPlan
  let estimator: EcoEstimator
  var hasDecimalComma = false
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

  mutating func supersede() { number += 1 }

  /// A record that cannot be taken apart has no id and is not counted.
  mutating func reject() {}

  mutating func visit(
    _ text: Span<UInt8>, _ aside: borrowing [UInt8], _ fields: borrowing [FieldRange], first: Int,
    at start: Int, figures: borrowing FigurePlaces
  ) {
    number += 1
    guard found == nil else { return }
    let aside = aside.span
    let fields = fields.span.extracting(first..<(first + reading.slots.count))
    func string(_ field: Field) -> String? {
      guard let (range, _) = reading.slots(of: field).first(in: fields) else { return nil }
      let bytes = range.isAside ? range.range.map { aside[$0] } : range.range.map { text[$0] }
      return String(decoding: bytes, as: UTF8.self)
    }
    guard string(.id) == wanted || "#\(number)" == wanted else { return }
    var reader = RecordReader(plan: reading, estimator: estimator)
    reader.hasDecimalComma = hasDecimalComma
    let lines = text.lineEnds(0..<start)
    let place = "\(name):\(line + lines), record \(number), format \(reading.format.name)"
    var counts = TokenCounts()
    _ = counts.read(
      reader.plan.counts.span, decimalComma: reader.hasDecimalComma, text, aside, fields)
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
    return match?.model.evidence == .notCompletion
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
