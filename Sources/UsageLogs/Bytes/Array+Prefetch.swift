internal import CByteMasks

extension Array {
  /// Begins to fetch an element that is soon asked for, or changed; nothing where there is none such.
  @inline(__always)
  func prefetch(_ index: Int, toChange changes: Bool = false) {
    unsafe withUnsafeBufferPointer { elements in
      guard let first = elements.baseAddress, elements.indices.contains(index) else { return }
      unsafe eco_prefetch(first + index, changes)
    }
  }
}
