package ecomodel

// #include "library.h"
import "C"

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
)

// Figure is a whole number of billionths, of a watt-hour or of a gram of CO2 equivalent: exact, rounded
// once, half to even. It is comparable.
type Figure struct {
	high int64
	low  uint64
}

func figure(n C.eco_int128) Figure { return Figure{int64(n.high), uint64(n.low)} }

// Billionths is the number inside: nanowatt-hours or nanograms.
func (f Figure) Billionths() *big.Int {
	n := new(big.Int).Lsh(big.NewInt(f.high), 64)
	return n.Add(n, new(big.Int).SetUint64(f.low))
}

// String is the figure as eco-calc prints it: 0.002107239.
func (f Figure) String() string {
	digits := f.Billionths().String()
	sign := strings.HasPrefix(digits, "-")
	digits = strings.TrimPrefix(digits, "-")
	if missing := 10 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	point := len(digits) - 9
	digits = strings.TrimRight(digits[:point]+"."+digits[point:], "0")
	digits = strings.TrimSuffix(digits, ".")
	if sign {
		return "-" + digits
	}
	return digits
}

// Float64 is the nearest floating-point number, which sums must not be made of.
func (f Figure) Float64() float64 {
	n, _ := new(big.Rat).SetFrac(f.Billionths(), big.NewInt(1e9)).Float64()
	return n
}

// MarshalJSON is String as a JSON number.
func (f Figure) MarshalJSON() ([]byte, error) { return []byte(f.String()), nil }

var _ interface {
	json.Marshaler
	fmt.Stringer
} = Figure{}

// Accuracy is a label: how well the inputs are known.
type Accuracy int32

// Labels, the worst first.
const (
	Gross    Accuracy = C.ECO_GROSS
	Medium   Accuracy = C.ECO_MEDIUM
	Accurate Accuracy = C.ECO_ACCURATE
)

// String is the label as eco-calc prints it.
func (a Accuracy) String() string { return name(int(a), "gross", "medium", "accurate") }

// Basis is what a figure was worked out from.
type Basis int32

// What figures are worked out from.
const (
	Assumed    Basis = C.ECO_BASIS_ASSUMED
	Local      Basis = C.ECO_BASIS_LOCAL
	Sequences  Basis = C.ECO_BASIS_CONCURRENCY
	GPUSeconds Basis = C.ECO_BASIS_GPU_SECONDS
	Metered    Basis = C.ECO_BASIS_METERED
)

// String is the basis as a summary names it.
func (b Basis) String() string {
	return name(int(b), "assumed", "local", "concurrency", "gpu_seconds", "metered")
}

func name(number int, names ...string) string {
	if number < 0 || number >= len(names) {
		return ""
	}
	return names[number]
}
