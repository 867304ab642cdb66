package import EcoModel
package import PlainText

/// A methodology that was never shipped.
package struct MethodologyError: Fault {
  let id: String

  package var family: FaultFamily { .data }
  package var description: String {
    "no methodology \(id)\(Nearest.known(id, Methodology.all.map(\.id)))"
  }
}

extension Methodology {
  /// The methodology with an id.
  package static func shipped(_ id: String) throws(MethodologyError) -> Methodology {
    guard let found = named(id) else { throw MethodologyError(id: id) }
    return found
  }
}
