/// The three tables that an estimate is worked out from, as the bytes of their CSV files.
///
/// The bundled ones are compiled in and were checked before. A caller may bring any of them; they are
/// checked in the same way when an estimator is made.
public struct EcoTables: Sendable, Hashable {
  /// A table: the name of its file and what it holds.
  public enum Name: String, CaseIterable, Sendable {
    case gridIntensity = "grid-intensity.csv"
    case models = "models.csv"
    case regions = "regions.csv"
  }

  private var replaced: [Name: [UInt8]] = [:]

  /// The tables that came with this version.
  public static let bundled = EcoTables()

  /// The bundled tables with some replaced by a caller's own.
  ///
  /// - Parameter own: the bytes of CSV files in the schema of the bundled ones. A table that is equal
  ///   to the bundled one byte for byte counts as bundled.
  public init(replacing own: [Name: [UInt8]] = [:]) {
    replaced = own.filter { $0.value != Self.bundled[$0.key] }
  }

  /// The bytes of a table.
  public subscript(name: Name) -> [UInt8] { bytes(of: name).withSpan { [UInt8](copying: $0) } }

  /// The SHA-256 of a table in hexadecimal.
  public func sha256(_ name: Name) -> String { SHA256.hex(of: self[name]) }

  /// What identifies a caller's own tables in `methodology_version`: empty for the bundled ones, else
  /// `+local.` and the first 8 hexadecimal digits of the SHA-256 of what
  /// `sha256sum grid-intensity.csv models.csv regions.csv` prints for them.
  public var versionSuffix: String {
    guard !isBundled else { return "" }
    let listing = Name.allCases.map { "\(sha256($0))  \($0.rawValue)\n" }.joined()
    return "+local." + SHA256.hex(of: Array(listing.utf8)).prefix(8)
  }

  /// Whether all are the bundled ones.
  var isBundled: Bool { replaced.isEmpty }

  /// The bytes of a table where they are.
  func bytes(of name: Name) -> TableBytes { TableBytes(name, own: replaced[name]) }
}
