/// The first few of many names, in their order: which, does not depend on when each was met.
package struct FirstNames: Sendable {
  private static let maximumCount = 8

  package private(set) var names: [String] = []

  package init() {}

  package mutating func insert(_ name: String) {
    guard names.count < Self.maximumCount || name < names[names.count - 1] else { return }
    let place = names.firstIndex { $0 >= name } ?? names.count
    guard place == names.count || names[place] != name else { return }
    names.insert(name, at: place)
    if names.count > Self.maximumCount { names.removeLast() }
  }

  package mutating func merge(_ other: FirstNames) {
    for name in other.names { insert(name) }
  }
}
