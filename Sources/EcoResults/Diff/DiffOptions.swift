package import EcoModel
package import SystemFiles
package import UsageLogs

/// What is compared, and how.
package struct DiffOptions {
  package enum Form { case text, csv, json }

  package var operands: [String]
  /// How logs are read; the old side's methodology is in it.
  package var reading = ReadingOptions()
  /// How many threads; the result is the same for any number.
  package var jobs = Jobs.one
  package var by: [GroupDimension] = [.model]
  package var form = Form.text
  /// The new side's methodology, where one log is compared with itself.
  package var otherMethodology: Methodology?
  /// How the new side's requests were served, where one log is compared with itself.
  package var whatIf = WhatIf()
  package var dataDirectory: String?
  package var otherDataDirectory: String?

  package init(operands: [String]) { self.operands = operands }
}

extension DiffOptions {
  /// Whether a log is compared with itself, under two methodologies, sets of tables or ways of serving,
  /// rather than two files. Two summaries may have tables of their own too; `DiffTable.of` looks.
  package var isOfOneLog: Bool {
    otherMethodology != nil || otherDataDirectory != nil || !whatIf.isEmpty
  }

  /// The new side in words, where requests were served otherwise.
  var whatIfWords: String? {
    guard !whatIf.isEmpty else { return nil }
    return "new: \(whatIf.words)"
  }
}
