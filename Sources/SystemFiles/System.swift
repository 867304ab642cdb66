internal import CWriteBack

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

// The calls of the system that this module makes, typed. What failed says `Errno.last`.

/// Why a system call failed.
struct Errno: Equatable, CustomStringConvertible {
  private let code: Int32

  static let interrupted = Errno(code: EINTR)
  static let closedPipe = Errno(code: EPIPE)
  static let exists = Errno(code: EEXIST)
  static let missing = Errno(code: ENOENT)
  static let invalid = Errno(code: EINVAL)

  /// Of the call that just failed.
  static var last: Errno { Errno(code: errno) }

  var description: String { unsafe String(cString: strerror(code)) }
}

/// An open file.
struct Descriptor: Equatable {
  private let number: Int32

  static let standardInput = Descriptor(number: STDIN_FILENO)
  static let standardOutput = Descriptor(number: STDOUT_FILENO)
  static let standardError = Descriptor(number: STDERR_FILENO)

  private init(number: Int32) { self.number = number }

  /// Opens a path; `nil` where that fails.
  private init?(_ path: String, _ flags: Int32, mode: mode_t = 0) {
    number = unsafe path.withCString { unsafe open($0, flags | O_CLOEXEC, mode) }
    guard number >= 0 else { return nil }
  }

  static func reading(_ path: String) -> Descriptor? { Descriptor(path, O_RDONLY) }

  static func writing(_ path: String) -> Descriptor? { Descriptor(path, O_WRONLY) }

  /// A new file that only this user can open; never an existing one, nor one that a link leads to.
  static func creating(_ path: String) -> Descriptor? {
    Descriptor(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
  }

  /// A new file in a directory that has no name there, to be written and read; `nil` where that fails.
  static func nameless(in directory: String) -> Descriptor? {
    let name = "\(directory)/eco-calc-\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
    guard let file = Descriptor(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600) else {
      return nil
    }
    _ = Path.remove(name)
    return file
  }

  /// Reads from a place in a file into a part of a buffer; below 0 where that fails.
  func read(into buffer: inout [UInt8], _ range: Range<Int>, at position: Int) -> Int {
    unsafe buffer.withUnsafeMutableBytes { bytes in
      let part = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[range])
      return unsafe pread(number, part.baseAddress, part.count, off_t(position))
    }
  }

  /// Fills 0, 1 and 2 where they are closed: a file that is opened would else become one of them, and
  /// take in what is meant for standard error. They are open the wrong way round, so that reading and
  /// writing still fail.
  static func fillStandard() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
      _ = unsafe open("/dev/null", number == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  var isTerminal: Bool { isatty(number) == 1 }

  /// Whether so many files can be open, as far as the limit of the process goes.
  static func mayBe(_ count: Int32) -> Bool {
    let last = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, count - 1)
    return last >= 0 && systemClose(last) == 0
  }

  /// How many files may be open at once; it cannot be raised further.
  static func raiseLimit() -> UInt {
    #if canImport(Glibc)
      let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
      let files = RLIMIT_NOFILE
    #endif
    var limit = rlimit()
    _ = unsafe getrlimit(files, &limit)
    limit.rlim_cur = limit.rlim_max
    _ = unsafe setrlimit(files, &limit)
    return UInt(limit.rlim_max)
  }

  /// Where in a file reading goes on.
  var position: Int { max(0, Int(lseek(number, 0, SEEK_CUR))) }

  /// Reads into a part of a buffer; below 0 where that fails.
  func read(into buffer: inout [UInt8], _ range: Range<Int>) -> Int {
    unsafe buffer.withUnsafeMutableBytes { bytes in
      let part = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[range])
      return unsafe systemRead(number, part.baseAddress, part.count)
    }
  }

  /// Writes as many of the bytes as the system takes in one call; below 0 if that fails.
  func write(_ bytes: Span<UInt8>) -> Int {
    unsafe bytes.withUnsafeBytes { unsafe systemWrite(number, $0.baseAddress, $0.count) }
  }

  /// Starts to write a part of the file to disk, so that a flush has less to wait for. Where the system
  /// has no such call or it fails, the flush does all.
  func startFlush(_ range: Range<Int>) {
    eco_start_write_back(number, Int64(range.lowerBound), Int64(range.count))
  }

  /// Flushes to disk. What has no disk has been flushed.
  func flush() -> Bool { fsync(number) == 0 || errno == EINVAL }

  func close() -> Bool { systemClose(number) == 0 }

  func setMode(_ mode: UInt32) -> Bool { fchmod(number, mode_t(truncatingIfNeeded: mode)) == 0 }

  /// Gives it away.
  ///
  /// - Parameter owner: `nil` keeps it.
  func setOwner(_ owner: UInt32?, group: UInt32) -> Bool {
    fchown(number, owner ?? .max, group) == 0
  }

  var status: FileStatus? {
    var status = stat()
    return unsafe fstat(number, &status) == 0 ? FileStatus(status) : nil
  }
}

// Within `Descriptor` their names are its own functions.
private func systemRead(_ number: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(number, bytes, count)
}
private func systemWrite(_ number: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(number, bytes, count)
}
private func systemClose(_ number: Int32) -> Int32 { close(number) }

/// What a file is.
struct FileStatus {
  enum Kind { case file, directory, link, special }

  let kind: Kind
  let size: Int
  /// Who may read, write and run it; without the set-id and sticky bits.
  let mode: UInt32
  let owner: UInt32
  let group: UInt32
  let device: UInt64
  let inode: UInt64
  /// When it was written last, in seconds since 1970.
  let modified: Int64

