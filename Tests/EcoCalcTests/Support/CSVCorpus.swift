import Testing

/// A delimited text and its cells, worked out by hand.
struct CSVCase: CustomTestStringConvertible, Sendable {
  let name: String
  let text: String
  let rows: [[String]]
  var testDescription: String { name }

  init(_ name: String, _ text: String, _ rows: [[String]]) {
    (self.name, self.text, self.rows) = (name, text, rows)
  }
}

/// A corpus in the manner of csv-spectrum: what RFC 4180 allows, and what its readers get wrong.
enum CSVCorpus {
  static let all: [CSVCase] = [
    CSVCase("nothing", "", []),
    CSVCase("simple", "a,b,c\n1,2,3\n", [["a", "b", "c"], ["1", "2", "3"]]),
    CSVCase("no line end at the end", "a,b\n1,2", [["a", "b"], ["1", "2"]]),
    CSVCase("carriage returns", "a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
    CSVCase("a carriage return at the end", "a,b\r\n1,2\r", [["a", "b"], ["1", "2"]]),
    CSVCase("only the last of two carriage returns ends a line", "a,b\r\r\n", [["a", "b\r"]]),
    CSVCase("a carriage return alone is data", "a\rb,c\n", [["a\rb", "c"]]),
    CSVCase("one column", "a\n1\n", [["a"], ["1"]]),
    CSVCase("a blank line is one empty field", "a\n\nb\n", [["a"], [""], ["b"]]),
    CSVCase("a blank line with a carriage return", "a\r\n\r\nb\r\n", [["a"], [""], ["b"]]),
    CSVCase(
      "empty fields", "a,b,c\n,,\n1,,\n,2,\n,,3\n",
      [
        ["a", "b", "c"], ["", "", ""], ["1", "", ""], ["", "2", ""], ["", "", "3"],
      ]),
    CSVCase("quoted empty fields", "\"\",\"\"\n", [["", ""]]),
    CSVCase("quotes that are not needed", "\"a\",\"b\"\n", [["a", "b"]]),
    CSVCase("a delimiter in quotes", "\"a,b\",c\n", [["a,b", "c"]]),
    CSVCase("delimiters alone in quotes", "\",\",\",,\"\n", [[",", ",,"]]),
    CSVCase("doubled quotes", "\"a \"\"b\"\" c\",d\n", [["a \"b\" c", "d"]]),
    CSVCase("a quote alone", "\"\"\"\",x\n", [["\"", "x"]]),
    CSVCase("two quotes alone", "\"\"\"\"\"\",x\n", [["\"\"", "x"]]),
    CSVCase("three quotes at the start", "\"\"\"\"\"\"\"a\",b\n", [["\"\"\"a", "b"]]),
    CSVCase("quotes at both ends", "\"\"\"a\"\"\"\n", [["\"a\""]]),
    CSVCase("a line feed in quotes", "\"a\nb\",c\n1,2\n", [["a\nb", "c"], ["1", "2"]]),
    CSVCase("line feeds alone in quotes", "\"\n\n\",c\n", [["\n\n", "c"]]),
    CSVCase("carriage returns in quotes", "\"a\r\nb\",c\r\n", [["a\r\nb", "c"]]),
    CSVCase("a carriage return before the closing quote", "\"a\r\"\r\n", [["a\r"]]),
    CSVCase(
      "quotes, delimiters and line feeds", "\"a\"\",\"\"\n\",\",\"\n\"b\",\"\"\n",
      [
        ["a\",\"\n", ","], ["b", ""],
      ]),
    CSVCase("spaces are data", " a , b \n", [[" a ", " b "]]),
    CSVCase("letters beyond ASCII", "é,€,😀\n\"é,€\",😀,\n", [["é", "€", "😀"], ["é,€", "😀", ""]]),
    CSVCase(
      "JSON in a column",
      "k,{\"\"}\n1,\"{\"\"a\"\": [1, 2]}\"\n".replacing(
        "{\"\"}", with: "v"), [["k", "v"], ["1", "{\"a\": [1, 2]}"]]),
    CSVCase("other delimiters are data", "a;b,c\td\n", [["a;b", "c\td"]]),
    CSVCase("a NUL is data", "a\0b,c\n", [["a\0b", "c"]]),
    CSVCase("a quote that is closed at the end of the text", "a,\"b\"", [["a", "b"]]),
  ]

  /// Rows whose quotes RFC 4180 has not: the cells whose quotes are at fault are `nil`.
  static let faulty: [(text: String, rows: [[String?]])] = [
    ("\"a\"b,c\n", [[nil, "c"]]), ("a,\"b\" \n", [["a", nil]]), ("\"a\"\"\"b\"\n", [[nil]]),
    ("\"\"a\"\",b\n", [[nil, "b"]]),
    // A quote inside an unquoted field is data as far as the field goes.
    ("a\"b\",c\n", [["a\"b\"", "c"]]),
  ]
}
