package ecomodel

// #include <stdlib.h>
// #include <string.h>
// #include "library.h"
import "C"

import (
	"errors"
	"runtime"
	"time"
	"unsafe"
)

// Estimator works out rates from tables under a methodology. It takes a tenth of a millisecond to
// make: keep one.
type Estimator struct{ c *C.eco_estimator }

// New is an estimator of the newest methodology over the bundled tables.
func New() *Estimator {
	eco, err := With("", nil)
	if err != nil {
		// Its own tests load the bundled tables.
		panic(err)
	}
	return eco
}

// With is an estimator of a methodology, "" for the newest, over tables of one's own by name
// ("models.csv"); those that are not brought are the bundled ones.
func With(methodology string, tables map[string][]byte) (*Estimator, error) {
	own := (*C.eco_table)(C.calloc(C.size_t(len(tables)+1), C.sizeof_eco_table))
	defer C.free(unsafe.Pointer(own))
	list := unsafe.Slice(own, len(tables)+1)
	count := 0
	for name, bytes := range tables {
		list[count].name = C.CString(name)
		list[count].bytes = (*C.uint8_t)(C.CBytes(bytes))
		list[count].size = C.size_t(len(bytes))
		defer C.free(unsafe.Pointer(list[count].name))
		defer C.free(unsafe.Pointer(list[count].bytes))
		count++
	}
	var id *C.char
	if methodology != "" {
		id = C.CString(methodology)
		defer C.free(unsafe.Pointer(id))
	}
	var reason [1024]byte
	c := C.eco_estimator_new(
		id, -1, own, C.size_t(count), (*C.char)(pointer(reason[:])), C.size_t(len(reason)))
	if c == nil {
		return nil, errors.New(C.GoString((*C.char)(pointer(reason[:]))))
	}
	eco := &Estimator{c}
	runtime.SetFinalizer(eco, func(eco *Estimator) { C.eco_estimator_free(eco.c) })
	return eco, nil
}

// MethodologyVersion names coefficients and data behind the figures.
func (eco *Estimator) MethodologyVersion() string {
	defer runtime.KeepAlive(eco)
	return text(func(to *C.char, size C.size_t) C.size_t {
		return C.eco_estimator_methodology_version(eco.c, to, size)
	})
}

// Request is what selects a rate.
type Request struct {
	// Model is the id of the model that answered.
	Model string
	// Provider is who served it; "" where nobody knows.
	Provider string
	// Region is what the gateway or the cloud calls the place.
	Region string
	// At is when; the zero time where nobody knows.
	At time.Time
	// RegionAssumed says that the region is a guess: the label is Gross.
	RegionAssumed bool
	// MeasuredUnknown gives a model whose size nobody published a figure where it was measured.
	MeasuredUnknown bool
}

// Rate is what tokens cost, or as an error the Code that says why nobody can tell.
func (eco *Estimator) Rate(request Request) (*Rate, error) {
	defer runtime.KeepAlive(eco)
	day := C.int32_t(C.ECO_DAY_UNKNOWN)
	if !request.At.IsZero() {
		day = C.int32_t(daysSince1970(request.At))
	}
	var flags C.uint32_t
	if request.RegionAssumed {
		flags |= C.ECO_REGION_ASSUMED
	}
	if request.MeasuredUnknown {
		flags |= C.ECO_UNSIZED_TOO
	}
	var c *C.eco_rate
	code := C.eco_go_rate_find(
		eco.c, request.Model, request.Provider, request.Region, day, flags, &c)
	if err := failed(code); err != nil {
		return nil, err
	}
	rate := &Rate{c, eco}
	runtime.SetFinalizer(rate, func(rate *Rate) { C.eco_rate_free(rate.c) })
	return rate, nil
}

func daysSince1970(at time.Time) int64 {
	seconds := at.Unix()
	days := seconds / 86400
	if seconds%86400 < 0 {
		days--
	}
	return days
}

// pointer is where bytes start; there are some.
func pointer(bytes []byte) unsafe.Pointer { return unsafe.Pointer(&bytes[0]) }
