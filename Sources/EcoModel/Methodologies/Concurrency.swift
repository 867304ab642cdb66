/// How many sequences a copy of the weights decodes at once: the mean over busy steps.
///
/// That is output tokens over decode steps; or the engine's running requests, averaged while above 0; or
/// requests per second times seconds over copies. With data parallelism it counts for one copy, with
/// wide expert parallelism for all ranks that share the experts, with disaggregation for the decode
/// pool. It is neither a limit (`max_num_seqs`) nor a peak, nor the users of all copies.
public struct Concurrency: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Thousandths of a sequence: 1,000 … 16,384,000.
  package let thousandths: UInt64

  /// So many sequences, from 1 to 16384 with at most three places, or `nil`.
  public init?(_ sequences: Decimal9) {
    let (thousandths, rest) = sequences.nanos.quotientAndRemainder(dividingBy: 1_000_000)
    guard rest == 0, let count = UInt64(exactly: thousandths) else { return nil }
    self.init(thousandths: count)
  }

  /// So many thousandths of a sequence, or `nil` where they are out of range.
  package init?(thousandths: UInt64) {
    guard (Self.local.thousandths...Self.largest.thousandths).contains(thousandths) else {
      return nil
    }
    self.thousandths = thousandths
  }

  private init(whole sequences: UInt64) { thousandths = sequences * 1000 }

  /// Where nobody says: 64.
  public static let assumed = Concurrency(whole: 64)
  /// A local runner's, unless somebody says otherwise: 1.
  public static let local = Concurrency(whole: 1)
  /// The most that can be said: 16384.
  public static let largest = Concurrency(whole: 16_384)
  /// The fewest of the interval where nobody says: 16.
  static let fewest = Concurrency(whole: 16)
  /// The most of the interval where nobody says, for a dense model: 256.
  static let mostDense = Concurrency(whole: 256)
  /// The most of the interval where nobody says, for a mixture of experts: 4096.
  static let mostMixture = Concurrency(whole: 4096)

  /// The sequences as a plain decimal.
  public var description: String { Decimal9(nanos: Int128(thousandths) * 1_000_000).description }

  /// Orders by number.
  public static func < (a: Concurrency, b: Concurrency) -> Bool { a.thousandths < b.thousandths }
}
