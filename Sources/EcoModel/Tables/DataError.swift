/// A table that cannot be used: where the fault is and what was expected there.
///
/// Nothing of a faulty table is used. Where several rows are faulty, the error is about the first; a
/// spelling that two models claim is looked for after all rows are read.
public struct DataError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The name of the table, `models.csv` for example.
  public let file: String
  /// The line in the file, from 1.
  public let line: Int
  /// The byte in that line, from 1, where the faulty field starts.
  public let column: Int
  /// What is wrong and what was expected.
  public let message: String

  package init(file: String, line: Int, column: Int, message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
  }

  /// `models.csv:12:30: error: …`, the form that editors jump to.
  public var description: String { "\(file):\(line):\(column): error: \(message)" }
}
