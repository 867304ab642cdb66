internal import EcoModel

/// What `calc` is to do, with everything resolved: no option is looked at after this.
struct RunPlan {
  var inputs: [String]
  /// A file, a directory for several inputs, or `nil` for standard output.
  var output: String?
  var format: String?
  var outputForm: OutputForm?
  var maps: [(field: Field, path: String)] = []
  var assumptions = Assumptions()
  var methodology = Methodology.newest
  var dataDirectory: String?
  var tally = TallyPlan()
  var rejects: String?
  var maximumRejects = Gate.count(0)
  var maximumOmitted = Gate.share(100)
  var isStrict = false
  var summary: String?
  var report: String?
  var hashesFiles = false
  var jobs = 1
  var isQuiet = false
  /// Large enough that tasks cost nothing, small enough for a core's own cache.
  var blockSize = 1 << 19
  /// The command as it was typed, for the report.
  var command: [String] = []

  /// How the output is written, where it is not as the input.
  enum OutputForm: String, CaseIterable {
    case csv, jsonl, json
  }

  /// How many of something are too many.
  enum Gate: Equatable {
    case count(Int)
    /// Percent.
    case share(Int)

    /// Whether `count` of `total` are more than allowed.
    func isExceeded(_ count: Int, of total: Int) -> Bool {
      switch self {
      case .count(let limit): count > limit
      case .share(let percent): Int128(count) * 100 > Int128(percent) * Int128(total)
      }
    }

    /// A number, or a percentage with its sign.
    init?(_ text: String) {
      if text.hasSuffix("%") {
        guard let percent = Int(text.dropLast()), (0...100).contains(percent) else { return nil }
        self = .share(percent)
      } else {
        guard let count = Int(text), count >= 0 else { return nil }
        self = .count(count)
      }
    }
  }
}
