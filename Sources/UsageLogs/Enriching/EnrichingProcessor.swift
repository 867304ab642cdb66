/// A processor that enriches records, and counts them.
protocol EnrichingProcessor: BlockProcessor {
  var tally: Tally { get }
}
