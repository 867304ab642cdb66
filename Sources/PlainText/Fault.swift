internal import EcoModel

/// What an error is about: one family, one fate.
package enum FaultFamily: Sendable {
  /// The command line, which can be written otherwise.
  case usage
  /// What was asked for is not there, or not as it should be.
  case result
  /// A file that cannot be read or written, a log that cannot be recognised.
  case file
  /// A table, a methodology, a summary or a file of vectors.
  case data
}

/// An error that is reported to a person.
package protocol Fault: Error, CustomStringConvertible {
  var family: FaultFamily { get }
}

extension DataError: Fault {
  package var family: FaultFamily { .data }
}
