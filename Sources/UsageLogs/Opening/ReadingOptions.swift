package import EcoModel

/// How logs are read, whatever is done with their records.
package struct ReadingOptions: Sendable {
  /// The log formats that there are.
  package var formats = LogFormats.bundled
  /// The log format's name; `nil`: the log itself says which.
  package var format: String?
  /// What is to be read.
  package var holding = LogFormat.Holding.log
  /// What holds beside the format or in its place: where fields are, and how records are understood.
  package var maps: [FormatRule] = []
  package var assumptions = Assumptions()
  package var methodology = Methodology.newest
  /// Fields that are not needed; delimited logs are not searched for them.
  package var unneeded: Set<Field> = []
  /// Fields beside the block, for the header of delimited logs.
  package var with: [MoreField] = []
  /// How many bytes are read at once: large enough that tasks cost nothing, small enough for a core's
  /// own cache.
  package var blockSize = 1 << 18

  /// The most bytes that `blockSize` may be.
  package static let largestBlock = BlockReader.maximumRecord

  package init() {}

  /// Whether files of a kind may be read: a log of sums is a bill too.
  func takes(_ holding: LogFormat.Holding) -> Bool {
    holding == self.holding || (holding == .log && self.holding == .bill)
  }

  /// Whether it is said where tokens are counted.
  var mapsCounts: Bool {
    let counts: [Field?] = [.prompt, .completion, .total, .quantity]
    return maps.contains { $0.name == "like" || counts.contains($0.field) }
  }
  /// Whether a log has to name its models.
  var needsModel: Bool { assumptions.model == nil && !maps.contains { $0.field == .model } }
}
