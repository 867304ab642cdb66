internal import CCompression

/// How a file is compressed, from its first bytes.
package enum Compression: String {
  case gzip, zstd, bzip2, xz

  package init?(_ head: [UInt8]) {
    if head.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
      self = .zstd
    } else if head.starts(with: [0x42, 0x5A, 0x68]) {
      self = .bzip2
    } else if head.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) {
      self = .xz
    } else {
      return nil
    }
  }
}

/// Decompresses another source through the system's libraries, one buffer ahead of its reader in a
/// task of its own.
package final class Decompressor: ByteSource {
  private var ahead: Task<Batch, Never>?
  private var ready: [UInt8] = []
  private var position = 0

  /// What the task hands over: bytes, and the stream for the next task; no stream: it is over.
  private struct Batch: Sendable {
    var stream: CompressedStream?
    var bytes: [UInt8] = []
    var error: FileError?
  }

  /// Bytes that are decompressed at once.
  private static let batchSize = 1 << 20

  /// A decompressor of what follows `head` in a file; `head` has been read already.
  package init(_ compression: Compression, file: InputFile, head: [UInt8]) throws(FileError) {
    let stream = try CompressedStream(compression, file: file, head: head)
    ahead = Self.task(of: stream)
  }

  package func read(
    into buffer: inout [UInt8], at offset: Int, limit: Int
  ) async throws(FileError) -> Int {
    if position == ready.count, let task = ahead {
      let batch = await task.value
      ready = batch.bytes
      position = 0
      ahead = batch.stream.map(Self.task)
      if let error = batch.error { throw error }
    }
    let count = min(limit - offset, ready.count - position)
    buffer.replaceSubrange(offset..<(offset + count), with: ready[position..<(position + count)])
    position += count
    return count
  }

  private static func task(of stream: CompressedStream) -> Task<Batch, Never> {
    Task.detached { batch(of: stream) }
  }

  private static func batch(of stream: CompressedStream) -> Batch {
    var bytes = [UInt8](repeating: 0, count: batchSize)
    do throws(FileError) {
      let count = try stream.decompress(into: &bytes)
      bytes.removeLast(bytes.count - count)
      return Batch(stream: count == batchSize ? stream : nil, bytes: bytes)
    } catch {
      return Batch(error: error)
    }
  }
}

/// A compressed file and the library that takes it apart. It is owned by one task after the other,
/// never by two at once.
@safe private final class CompressedStream: @unchecked Sendable {
  private let file: InputFile
  private let stream: OpaquePointer
  private var input: [UInt8]
  private var count: Int
  private var position = 0
  private var isInMember = false

  init(_ compression: Compression, file: InputFile, head: [UInt8]) throws(FileError) {
    let kind: EcoCompression
    let library: String
    switch compression {
    case .gzip: (kind, library) = (ECO_GZIP, "zlib (zlib1g)")
    case .zstd: (kind, library) = (ECO_ZSTD, "libzstd (libzstd1)")
    case .bzip2, .xz:
      let tool = compression == .xz ? "xzcat" : "bzcat"
      throw FileError(
        file.name, "read",
        reason: "\(compression.rawValue) is not decompressed here; type: \(tool) \(file.name)"
          + " | eco-calc -")
    }
    guard let stream = unsafe eco_stream_open(kind) else {
      throw FileError(
        file.name, "decompress",
        reason: "\(library) is not on this machine; install it, or decompress the file and pipe it"
          + " into eco-calc -")
    }
    unsafe self.stream = stream
    self.file = file
    input = head + [UInt8](repeating: 0, count: max(0, (1 << 17) - head.count))
    count = head.count
  }

  deinit { unsafe eco_stream_close(stream) }

  /// Fills a buffer as far as the file goes; less than all of it only at the end.
  func decompress(into output: inout [UInt8]) throws(FileError) -> Int {
    var produced = 0
    while produced < output.count {
      if position == count {
        position = 0
        count = try file.read(into: &input, at: 0, limit: input.count)
        if count == 0 {
          guard !isInMember else { throw error("it ends inside the compressed data") }
          return produced
        }
      }
      switch step(&output, &produced) {
      case ECO_CONTINUES: isInMember = true
      case ECO_MEMBER_END: isInMember = false
      default: throw error("the compressed data is damaged")
      }
    }
    return produced
  }

  private func error(_ reason: String) -> FileError {
    FileError(file.name, "decompress", reason: reason)
  }

  private func step(_ output: inout [UInt8], _ produced: inout Int) -> EcoStatus {
    unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        unsafe eco_stream_step(
          stream, source.baseAddress, count, &position, target.baseAddress, target.count,
          &produced)
      }
    }
  }
}
