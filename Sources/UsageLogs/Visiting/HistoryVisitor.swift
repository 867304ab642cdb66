internal import EcoModel

/// Collects the calls that logs of one format tell, in one go: which of several records of a call counts
/// is decided when all have been seen.
struct HistoryVisitor: RecordVisitor {
  static let wantsFigures = false

  /// A record that tells a call.
  struct Told {
    let place: UInt64
    let day: UTCDay?
    let group: Int
    let outcome: Outcome
    fileprivate let identity: CallIdentity?
    /// What names its call within the session, and the session.
    fileprivate let names: Digest?
    fileprivate let family: Digest
    /// What names its span, where calls go on inside one another.
    fileprivate let span: Digest?

    /// Whether another record counts for its call.
    func isSuperseded(by table: CallTable) -> Bool {
      guard let identity else { return false }
      if let span { return table.has(span) }
      guard let names else { return false }
      return identity.isSuperseded(names, in: family, at: place, by: table)
    }
  }

  enum Outcome {
    /// With the number of one of the visitor's own rates.
    case charged(rate: Int, TokenUsage)
    case omitted(Unclassified, tokens: Int)
    /// It cannot be read.
    case rejected
  }

  private(set) var calls: [Told] = []
  private(set) var table = CallTable()
  /// Records that are no JSON.
  private(set) var rejected = 0
  private let plan: FieldPlan
  private let identity: CallIdentity?
  private var reader: RecordReader
  private var groups = GroupIndex(by: CallHistory.dimensions)
  private var kinds = KindTable()
  private var input = 0
  private var position = 0
  private var family: Digest
  /// What lines of the log have said for those after them.
  private var said: [Field: [UInt8]] = [:]

  init(_ plan: FieldPlan, _ estimator: EcoEstimator) {
    self.plan = plan
    identity = CallIdentity(plan)
    reader = RecordReader(plan: plan, estimator: estimator)
    family = CallReader.family(ofInput: 0)
  }

  var rates: [Rate] { reader.rates.rates }

  /// The values of a group.
  func values(_ group: Int) -> [String] { groups.values(group) }

  /// Another log begins.
  mutating func begin(input: Int) {
    self.input = input
    family = CallReader.family(ofInput: input)
    said.removeAll(keepingCapacity: true)
  }

  mutating func begin(after position: Int) { self.position = position }

  mutating func supersede() {}

  mutating func reject() { rejected += 1 }

  mutating func visit(
    _ text: Span<UInt8>, _ unescaped: borrowing [UInt8], _ ranges: borrowing [FieldRange],
    first: Int, at start: Int, figures: borrowing FigurePlaces
  ) {
    let place = CallPlace.of(input: input, offset: position + start)
    let fields = ranges.span.extracting(first..<(first + plan.slots.count))
    let names = identity?.isNested == false ? identity?.names(text, unescaped.span, fields) : nil
    guard !plan.format.carried.isEmpty else {
      return take(text, unescaped.span, fields, names, at: place)
    }
    carry(text, unescaped.span, fields, at: place)
    guard names != nil else { return }
    // What the record does not say itself, earlier lines have said.
    var ownFields = fields.indices.map { fields[$0] }
    var ownUnescaped = copy unescaped
    for (field, value) in said {
      let slots = plan.slots(of: field)
      guard let slot = slots.range.first, slots.first(in: fields) == nil else { continue }
      let begin = ownUnescaped.count
      ownUnescaped += value
      ownFields[slot] = FieldRange(begin, ownUnescaped.count, .string, isUnescaped: true)
    }
    take(text, ownUnescaped.span, ownFields.span, names, at: place)
  }

  private mutating func take(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>, _ names: Digest?,
    at place: UInt64
  ) {
    var span: Digest?
    if let identity {
      var counts = TokenCounts()
      if identity.isNested {
        if let counts = identity.counts(plan, text, unescaped, fields, &kinds) {
          span = identity.span(isAround: false, counts, text, unescaped, fields)
          if let around = identity.span(isAround: true, counts, text, unescaped, fields) {
            table.add(around, weight: 0, at: place)
          }
        }
      } else if let names, counts.read(plan, text, unescaped, fields) == nil {
        let call = identity.call(names, in: family)
        table.add(call, weight: identity.weight(counts, fields), at: place)
        // Whatever else it says: another counts already.
        if table.isCounted(call, otherThan: place) { return }
      }
    }
    let outcome: Outcome
    var model: String?
    switch reader.read(text, unescaped, fields) {
    case .estimated(let rate, _, let usage, _):
      outcome = .charged(rate: rate, usage)
      model = reader.rates.rates[rate].basis.model.id
    case .omitted(let reason, _, let tokens, _):
      guard tokens > 0, reason != .notCompletion, reason != .notInferred else { return }
      outcome = .omitted(reason, tokens: Int(clamping: tokens))
    case .rejected: outcome = .rejected
    }
    let group = groups.index(model: model, accuracy: "", plan, text, unescaped, fields)
    calls.append(
      Told(
        place: place, day: plan.day(text, unescaped, fields), group: group, outcome: outcome,
        identity: identity, names: names, family: family, span: span))
  }

  /// Takes what a line says for those after it.
  private mutating func carry(
    _ text: Span<UInt8>, _ unescaped: Span<UInt8>, _ fields: Span<FieldRange>, at place: UInt64
  ) {
    for (field, value) in plan.said(text, unescaped, fields) {
      if field == .session {
        let parent = plan.bytes(.parentSession, text, unescaped, fields)
        family = table.say(session: value, from: parent, at: place)
      } else {
        said[field] = value
      }
    }
  }
}
