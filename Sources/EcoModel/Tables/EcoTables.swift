/// The tables that an estimate is worked out from, as the bytes of their CSV files.
///
/// The bundled ones are compiled in and were checked before. A caller may bring any of them; they are
/// checked in the same way when an estimator is made.
public struct EcoTables: Sendable {
  /// A table: the name of its file and what it holds.
  public enum Name: String, CaseIterable, Sendable {
    case gridIntensity = "grid-intensity.csv"
    case idRules = "id-rules.csv"
    case models = "models.csv"
    case pue = "pue.csv"
    case regions = "regions.csv"
    case accelerators = "accelerators.csv"
  }

  /// The edition that the tables are of which the caller did not bring.
  public let edition: Edition
  /// What the caller brought.
  private let own: [Name: [UInt8]]
  /// What of it is not what the edition has anyway.
  private let replaced: [Name: [UInt8]]

  /// The newest tables that came with this version.
  public static let bundled = EcoTables()

  /// The bundled tables with some replaced by a caller's own.
  ///
  /// - Parameters:
  ///   - own: the bytes of CSV files in the schema of the bundled ones. A table that is equal to the
  ///     bundled one byte for byte counts as bundled.
  ///   - edition: the edition that has the rest. An estimator takes its methodology's, whatever is
  ///     said here.
  public init(replacing own: [Name: [UInt8]] = [:], edition: Edition = .newest) {
    self.edition = edition
    self.own = own
    replaced = own.filter { name, bytes in
      edition.files.contains(name) && bytes != TableBytes(name, of: edition, own: nil).copy
    }
  }

  /// The same tables of the caller's with the rest from another edition.
  package func filled(from edition: Edition) -> EcoTables {
    edition == self.edition ? self : EcoTables(replacing: own, edition: edition)
  }

  /// The bytes of a table; none of a table that the edition does not have.
  public subscript(name: Name) -> [UInt8] {
    edition.files.contains(name) ? bytes(of: name).copy : []
  }

  /// The SHA-256 of a table in hexadecimal.
  public func sha256(_ name: Name) -> String { SHA256.hex(of: self[name]) }

  /// What identifies a caller's own tables in `methodology_version`: empty for the bundled ones, else
  /// `+local.` and the first 8 hexadecimal digits of the SHA-256 of what `sha256sum` prints for the
  /// edition's files in their order: `sha256sum grid-intensity.csv models.csv regions.csv`.
  public var versionSuffix: String {
    guard !isBundled else { return "" }
    let listing = edition.files.map { "\(sha256($0))  \($0.rawValue)\n" }.joined()
    return "+local." + SHA256.hex(of: Array(listing.utf8)).prefix(8)
  }

  /// Whether all are the bundled ones.
  package var isBundled: Bool { replaced.isEmpty }

  /// The bytes of a table where they are.
  func bytes(of name: Name) -> TableBytes { TableBytes(name, of: edition, own: replaced[name]) }
}

extension EcoTables: Hashable {
  /// Whether the bytes of all tables are equal.
  public static func == (a: EcoTables, b: EcoTables) -> Bool {
    a.edition == b.edition && a.replaced == b.replaced
  }

  /// Hashes the edition and what differs from it.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(edition)
    hasher.combine(replaced)
  }
}
