/// A summary that cannot be used: which, and what is wrong with it.
package struct SummaryError: Fault {
  package let path: String
  package let message: String

  package init(path: String, message: String) {
    self.path = path
    self.message = message
  }

  package var family: FaultFamily { .data }
  package var description: String { "\(path): \(message)" }
}
