package import SystemFiles

/// What a log says of each model that it names.
package struct ModelNames: Sendable {
  /// What was used under one name.
  package struct Usage: Sendable, Hashable {
    package var requests: Int128 = 0
    package var tokens: Int128 = 0
  }

  package private(set) var usage: [String: Usage] = [:]

  package init() {}

  package mutating func add(_ name: String, requests: Int128, tokens: Int128) {
    usage[name, default: Usage()].requests += requests
    usage[name, default: Usage()].tokens += tokens
  }

  fileprivate mutating func merge(_ other: ModelNames) {
    for (name, usage) in other.usage {
      add(name, requests: usage.requests, tokens: usage.tokens)
    }
  }
}

extension LogScan {
  /// The models that a log names.
  ///
  /// - Throws: as `pairs`.
  package func modelNames(jobs: Jobs) async throws -> ModelNames {
    let (visitors, _) = try await visitors(jobs: jobs, unneeded: [.id, .key]) {
      ModelNameVisitor(plan: $0)
    }
    return visitors.reduce(into: ModelNames()) { $0.merge($1.names) }
  }
}

/// Adds up the tokens of each name, whatever the record is of otherwise.
struct ModelNameVisitor: RecordVisitor {
  static let wantsFigures = false

  let plan: FieldPlan
  private(set) var names = ModelNames()

  init(plan: FieldPlan) { self.plan = plan }

  mutating func supersede() {}
  mutating func reject() {}

  mutating func visit(
    _ text: Span<UInt8>, _ unescaped: borrowing [UInt8], _ fields: borrowing [FieldRange],
    first: Int, at start: Int, figures: borrowing FigurePlaces
  ) {
    let unescaped = unescaped.span
    let fields = fields.span.extracting(first..<(first + plan.slots.count))
    var counts = TokenCounts()
    guard counts.read(plan, text, unescaped, fields) == nil else { return }
    let name = plan.bytes(.model, text, unescaped, fields)
    names.add(
      name.isEmpty ? plan.assumptions.model ?? "" : String(decoding: name, as: UTF8.self),
      requests: Int128(counts.requests ?? 1), tokens: Int128(counts.tokens))
  }
}
