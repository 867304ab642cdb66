package import PlainText
package import EcoModel

/// The tables of a run.
package enum Tables {
  /// A table in a directory that is of no edition, where there is one.
  package static func file(
    _ name: String, in directory: String
  ) throws(FileError) -> (path: String, bytes: [UInt8])? {
    let path = "\(directory)/\(name)"
    return FileStatus(of: path) == nil ? nil : (path, try InputFile.contents(path))
  }

  /// Where a directory's tables are, those that are there and those that are not.
  package static func paths(in directory: String) -> [String] {
    (EcoTables.Name.allCases.map(\.rawValue) + ReadingTables.all).map { "\(directory)/\($0)" }
  }

  /// Those of a methodology's edition, with those replaced that are in a directory.
  ///
  /// - Throws: the first fault in them, with the path of its file.
  package static func load(
    _ directory: String?, for methodology: Methodology
  ) throws -> EcoTables {
    let edition = methodology.edition
    guard let directory else { return EcoTables(edition: edition) }
    guard InputFile.isDirectory(directory) else {
      throw FileError(directory, "read", reason: "not a directory")
    }
    var own: [EcoTables.Name: [UInt8]] = [:]
    for name in edition.files {
      let path = "\(directory)/\(name.rawValue)"
      if FileStatus(of: path) != nil { own[name] = try InputFile.contents(path) }
    }
    let others = ReadingTables.all
    guard !own.isEmpty || others.contains(where: { FileStatus(of: "\(directory)/\($0)") != nil })
    else {
      let names = (edition.files.map(\.rawValue) + others).joined(separator: ", ")
      throw FileError(directory, "read", reason: "it has none of \(names)")
    }
    let tables = EcoTables(replacing: own, edition: edition)
    do throws(DataError) {
      _ = try EcoEstimator(tables: tables, methodology: methodology)
    } catch {
      guard own.keys.contains(where: { $0.rawValue == error.file }) else { throw error }
      throw OwnTableError(directory: directory, fault: error)
    }
    return tables
  }
}

/// A fault in a caller's own table; which of two directories it is in, only the path says.
package struct OwnTableError: Fault {
  let directory: String
  let fault: DataError

  package var family: FaultFamily { .data }
  package var description: String { "\(directory)/\(fault)" }
}
