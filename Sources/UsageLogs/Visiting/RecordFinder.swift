internal import PlainText
package import EcoModel
internal import SystemFiles

/// Finds one record of a log by its id, or by its number (`#3`), reading from the start.
package struct RecordFinder {
  private let options: ReadingOptions
  private let estimator: EcoEstimator
  private let path: String
  private let id: String

  package init(_ options: ReadingOptions, estimator: EcoEstimator, path: String, id: String) {
    self.options = options
    self.estimator = estimator
    self.path = path
    self.id = id
  }

  /// The record as a request; `nil` where the log has none of that id.
  package func find() async throws -> ExplainRequest? {
    let inputs = try await LogInputs([path], options, jobs: .one)
    let log = try await inputs.logs[0].open(options).log
    let opening = log.opening
    guard let (body, plan) = opening.log else { return nil }
    let firstLine = opening.prefix.count { $0 == UInt8(ascii: "\n") } + 1
    var scan = RecordSearch(
      wanted: id, name: log.name, plan: plan, estimator: estimator, line: firstLine)
    var records = LogRecords(body, plan, CallReader(plan, inputs.calls, input: 0))
    var reader = log.blocks(body.framer, blockSize: options.blockSize)
    var buffer: [UInt8] = []
    while scan.found == nil {
      switch try await reader.next(into: &buffer) {
      case .block(let count, let position):
        records.forEach(buffer.span, count, after: position, &scan)
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
struct UnreadableRecord: Fault {
  let place: String
  let message: String

  var family: FaultFamily { .result }
  var description: String { "\(place): error: \(message)" }
}

/// What is looked for, and what has been found.
struct RecordSearch: RecordVisitor {
  static let wantsFigures = false

  let wanted: String
  let name: String
  let plan: FieldPlan
  let estimator: EcoEstimator
  /// The line on which the current block starts.
  var line: Int
  private(set) var found: ExplainRequest?
  private(set) var rejected: UnreadableRecord?
  private var number = 0

  init(
    wanted: String, name: String, plan: FieldPlan, estimator: EcoEstimator, line: Int
  ) {
    self.wanted = wanted
    self.name = name
    self.plan = plan
    self.estimator = estimator
    self.line = line
  }

  mutating func supersede() { number += 1 }

  /// A record that cannot be taken apart has no id and is not counted.
  mutating func reject() {}

  mutating func visit(
    _ text: Span<UInt8>, _ unescaped: borrowing [UInt8], _ fields: borrowing [FieldRange],
    first: Int,
    at start: Int, figures: borrowing FigurePlaces
  ) {
    number += 1
    guard found == nil else { return }
    let unescaped = unescaped.span
    let fields = fields.span.extracting(first..<(first + plan.slots.count))
    func string(_ field: Field) -> String? {
      let bytes = plan.bytes(field, text, unescaped, fields)
      return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
    guard string(.id) == wanted || "#\(number)" == wanted else { return }
    var reader = RecordReader(plan: plan, estimator: estimator)
    let lines = text.lineEnds(0..<start)
    let place = "\(name):\(line + lines), record \(number), format \(plan.format.name)"
    var counts = TokenCounts()
    _ = counts.read(plan, text, unescaped, fields)
    var request = ExplainRequest()
    request.place = place
    request.assumptions = plan.assumptions
    request.servedBy = plan.format.servedBy
    request.model = string(.model) ?? plan.assumptions.model ?? ""
    request.provider =
      string(.provider) ?? (plan.assumptions.provider == nil ? plan.format.runner : nil)
    request.region = plan.place(text, unescaped, fields).map {
      String(decoding: $0.bytes(text, unescaped), as: UTF8.self)
    }
    request.date = plan.day(text, unescaped, fields).map { .day($0) } ?? .unknown
    switch reader.read(text, unescaped, fields) {
    case .rejected(let field, _, let message):
      let prefix = field.map { "\($0): " } ?? ""
      rejected = UnreadableRecord(place: place, message: prefix + "\(message)")
      return
    case .omitted(let reason, _, _, _):
      let isOfRecord = reason == .noUsage || reason == .notInferred || reason == .notCompletion
      // The model's row may say so too: then the request is explained by its model.
      request.recordReason = isOfRecord && !isModelsReason(reason, request) ? reason : nil
    case .estimated: break
    }
    request.serving = reader.serving ?? .assumed
    if let usage = counts.usage(totalIsEnough: estimator.methodology.countsTotalTokensOnly) {
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
