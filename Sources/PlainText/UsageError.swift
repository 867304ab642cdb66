/// A command line that cannot be run as given, and what to do about it.
package struct UsageError: Fault {
  let message: String

  package init(_ message: String) { self.message = message }

  package var family: FaultFamily { .usage }
  package var description: String { message }
}
