package import EcoModel

/// Factors of a caller's own by time.
package enum OwnSeries {
  /// The series of files as `--grid` names them, `PATH` or `ZONE=PATH`; `nil` where there are none.
  ///
  /// - Throws: `FileError`; the first fault in a file, with its path.
  package static func load(_ words: [String]) throws -> GridSeries? {
    words.isEmpty ? nil : try GridSeries(files(words))
  }

  /// The factors of what the caller bought, as `--market` names their files.
  ///
  /// - Throws: as `load`.
  package static func load(market words: [String]) throws -> GridSeries? {
    words.isEmpty ? nil : try GridSeries(market: files(words))
  }

  /// The files that such words name.
  package static func paths(_ words: [String]) -> [String] { words.map { parts($0).path } }

  private static func files(_ words: [String]) throws -> [GridSeries.File] {
    try words.map { word in
      let (zone, path) = parts(word)
      return GridSeries.File(name: path, bytes: try InputFile.contents(path), zone: zone)
    }
  }

  /// A file whose own name has an equals sign is found as it is written.
  private static func parts(_ word: String) -> (zone: String?, path: String) {
    guard let equals = word.firstIndex(of: "="), equals > word.startIndex,
      !word[..<equals].contains("/"), FileStatus(of: word) == nil
    else { return (nil, word) }
    return (String(word[..<equals]), String(word[word.index(after: equals)...]))
  }
}
