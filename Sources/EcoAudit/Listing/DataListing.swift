package import PlainText

/// A table for people, for machines, and as the rows of its file.
package struct DataListing {
  var columns: [String]
  var rows: [[String]]
  /// The rows of the file unchanged, with its header; empty if there is no file.
  var csv: [String] = []
  /// A note for people after the table.
  var notes: [String] = []
  /// Whether people get the rows as a file too, to be changed and used.
  var isFile = false

  package init(
    columns: [String], rows: [[String]], csv: [String] = [], notes: [String] = [],
    isFile: Bool = false
  ) {
    self.columns = columns
    self.rows = rows
    self.csv = csv
    self.notes = notes
    self.isFile = isFile
  }

  package var text: String {
    if isFile { return csvText }
    return (TextTable.indented([columns] + rows) + notes.map(\.printable)).joined(separator: "\n")
      + "\n"
  }

  package var csvText: String {
    if !csv.isEmpty { return csv.joined(separator: "\n") + "\n" }
    return ([columns] + rows).map { $0.map(CSVText.quoted).joined(separator: ",") + "\n" }.joined()
  }

  /// The rows as objects by the columns' names.
  package var objects: JSONValue {
    .array(
      rows.map { row in .object(zip(columns, row).map { ($0, JSONValue.string($1)) }) })
  }
}
