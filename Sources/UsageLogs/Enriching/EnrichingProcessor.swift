internal import EcoModel
/// A processor that enriches records, and counts them.
protocol EnrichingProcessor: BlockProcessor {
  var tally: Tally { get set }

  /// Names of counts that no rule reads.
  var unreadNames: FirstNames { get }
}

extension EnrichingProcessor {
  var isFull: Bool { tally.isFull }
}
