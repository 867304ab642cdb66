internal import EcoModel

/// The tables of a run.
enum Tables {
  /// The bundled ones, with those replaced that are in a directory.
  static func load(_ directory: String?) throws -> EcoTables {
    guard let directory else { return .bundled }
    guard InputFile.isDirectory(directory) else {
      throw FileError(directory, "read", reason: "it is no directory")
    }
    var own: [EcoTables.Name: [UInt8]] = [:]
    for name in EcoTables.Name.allCases {
      let path = "\(directory)/\(name.rawValue)"
      if InputFile.exists(path) { own[name] = try InputFile.contents(path) }
    }
    guard !own.isEmpty else {
      let names = EcoTables.Name.allCases.map(\.rawValue).joined(separator: ", ")
      throw FileError(directory, "read", reason: "it has none of \(names)")
    }
    return EcoTables(replacing: own)
  }
}
