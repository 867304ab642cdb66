internal import UsageLogs

/// What `calc` is to do, with everything resolved: no word of the command line is looked at after
/// this.
struct CalcOptions {
  var inputs: [String]
  /// Those of them that were found in a directory: it may hold other things than logs.
  var found: Set<String> = []
  /// A file, a directory for several inputs, or `nil` for standard output.
  var output: String?
  var outputForm: OutputForm?
  /// How each log is run through.
  var log = LogRun.Options()
  var dataDirectory: String?
  /// Factors of the caller's own by time, `PATH` or `ZONE=PATH`.
  var grid: [String] = []
  /// Factors of what the caller bought, likewise.
  var market: [String] = []
  /// The files of tables, formats and factors, which nothing may be written over.
  var tables: [String] = []
  /// The requests that a group of `--by` must have to be shown alone.
  var minimumGroup = 1
  /// A file of metrics, for Prometheus.
  var metrics: String?
  var rejects: String?
  var maximumRejects = Gate.count(0)
  var maximumOmitted = Gate.share(100)
  var isStrict = false
  var summary: String?
  var report: String?
  /// A file of the score by SCI for AI.
  var sci: String?
  var isQuiet = false
  /// The command as it was typed, for the report.
  var command: [String] = []

  /// After how many rejects a run ends: a share is known only at the end.
  var mostRejects: Int {
    switch maximumRejects {
    case .count(let limit): max(limit, 100_000)
    case .share: .max
    }
  }

  /// How many of something are too many.
  enum Gate: CustomStringConvertible {
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

    var description: String {
      switch self {
      case .count(let limit): "\(limit)"
      case .share(let percent): "\(percent) %"
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
