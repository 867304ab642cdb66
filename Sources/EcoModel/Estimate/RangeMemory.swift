/// The ends of the intervals of lines, what is the same for all lines of a rate worked out once.
package struct RangeMemory {
  private struct Key: Hashable {
    let rate: Rate.Key
    let serving: ServingClass
  }

  private var kernels: [Key: RangeKernel] = [:]

  package init() {}

  /// The ends of the interval of a line's sum, all causes together.
  package mutating func range(of line: Ledger.Line) -> Ledger.Line.Range {
    let key = Key(rate: line.rate.key, serving: line.serving)
    if let known = kernels[key] { return line.range(known) }
    let kernel = line.rangeKernel
    kernels[key] = kernel
    return line.range(kernel)
  }
}