  fileprivate init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .directory
      case S_IFLNK: .link
      default: .special
      }
    size = Int(status.st_size)
    mode = UInt32(status.st_mode) & 0o777
    owner = status.st_uid
    group = status.st_gid
    device = UInt64(truncatingIfNeeded: status.st_dev)
    inode = UInt64(status.st_ino)
    #if canImport(Glibc)
      modified = Int64(status.st_mtim.tv_sec)
    #else
      modified = Int64(status.st_mtimespec.tv_sec)
    #endif
  }

  /// Of the file at a path, or of that to which a link there leads; `nil` where there is none.
  init?(of path: String) {
    var status = stat()
    guard unsafe path.withCString({ unsafe stat($0, &status) }) == 0 else { return nil }
    self.init(status)
  }

  /// The same of a name in an open directory.
  fileprivate init?(of name: String, in directory: Int32) {
    var status = stat()
    guard unsafe name.withCString({ unsafe fstatat(directory, $0, &status, 0) }) == 0 else {
      return nil
    }
    self.init(status)
  }

  /// Of what is at a path, be it a link.
  init?(ofLink path: String) {
    var status = stat()
    guard unsafe path.withCString({ unsafe lstat($0, &status) }) == 0 else { return nil }
    self.init(status)
  }
}

/// Paths, and what is done with the entries of directories.
enum Path {
  /// The path without links, `.` and `..`; `nil` if there is no such file.
  static func real(_ path: String) -> String? {
    guard let real = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  /// The directory that a path is in, and its name there.
  static func parts(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("./", path) }
    return (String(path[...slash]), String(path[path.utf8.index(after: slash)...]))
  }

  /// What is in a directory; `nil` where it cannot be read.
  ///
  /// - Parameter isAsked: which of it is asked for its status, which a link gives for what it leads to.
  static func entries(
    _ directory: String, statusOf isAsked: (Entry) -> Bool = { _ in false }
  ) -> [Entry]? {
    guard let stream = unsafe opendir(directory) else { return nil }
    defer { unsafe _ = closedir(stream) }
    var entries: [Entry] = []
    while true {
      errno = 0
      guard let found = unsafe readdir(stream) else { break }
      let name = unsafe String(cString: Entry.name(of: found))
      if name == "." || name == ".." { continue }
      var entry = Entry(name: name, told: Entry.kind(unsafe Int(found.pointee.d_type)))
      if isAsked(entry) { entry.status = unsafe FileStatus(of: name, in: dirfd(stream)) }
      entries.append(entry)
    }
    // At the end of a directory nothing has failed.
    return errno == 0 ? entries : nil
  }

  /// What a directory says of something in it.
  struct Entry {
    let name: String
    /// What it is; `nil`: such a file system does not tell without being asked for the file itself.
    fileprivate let told: FileStatus.Kind?
    /// Where it was asked for, and is there.
    fileprivate(set) var status: FileStatus?

    /// What it is.
    ///
    /// - Parameter path: where it is.
    func kind(at path: String) -> FileStatus.Kind? { told ?? FileStatus(ofLink: path)?.kind }

    /// The name in what the system says: only as much as is there may be read of it.
    fileprivate static func name(of found: UnsafeMutablePointer<dirent>) -> UnsafePointer<CChar> {
      let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
      return unsafe (UnsafeRawPointer(found) + offset).assumingMemoryBound(to: CChar.self)
    }

    fileprivate static func kind(_ told: Int) -> FileStatus.Kind? {
      switch told {
      case Int(DT_REG): .file
      case Int(DT_DIR): .directory
      case Int(DT_LNK): .link
      case Int(DT_UNKNOWN): nil
      default: .special
      }
    }
  }

  static func move(_ path: String, to target: String) -> Bool {
    unsafe path.withCString { old in unsafe target.withCString { unsafe rename(old, $0) == 0 } }
  }

  /// Flushes the directory that a path is in, so that what was done to its entry outlives a loss of
  /// power. One that may not be read cannot be flushed.
  static func flushEntry(_ path: String) -> Bool {
    guard let directory = Descriptor.reading(parts(path).directory) else { return true }
    defer { _ = directory.close() }
    return directory.flush()
  }

  static func remove(_ path: String) -> Bool {
    unsafe path.withCString { unsafe remove(bytes: $0) }
  }

  /// The same, for a handler of signals.
  static func remove(bytes path: UnsafePointer<CChar>) -> Bool { unsafe unlink(path) == 0 }
}

/// What a signal does.
enum Signals {
  /// Makes a closed pipe and a file at its limit errors of `write`.
  static func failWrites() {
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
  }

  /// Calls a handler for what ends the process from outside; a signal that the process was started to
  /// ignore, as by `nohup`, stays ignored.
  static func onEnd(_ handler: @escaping @convention(c) (Int32) -> Void) {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let inherited = signal(number, SIG_IGN)
      let isIgnored =
        unsafe unsafeBitCast(inherited, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      if !isIgnored { _ = signal(number, handler) }
    }
  }

  /// Does what a signal does to a process without a handler.
  static func end(_ number: Int32) {
    _ = signal(number, SIG_DFL)
    _ = raise(number)
  }
}

/// The machine.
enum Machine { static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) } }

/// What the process was started with.
package enum Environment {
  /// Whether a variable is there and not empty.
  package static func isSet(_ name: String) -> Bool { value(name) != nil }

  /// What a variable says; `nil` where it is not there or empty.
  static func value(_ name: String) -> String? {
    guard let value = unsafe getenv(name), unsafe value.pointee != 0 else { return nil }
    return unsafe String(cString: value)
  }

  /// The bits of a mode that a new file does not get. They can only be read by setting them, which is
  /// done once, by the one task that opens files.
  static let modeMask: UInt32 = {
    let mask = umask(0o077)
    _ = umask(mask)
    return UInt32(mask)
  }()
}
