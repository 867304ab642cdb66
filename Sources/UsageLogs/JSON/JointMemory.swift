/// What stood between the values of objects so far, so that repeated keys are recognised by one
/// comparison.
///
/// A log's records have the same keys in the same order. All that is between a value and the next one
/// in an object, its joint (`,"model":`, with the white space that a log has there), was checked when it
/// came for the first time; where the same bytes come again, nothing is left to check and no key to
/// look up. Each joint knows which ones came after it, so that a comparison or two find the next one.
/// A wrong guess costs these comparisons only: then the walk goes byte by byte.
struct JointMemory {
  /// The bytes before a value, and what the tree wants of it.
  struct Joint {
    /// How many bytes it has, and a bit for each of them.
    fileprivate(set) var count: Int32 = 0
    fileprivate(set) var mask: UInt32 = 0
    /// The node that its key leads to; -1 for none.
    fileprivate(set) var node: Int32 = -1
    /// The slot for a scalar after it, or one of the two below.
    fileprivate(set) var slot = nobodyAsks
    /// The joint that came after it last, and the one before that, for keys that are not always
    /// there; -1 for none.
    fileprivate(set) var next: Int32 = -1
    fileprivate(set) var other: Int32 = -1

    /// The slot of a value that has only to be checked.
    static let nobodyAsks: Int32 = -1
    /// The slot of a value that paths go on in.
    static let moreThanScalar: Int32 = -2
  }

  /// So many are kept: an object whose keys are data has ever new ones.
  private static let maximumCount = 512
  /// No joint.
  static let none = -1

  /// For each node the start of an object there, which is no joint but has next ones; then the joints.
  private(set) var joints: [Joint] = []
  /// The bytes of all joints, `Words.shortMask` each.
  private(set) var bytes: [UInt8] = []
  /// For each joint, the node of its object.
  private var parents: [Int] = []
  /// Open addressing: joints by their bytes, 0 where free; twice as many as are kept.
  private var buckets: [Int] = []

  /// Makes room for the objects of a tree. Before that, nothing is kept.
  mutating func prepare(nodeCount: Int) {
    joints = [Joint](repeating: Joint(), count: nodeCount)
    bytes = [UInt8](repeating: 0, count: nodeCount * Words.shortMask)
    parents = [Int](repeating: Self.none, count: nodeCount)
    buckets = [Int](repeating: 0, count: 2 * Self.maximumCount)
  }

  /// Whether there is room.
  var isPrepared: Bool { !joints.isEmpty }

  /// Whether a text has a joint at a place, with a value right after it before `end`.
  @inline(__always)
  func isNext(_ joint: Int, _ text: Span<UInt8>, _ index: Int, _ end: Int) -> Bool {
    let start = index + Int(joints[joint].count)
    return isAt(joint, text, index) && start < end && text[start] > 0x20
  }

  @inline(__always)
  private func isAt(_ joint: Int, _ text: Span<UInt8>, _ index: Int) -> Bool {
    let same = Words.mask(text, at: index, same: bytes.span, at: joint * Words.shortMask)
    let mask = joints[joint].mask
    return same & mask == mask
  }

  /// Keeps a joint of an object at `parent` that came after another one; returns its number, or
  /// `none` where it is not kept.
  mutating func learn(
    _ text: Span<UInt8>, _ range: Range<Int>, in parent: Int, after last: Int, leadsTo node: Int?,
    of tree: borrowing PathTree
  ) -> Int {
    guard isPrepared, range.count <= Words.shortMask else { return Self.none }
    let bucket = bucket(text, range, in: parent)
    var joint = buckets[bucket]
    if joint == 0 {
      guard joints.count < tree.nodes.count + Self.maximumCount else { return Self.none }
      joint = joints.count
      buckets[bucket] = joint
      add(text, range, in: parent)
      if let node {
        joints[joint].node = Int32(node)
        joints[joint].slot =
          tree.nodes[node].isScalar ? tree.nodes[node].slot : Joint.moreThanScalar
      }
    }
    if last != Self.none, joints[last].next != joint {
      joints[last].other = joints[last].next
      joints[last].next = Int32(joint)
    }
    return joint
  }

  /// Where a joint is or would be.
  private func bucket(_ text: Span<UInt8>, _ range: Range<Int>, in parent: Int) -> Int {
    let mask = buckets.count - 1
    var bucket = KeyWords.bucket(
      KeyWords.first(text, range.lowerBound, range.count),
      KeyWords.last(text, range.lowerBound, range.count), range.count + 64 * parent, mask: mask)
    while buckets[bucket] != 0 {
      let joint = buckets[bucket]
      if parents[joint] == parent, joints[joint].count == range.count,
        isAt(joint, text, range.lowerBound)
      {
        break
      }
      bucket = (bucket + 1) & mask
    }
    return bucket
  }

  private mutating func add(_ text: Span<UInt8>, _ range: Range<Int>, in parent: Int) {
    var joint = Joint()
    joint.count = Int32(range.count)
    joint.mask = .max >> UInt32(Words.shortMask - range.count)
    joints.append(joint)
    parents.append(parent)
    for index in range { bytes.append(text[index]) }
    bytes += repeatElement(0, count: Words.shortMask - range.count)
  }
}
