internal import SystemFiles

/// A log that has been looked at and is to be read.
package struct LogInput {
  package let path: String
  /// Which of the inputs it is, from 0.
  let number: Int
  let hashes: Bool
  /// Where it need not be opened again, or cannot be.
  var opened: (file: InputFile, log: OpenLog)?
  /// How much of the file there was: what is added while it is read is not looked at.
  var size: Int?

  init(path: String, number: Int, hashes: Bool) {
    self.path = path
    self.number = number
    self.hashes = hashes
  }

  /// The log from its start.
  func open(_ options: ReadingOptions) async throws -> (file: InputFile, log: OpenLog) {
    if let opened { return opened }
    let file = try InputFile(path: path, hashes: hashes, upTo: size)
    return (file, try await OpenLog(file, options))
  }
}
