// Package ecomodel says what LLM requests cost in energy and carbon: exactly, and as eco-calc does to the
// last digit.
//
// It stands on libecomodel.so, which Bindings/c/build.sh makes and pkg-config has to find:
//
//	export PKG_CONFIG_PATH=…/.build-c/ecomodel/lib/pkgconfig LD_LIBRARY_PATH=…/.build-c/ecomodel/lib
//	go mod edit -require ecomodel@v1.0.0 -replace ecomodel@v1.0.0=…/Bindings/go
//
// Any number of goroutines may use one Estimator, Rate or Ledger at once. What C holds for them is freed
// when they cannot be reached any more.
package ecomodel

/*
#cgo pkg-config: ecomodel
#include "library.h"
*/
import "C"

// Version is that of the library.
func Version() string { return C.GoString(C.eco_version()) }

// Code is why there is no figure, or what went wrong: an error that errors.Is finds.
type Code int32

// Reasons why a request has no figure.
const (
	UnknownModel          Code = C.ECO_UNKNOWN_MODEL
	UndisclosedParameters Code = C.ECO_UNDISCLOSED_PARAMETERS
	UnknownRegion         Code = C.ECO_UNKNOWN_REGION
	NoUsage               Code = C.ECO_NO_USAGE
	NotCompletion         Code = C.ECO_NOT_COMPLETION
	NotInferred           Code = C.ECO_NOT_INFERRED
	NoGridData            Code = C.ECO_NO_GRID_DATA
)

// What went wrong.
const (
	// BadArgument is a number that cannot be, a name that there is not, or what does not go together.
	BadArgument Code = C.ECO_BAD_ARGUMENT
	// BadData is a table or a ledger that cannot be used.
	BadData Code = C.ECO_BAD_DATA
	// Overflow is a sum beyond what ledgers hold; nothing was added.
	Overflow Code = C.ECO_OVERFLOW
	// Unsupported is a figure that the methodology does not have.
	Unsupported Code = C.ECO_UNSUPPORTED
)

// IsReason says whether it is about the request and not about the call.
func (c Code) IsReason() bool { return c > 0 }

// Error is the code in words that never change: unknown_model.
func (c Code) Error() string { return C.GoString(C.eco_code_name(C.int32_t(c))) }

// failed is nil for ECO_OK.
func failed(code C.int32_t) error {
	if code == C.ECO_OK {
		return nil
	}
	return Code(code)
}

// text asks for a text with a buffer, and again with a larger one where it does not fit.
func text(write func(*C.char, C.size_t) C.size_t) string {
	for size := 512; ; {
		buffer := make([]byte, size)
		length := int(write((*C.char)(pointer(buffer)), C.size_t(size)))
		if length < size {
			return string(buffer[:length])
		}
		size = length + 1
	}
}
