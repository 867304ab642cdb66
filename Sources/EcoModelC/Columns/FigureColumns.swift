internal import CEcoModel
internal import EcoModel

/// The columns of figures that a batch becomes. Nobody else knows of their memory, so that they may be
/// handed on.
struct FigureColumns: @unchecked Sendable {
  private let rows: Int
  private var energy: DecimalOutput
  private var carbon: DecimalOutput
  private var carbonPer1k: DecimalOutput
  private var accuracy: LabelOutput
  private var versions: LabelOutput
  private var omitted: LabelOutput
  private var ends: [DecimalOutput] = []
  private var basis: LabelOutput?
  private var embodied: [DecimalOutput] = []

  init(rows: Int, _ options: RowOptions, methodologyVersion: String) {
    self.rows = rows
    energy = DecimalOutput(rows: rows)
    carbon = DecimalOutput(rows: rows)
    carbonPer1k = DecimalOutput(rows: rows)
    accuracy = LabelOutput(rows: rows, longest: 8)
    versions = LabelOutput(rows: rows, always: methodologyVersion)
    omitted = LabelOutput(rows: rows, longest: 22)
    if options.withInterval { ends = (0..<4).map { _ in DecimalOutput(rows: rows) } }
    if options.withBasis { basis = LabelOutput(rows: rows, longest: 11) }
    if options.withEmbodied { embodied = (0..<3).map { _ in DecimalOutput(rows: rows) } }
  }

  /// Whether more is asked for than the block.
  var hasMore: Bool { !ends.isEmpty || basis != nil || !embodied.isEmpty }

  /// Writes the block of a row.
  @inline(__always)
  mutating func set(_ row: Int, _ figures: EcoFigures) {
    energy.set(row, figures.energy)
    carbon.set(row, figures.carbon)
    carbonPer1k.set(row, figures.carbonPer1k)
    switch figures.accuracy {
    case .gross: accuracy.append("gross")
    case .medium: accuracy.append("medium")
    case .accurate: accuracy.append("accurate")
    }
    versions.appendConstant()
    omitted.skip()
  }

  /// Writes what is asked for besides the block.
  mutating func setMore(_ row: Int, _ estimate: Estimate) {
    if !ends.isEmpty {
      let range = estimate.range
      ends[0].set(row, range.energy.low.nanos)
      ends[1].set(row, range.energy.high.nanos)
      ends[2].set(row, range.carbon.low.nanos)
      ends[3].set(row, range.carbon.high.nanos)
    }
    basis?.append(Array(estimate.basis.rawValue.utf8).span)
    if !embodied.isEmpty, let made = estimate.embodied {
      embodied[0].set(row, made.carbon.nanos)
      embodied[1].set(row, made.interval.low.nanos)
      embodied[2].set(row, made.interval.high.nanos)
    }
  }

  /// Writes why a row has no figure.
  @inline(__always)
  mutating func set(_ row: Int, omitted code: StaticString) {
    accuracy.skip()
    versions.skip()
    omitted.append(code)
    basis?.skip()
  }

  /// Frees the memory of columns that nobody receives.
  func discard() {
    var (schema, array) = unsafe arrays()
    unsafe schema.release(&schema)
    unsafe array.release(&array)
  }

  /// The columns with their types. The memory is the receiver's.
  func arrays() -> (ArrowSchema, ArrowArray) {
    let decimal = "d:38,9"
    var columns = unsafe [
      (decimal, "energy_wh", unsafe energy.array()), (decimal, "carbon_g", unsafe carbon.array()),
      (decimal, "carbon_per_1k_tokens_g", unsafe carbonPer1k.array()),
      ("u", "accuracy", unsafe accuracy.array()),
      ("u", "methodology_version", unsafe versions.array()),
      ("u", "omitted", unsafe omitted.array()),
    ]
    let names = ["energy_low_wh", "energy_high_wh", "carbon_low_g", "carbon_high_g"]
    for (name, end) in zip(names, ends) { unsafe columns.append((decimal, name, end.array())) }
    if let basis { unsafe columns.append(("u", "basis", basis.array())) }
    for (name, figure) in zip(["embodied_g", "embodied_low_g", "embodied_high_g"], embodied) {
      unsafe columns.append((decimal, name, figure.array()))
    }
    return unsafe (
      ArrowOutput.schema("+s", "", columns.map { unsafe ArrowOutput.schema($0.0, $0.1, []) }),
      ArrowOutput.array(rows, missing: 0, [nil], columns.map { unsafe $0.2 })
    )
  }
}
