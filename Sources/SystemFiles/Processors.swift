/// How many threads a run has.
package struct Jobs: Sendable {
  /// What may be asked for.
  package static let range = 1...256
  package static let one = Jobs(1)

  private let asked: Int?

  /// - Parameter asked: `nil`: one for each processor that this process can keep busy.
  package init(_ asked: Int?) { self.asked = asked }

  /// How many. Where nothing was asked for, files of the system are read to tell: to be asked where there
  /// is work for more than one.
  package var count: Int { asked ?? min(Self.processors, Self.range.upperBound) }

  private static var processors: Int {
    let limits = ProcessorLimits()
    return min(limits.allowed ?? Machine.processors, limits.time ?? .max)
  }
}

/// What Linux lets a process use: the processors that it may run on, and the time of control groups of
/// both versions, which containers are.
struct ProcessorLimits {
  /// Where `/proc` and `/sys` are.
  var root = ""

  /// How many processors it may run on; `nil` where that is not said.
  var allowed: Int? {
    let name = "Cpus_allowed_list:\t"
    guard let line = lines("/proc/self/status").first(where: { $0.hasPrefix(name) }) else {
      return nil
    }
    var count = 0
    for range in line.dropFirst(name.count).split(separator: ",") {
      let ends = range.split(separator: "-").compactMap { UInt16($0) }
      guard let first = ends.first, let last = ends.last, ends.count <= 2, first <= last else {
        return nil
      }
      count += Int(last - first) + 1
    }
    return count > 0 ? count : nil
  }

  /// The time of how many processors it may use, rounded up; `nil` where there is no limit.
  var time: Int? {
    lines("/proc/self/cgroup").compactMap { line in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return nil }
      return limit(controllers: String(parts[1]), group: parts[2])
    }.min()
  }

  private func limit(controllers: String, group: Substring) -> Int? {
    if controllers.isEmpty {
      return limit(mounts: ["", "/unified"], group) { folder in
        lines("\(folder)/cpu.max").first?.split(separator: " ").map { Int($0) } ?? []
      }
    }
    guard controllers.split(separator: ",").contains("cpu") else { return nil }
    return limit(mounts: ["/cpu", "/\(controllers)"], group) { folder in
      ["quota", "period"].map { lines("\(folder)/cpu.cfs_\($0)_us").first.flatMap { Int($0) } }
    }
  }

  /// The least limit of a group and those around it. A container may see its own group as the root,
  /// whatever it is called outside.
  ///
  /// - Parameter read: the microseconds that may be used in so many, of a group's folder.
  private func limit(
    mounts: [String], _ group: Substring, _ read: (_ folder: String) -> [Int?]
  ) -> Int? {
    var names = group.split(separator: "/")
    var limits: [Int] = []
    while true {
      for mount in mounts {
        let times = read("/sys/fs/cgroup\(mount)/" + names.joined(separator: "/"))
        guard times.count == 2, let quota = times[0], let period = times[1] else { continue }
        if quota > 0, period > 0 { limits.append((quota - 1) / period + 1) }
      }
      if names.popLast() == nil { return limits.min() }
    }
  }

  private func lines(_ path: String) -> [Substring] {
    guard let bytes = try? InputFile.contents(root + path) else { return [] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }
}
