/// A log that cannot be read as one: which, and what is wrong.
package struct LogError: Error, CustomStringConvertible {
  let path: String
  let message: String

  package init(path: String, message: String) {
    self.path = path
    self.message = message
  }

  package var description: String { "\(path): \(message)" }
}
