import Foundation
import Testing

@testable import SystemFiles

@Suite("As many threads as a container may use processors")
struct ProcessorsTests {
  @Test(
    "of the second version of control groups",
    arguments: [
      ("/", ["": "max 100000"], nil), ("/", ["": "200000 100000"], 2),
      ("/", ["": "150000 100000"], 2), ("/", ["": "1 100000"], 1), ("/", [:], nil),
      ("/a/b", ["a/b": "max 100000", "a": "300000 100000", "": "800000 100000"], 3),
      ("/a/b", ["a/b": "100000 50000", "a": "300000 100000"], 2),
      ("/a", ["b": "100000 100000"], nil),
      ("/", ["": "0 100000"], nil), ("/", ["": "100000 0"], nil), ("/", ["": "100000"], nil),
      ("/", ["": ""], nil), ("/", ["": "-1 100000"], nil),
      ("/a", ["unified/a": "100000 100000"], 1),
      ("/", ["": "9223372036854775807 1"], Int.max), ("/../a", ["": "200000 100000"], 2),
    ] as [(String, [String: String], Int?)])
  func second(group: String, limits: [String: String], processors: Int?) throws {
    let scratch = try Scratch()
    try scratch.write("proc/self/cgroup", "0::\(group)\n")
    for (folder, text) in limits {
      try scratch.write("sys/fs/cgroup/\(folder)/cpu.max", text + "\n")
    }
    #expect(ProcessorLimits(root: scratch.url.path).time == processors)
  }

  @Test(
    "of the first, whatever else is controlled",
    arguments: [
      ("cpu", "cpu/a", "-1", "100000", nil), ("cpu", "cpu/a", "250000", "100000", 3),
      ("cpu,cpuacct", "cpu,cpuacct/a", "100000", "100000", 1),
      ("cpu,cpuacct", "cpu", "400000", "100000", 4), ("cpuacct", "cpuacct/a", "1", "1", nil),
      ("cpuset", "cpu/a", "1", "1", nil), ("cpu", "cpu/a", "many", "100000", nil),
    ] as [(String, String, String, String, Int?)])
  func first(
    controllers: String, folder: String, quota: String, period: String, processors: Int?
  ) throws {
    let scratch = try Scratch()
    try scratch.write("proc/self/cgroup", "3:memory:/a\n2:\(controllers):/a\n1:name=systemd:/\nx\n")
    try scratch.write("sys/fs/cgroup/\(folder)/cpu.cfs_quota_us", quota + "\n")
    try scratch.write("sys/fs/cgroup/\(folder)/cpu.cfs_period_us", period + "\n")
    #expect(ProcessorLimits(root: scratch.url.path).time == processors)
  }

  @Test("without any, none is a limit")
  func none() throws {
    let limits = ProcessorLimits(root: try Scratch().url.path)
    #expect(limits.time == nil && limits.allowed == nil)
    #expect(Jobs(nil).count >= 1)
    #expect(Jobs(7).count == 7)
  }

  @Test(
    "and no more than it may run on",
    arguments: [
      ("0", 1), ("0-3", 4), ("0,2", 2), ("0-1,4,8-11", 7), ("65535", 1), ("", nil), ("3-1", nil),
      ("x", nil), ("0-", 1), ("0-1-2", nil), ("70000", nil),
    ] as [(String, Int?)])
  func allowed(list: String, processors: Int?) throws {
    let scratch = try Scratch()
    try scratch.write(
      "proc/self/status", "Name:\tx\nCpus_allowed:\t3\nCpus_allowed_list:\t\(list)\nMems:\t1\n")
    #expect(ProcessorLimits(root: scratch.url.path).allowed == processors)
  }
}
