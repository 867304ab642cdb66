public import CEcoModel
internal import EcoModel
internal import PlainText

// The functions of ecomodel.h, held against it by the compiler. What they do is said there.

/// The version of the release.
@c @implementation
public func eco_version() -> UnsafePointer<CChar>! { unsafe constant(Release.version) }

/// The version of the interface.
@c @implementation
public func eco_abi_version() -> Int32 { Int32(ECO_ABI_VERSION) }

/// The stable name of a code.
@c @implementation
public func eco_code_name(_ code: Int32) -> UnsafePointer<CChar>! {
  if let reason = Unclassified(code: code) { return unsafe constant(reason.staticCode) }
  return switch Int(code) {
  case ECO_OK: unsafe constant("ok")
  case ECO_BAD_ARGUMENT: unsafe constant("bad_argument")
  case ECO_BAD_DATA: unsafe constant("bad_data")
  case ECO_OVERFLOW: unsafe constant("overflow")
  case ECO_UNSUPPORTED: unsafe constant("unsupported")
  default: unsafe constant("")
  }
}

/// The names of tables, one by one.
@c @implementation
public func eco_table_name(
  _ number: Int32, _ text: UnsafeMutablePointer<CChar>!, _ size: Int
) -> Int {
  let names = EcoTables.Name.allCases.map(\.rawValue)
  return names.indices.contains(Int(number)) ? unsafe write(names[Int(number)], text, size) : 0
}

/// An estimator, or NULL and why.
@c @implementation
public func eco_estimator_new(
  _ methodology: UnsafePointer<CChar>!, _ methodology_length: Int,
  _ tables: UnsafePointer<eco_table>!, _ table_count: Int, _ error: UnsafeMutablePointer<CChar>!,
  _ error_size: Int
) -> OpaquePointer! {
  do throws(DataError) {
    let id = unsafe text(methodology, methodology_length) ?? Methodology.newest.id
    guard let methodology = Methodology.named(id) else {
      let ids = Methodology.all.map(\.id).joined(separator: ", ")
      unsafe write("no methodology \(id); there are \(ids)", error, error_size)
      return nil
    }
    var own: [EcoTables.Name: [UInt8]] = [:]
    let count = unsafe tables == nil ? 0 : table_count
    guard count >= 0 else {
      unsafe write("more tables than there can be", error, error_size)
      return nil
    }
    for index in 0..<count {
      let table = unsafe tables[index]
      guard let name = unsafe text(table.name, -1).flatMap(EcoTables.Name.init(rawValue:)),
        let start = unsafe table.bytes, unsafe table.size >= 0
      else {
        let names = EcoTables.Name.allCases.map(\.rawValue).joined(separator: ", ")
        unsafe write("table \(index): expected one of \(names)", error, error_size)
        return nil
      }
      own[name] = unsafe Array(UnsafeBufferPointer(start: start, count: table.size))
    }
    let estimator = try EcoEstimator(
      tables: EcoTables(replacing: own), methodology: methodology)
    return unsafe handle(EstimatorBox(estimator))
  } catch let fault {
    unsafe write(fault.description, error, error_size)
    return nil
  }
}

/// Takes an estimator back.
@c @implementation
public func eco_estimator_free(_ estimator: OpaquePointer!) {
  unsafe release(estimator, EstimatorBox.self)
}

/// Writes what its figures are called.
@c @implementation
public func eco_estimator_methodology_version(
  _ estimator: OpaquePointer!, _ text: UnsafeMutablePointer<CChar>!, _ size: Int
) -> Int {
  guard let box = unsafe object(estimator, EstimatorBox.self) else { return 0 }
  return unsafe write(box.estimator.methodologyVersion, text, size)
}

/// The number of an accelerator, or 0.
@c @implementation
public func eco_estimator_accelerator(
  _ estimator: OpaquePointer!, _ name: UnsafePointer<CChar>!, _ name_length: Int
) -> Int32 {
  guard let estimator = unsafe object(estimator, EstimatorBox.self)?.estimator,
    let name = unsafe text(name, name_length), let found = estimator.accelerator(name),
    let rows = estimator.accelerators.rows,
    let row = (0..<rows.count).first(where: { rows[$0].name == found.name })
  else { return 0 }
  return Int32(row + 1)
}
