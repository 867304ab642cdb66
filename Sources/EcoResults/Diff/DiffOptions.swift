package import EcoModel
package import UsageLogs

/// What is compared, and how.
package struct DiffOptions {
  package enum Form { case text, csv, json }

  package var operands: [String]
  /// How logs are read; the old side's methodology is in it.
  package var reading = ReadingOptions()
  /// How many threads; the result is the same for any number.
  package var jobs = 1
  package var by: [GroupDimension] = [.model]
  package var form = Form.text
  /// The new side's methodology, where one log is compared with itself.
  package var otherMethodology: Methodology?
  package var dataDirectory: String?
  package var otherDataDirectory: String?

  package init(operands: [String]) { self.operands = operands }
}

extension DiffOptions {
  /// Whether a log is compared with itself under two methodologies or sets of tables, rather than two
  /// files. Two summaries may have tables of their own too; `DiffTable.of` looks.
  package var isOfOneLog: Bool { otherMethodology != nil || otherDataDirectory != nil }
}
