import EcoModel
import Testing

@Suite("SHA-256")
struct SHA256Tests {
  @Test(
    "gives the digests that NIST published",
    arguments: [
      ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
          + "lmnopqrsmnopqrstnopqrstu", 1,
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
      ),
      ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
  func published(text: String, times: Int, digest: String) {
    let message = Array(String(repeating: text, count: times).utf8)
    for isPlain in [false, true] {
      var hash = SHA256(isPlain: isPlain)
      hash.update(message.span)
      #expect(hash.finish() == digest, isPlain ? "plain" : "by the processor's instructions")
    }
  }

  @Test("is the same by the processor's instructions and without, of several blocks at once")
  func means() {
    let message = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 37 ^ $0 >> 3) }
    for length in stride(from: 0, through: 1000, by: 41) {
      var (quick, plain) = (SHA256(), SHA256(isPlain: true))
      quick.update(message.span.extracting(0..<length))
      plain.update(message.span.extracting(0..<length))
      #expect(quick.finish() == plain.finish(), "\(length) bytes")
    }
  }

  @Test("does not depend on how the message is cut")
  func cuts() {
    let message = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 37) }
    for length in [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 300] {
      let whole = SHA256.hex(of: Array(message[..<length]))
      for step in [1, 3, 63, 64, 65, 200] {
        var hash = SHA256()
        for start in stride(from: 0, to: length, by: step) {
          hash.update(Array(message[start..<min(length, start + step)]).span)
        }
        #expect(hash.finish() == whole, "\(length) bytes by \(step)")
      }
    }
  }
}
