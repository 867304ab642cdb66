/// A command line that cannot be carried out as it stands, and what to do about it.
package struct UsageError: Fault {
  let message: String

  package init(_ message: String) { self.message = message }

  package var family: FaultFamily { .usage }
  package var description: String { message }
}
