package import EcoModel
internal import PlainText
internal import SystemFiles

/// Where providers say that they serve requests for which nobody has asked for a place.
package struct Providers: Sendable {
  /// What one of them says.
  package struct Row: Sendable {
    package let name: String
    let aliases: [String]
    /// The region that stands for it.
    package let region: String
    /// Others in which a request may be served; `anywhere` alone: any that the table has.
    package let mayBe: [String]
    /// Where that is said.
    package let source: String
    package let retrieved: String
    package let note: String
    package let line: Int
  }

  /// The value of `--assume region=` that takes them.
  package static let word = "provider"
  package static let fileName = ReadingTables.providers
  package static let columns = [
    "provider", "aliases", "region", "may_be", "source", "retrieved", "note",
  ]
  private static let anywhere = "*"

  package static let bundled: Providers = {
    do throws(DataError) {
      return try Providers(BundledFile.providers.bytes, file: fileName)
    } catch {
      // A test reads the bundled table.
      preconditionFailure("\(error)")
    }
  }()

  /// The rows, sorted by name.
  package let rows: [Row]
  private let byName: [String: Int]
  /// All places of the table.
  private let places: [String]
  /// The SHA-256 of the table in hexadecimal.
  package let sha256: String

  /// - Parameter file: what the table is called in an error.
  /// - Throws: the first fault in it.
  package init(_ bytes: [UInt8], file: String) throws(DataError) {
    func fault(_ line: Int, _ message: String) -> DataError {
      DataError(file: file, line: line, column: 1, message: message)
    }
    let table = try SmallCSV(bytes, file: file)
    guard table.columns == Self.columns else {
      throw fault(1, "header: expected exactly \(Self.columns.joined(separator: ","))")
    }
    if let line = table.ragged.first {
      throw fault(line, "expected \(Self.columns.count) fields as in the header")
    }
    var rows: [Row] = []
    var byName: [String: Int] = [:]
    for row in table.rows {
      let (name, region) = (row["provider"], row["region"])
      for column in ["provider", "region", "source"] where row[column].isEmpty {
        throw fault(row.line, "\(column): must not be empty")
      }
      guard UTCDay(row["retrieved"]) != nil else {
        throw fault(row.line, "retrieved: expected a date such as 2026-11-21")
      }
      if let last = rows.last, last.name >= name {
        throw fault(row.line, "rows must be sorted by provider without repeats, \(name) is not")
      }
      let aliases = Self.words(row["aliases"])
      for spelling in [name] + aliases {
        guard spelling == Spelling.folded(spelling), byName[spelling] == nil else {
          throw fault(row.line, "\(spelling): expected lower case, and no name twice")
        }
        byName[spelling] = rows.count
      }
      rows.append(
        Row(
          name: name, aliases: aliases, region: region, mayBe: Self.words(row["may_be"]),
          source: row["source"], retrieved: row["retrieved"], note: row["note"], line: row.line))
    }
    self.rows = rows
    self.byName = byName
    places = Set(rows.flatMap { [$0.region] + $0.mayBe }).subtracting([Self.anywhere]).sorted()
    sha256 = SHA256.hex(of: bytes)
  }

  /// The bundled ones, or those in a folder of a caller's own tables.
  ///
  /// - Throws: the first fault in a caller's, `FileError`.
  package static func load(_ directory: String?) throws -> Providers {
    guard let own = try directory.flatMap({ try Tables.file(fileName, in: $0) }) else {
      return .bundled
    }
    return try Providers(own.bytes, file: own.path)
  }

  /// What a provider says, by any of its names.
  package func find(_ name: String) -> Row? { byName[Spelling.folded(name)].map { rows[$0] } }

  /// The other places of a row.
  package func others(_ row: Row) -> [String] {
    row.mayBe == [Self.anywhere] ? places : row.mayBe
  }

  private static func words(_ text: String) -> [String] {
    text.split(separator: " ").map(String.init)
  }
}

/// The place for which a rate is looked up.
package struct AssumedPlace: Sendable {
  package let region: String
  /// Whether it is the caller's word.
  package let isAssumed: Bool
  /// Other places where it may have been; `nil`: it was in the region.
  package let others: [String]?
}

extension Assumptions {
  /// Whether a record's region is none, so that what is assumed holds for it.
  func isNoPlace(_ region: String) -> Bool {
    RegionWord.isNoRegion(region, providerChooses: providers != nil)
  }

  /// Where a request was served, as far as the record or the caller says.
  ///
  /// - Parameters:
  ///   - region: the record's own; `nil` where it says none.
  ///   - provider: who served it.
  package func place(_ region: String?, provider: String?) -> AssumedPlace {
    if let region { return AssumedPlace(region: region, isAssumed: false, others: nil) }
    guard let providers else {
      return AssumedPlace(region: self.region ?? "", isAssumed: self.region != nil, others: nil)
    }
    guard let row = provider.flatMap(providers.find) else {
      return AssumedPlace(region: "", isAssumed: true, others: nil)
    }
    return AssumedPlace(region: row.region, isAssumed: true, others: providers.others(row))
  }
}
