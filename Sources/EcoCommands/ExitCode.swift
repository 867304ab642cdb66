/// What the process answers to the job that started it.
package enum ExitCode: Int32, Sendable {
  /// Done.
  case success = 0
  /// A gate tripped, a difference, a failing vector.
  case difference = 1
  /// The command line.
  case usage = 2
  /// Something cannot be read or written.
  case file = 3
  /// A table or a methodology.
  case data = 4
}
