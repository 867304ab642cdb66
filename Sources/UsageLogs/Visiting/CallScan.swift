internal import SystemFiles

/// Finds out which of several records that tell one call counts, before any row is written.
struct CallScan {
  private(set) var table = CallTable()
  private let jobs: Jobs
  private let blockSize: Int

  init(jobs: Jobs, blockSize: Int) {
    self.jobs = jobs
    self.blockSize = blockSize
  }

  /// Reads a log through, where its format tells calls in several records.
  ///
  /// - Parameters:
  ///   - input: the number of the log among the inputs.
  ///   - afterBlock: called after each block.
  mutating func read(
    _ log: OpenLog, input: Int, _ afterBlock: @escaping () -> Void
  ) async throws {
    guard let (body, plan) = log.opening.log, let identity = CallIdentity(plan) else { return }
    // What lines say for those after them is known to one lane only.
    let pipeline = Pipeline(jobs: plan.format.carried.isEmpty ? jobs.count : 1) {
      RecordScan(body, plan, nil, CallVisitor(plan, identity, input: input))
    }
    _ = try await pipeline.run(log.blocks(body.framer, blockSize: blockSize)) { _ in
      afterBlock()
    }
    pipeline.forEachProcessor { table.merge($0.visitor.table) }
  }
}

/// Collects the calls of one log.
struct CallVisitor: RecordVisitor {
  static let wantsFigures = false

  private(set) var table = CallTable()
  private let plan: FieldPlan
  private let identity: CallIdentity
  private let input: Int
  private var family: Digest
  private var position = 0
  private var kinds = KindTable()

  init(_ plan: FieldPlan, _ identity: CallIdentity, input: Int) {
    self.plan = plan
    self.identity = identity
    self.input = input
    family = CallReader.family(ofInput: input)
  }

  mutating func begin(after position: Int) { self.position = position }

  mutating func supersede() {}

  mutating func reject() {}

  mutating func visit(
    _ text: Span<UInt8>, _ unescaped: borrowing [UInt8], _ ranges: borrowing [FieldRange],
    first: Int, at start: Int, figures: borrowing FigurePlaces
  ) {
    let unescaped = unescaped.span
    let fields = ranges.span.extracting(first..<(first + plan.slots.count))
    let place = CallPlace.of(input: input, offset: position + start)
    if !plan.format.carried.isEmpty { carry(text, unescaped, fields, at: place) }
    if identity.isNested {
      if let counts = identity.counts(plan, text, unescaped, fields, &kinds),
        let call = identity.span(isAround: true, counts, text, unescaped, fields)
      {
        table.add(call, weight: 0, at: place)
      }
      return
    }
    guard let names = identity.names(text, unescaped, fields) else { return }
    var counts = TokenCounts()
    // A record whose counts cannot be read is to be rejected, whatever others say.
    guard counts.read(plan, text, unescaped, fields) == nil else { return }
    table.add(
      identity.call(names, in: family), weight: identity.weight(counts, fields), at: place)
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
        table.say(field, value, from: place)
      }
    }
  }
}
