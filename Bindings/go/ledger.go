package ecomodel

// #include "library.h"
import "C"

import (
	"fmt"
	"math/big"
	"runtime"
)

// Ledger is exact totals: in any order and any split they are the same to the last digit. It takes rates
// of estimators with its own methodology version.
type Ledger struct{ c *C.eco_ledger }

// NewLedger is an empty one.
func NewLedger(eco *Estimator) *Ledger {
	defer runtime.KeepAlive(eco)
	ledger := &Ledger{C.eco_ledger_new(eco.c)}
	runtime.SetFinalizer(ledger, func(ledger *Ledger) { C.eco_ledger_free(ledger.c) })
	return ledger
}

// Add adds a usage. Overflow: the sums would be beyond what ledgers hold, and nothing was added.
func (l *Ledger) Add(rate *Rate, usage Usage) error {
	defer runtime.KeepAlive(l)
	return rate.ask(usage, func(usage *C.eco_usage, serving *C.eco_serving) C.int32_t {
		return C.eco_ledger_add(l.c, rate.c, usage, serving)
	})
}

// AddOmitted adds a record without a figure: its reason, the requests that it stands for, and its tokens
// as far as they were counted.
func (l *Ledger) AddOmitted(reason Code, requests, tokens int64) error {
	defer runtime.KeepAlive(l)
	return failed(C.eco_ledger_add_omitted(
		l.c, C.int32_t(reason), C.int64_t(requests), C.int64_t(tokens)))
}

// Merge adds all of another.
func (l *Ledger) Merge(other *Ledger) error {
	defer runtime.KeepAlive(l)
	defer runtime.KeepAlive(other)
	return failed(C.eco_ledger_merge(l.c, other.c))
}

// Totals are sums and counts.
type Totals struct {
	// Records are all that were added, Estimated those with a figure, Rejected those that could not be read.
	Records, Estimated, Rejected int64
	// Of those with a figure.
	Requests, PromptTokens, CachedPromptTokens, CompletionTokens *big.Int
	EnergyWh, EnergyLowWh, EnergyHighWh                          Figure
	CarbonG, CarbonLowG, CarbonHighG                             Figure
	// Embodied is zero where the methodology has none.
	Embodied Embodied
	// Records by label, by what they were worked out from, and by why they have no figure.
	ByAccuracy map[Accuracy]int64
	ByBasis    map[Basis]int64
	Omitted    map[Code]int64
}

// Totals are worked out from the lines: some tens of microseconds for each rate.
func (l *Ledger) Totals() Totals {
	defer runtime.KeepAlive(l)
	var out C.eco_totals
	if err := failed(C.eco_ledger_totals(l.c, &out)); err != nil {
		// It takes any ledger.
		panic(err)
	}
	totals := Totals{
		Records: int64(out.records), Estimated: int64(out.estimated), Rejected: int64(out.rejected),
		Requests:           figure(out.requests).Billionths(),
		PromptTokens:       figure(out.prompt_tokens).Billionths(),
		CachedPromptTokens: figure(out.cached_prompt_tokens).Billionths(),
		CompletionTokens:   figure(out.completion_tokens).Billionths(),
		EnergyWh:           figure(out.energy_nwh),
		EnergyLowWh:        figure(out.energy_low_nwh), EnergyHighWh: figure(out.energy_high_nwh),
		CarbonG:    figure(out.carbon_ng),
		CarbonLowG: figure(out.carbon_low_ng), CarbonHighG: figure(out.carbon_high_ng),
		Embodied: Embodied{
			figure(out.embodied_ng), figure(out.embodied_low_ng), figure(out.embodied_high_ng),
		},
		ByAccuracy: map[Accuracy]int64{}, ByBasis: map[Basis]int64{}, Omitted: map[Code]int64{},
	}
	for label, records := range out.accuracy_records {
		totals.ByAccuracy[Accuracy(label)] = int64(records)
	}
	for basis, records := range out.basis_records {
		totals.ByBasis[Basis(basis)] = int64(records)
	}
	for reason, records := range out.omitted_records {
		if reason > 0 {
			totals.Omitted[Code(reason)] = int64(records)
		}
	}
	return totals
}

// MarshalJSON is the ledger as a summary of eco-calc, which eco-calc merge adds.
func (l *Ledger) MarshalJSON() ([]byte, error) {
	defer runtime.KeepAlive(l)
	return []byte(text(func(to *C.char, size C.size_t) C.size_t {
		return C.eco_ledger_write(l.c, to, size)
	})), nil
}

// AddJSON adds what a ledger, or eco-calc --summary, wrote with the same methodology and tables. The
// error says what is wrong and wraps its Code; nothing was added then.
func (l *Ledger) AddJSON(summary []byte) error {
	defer runtime.KeepAlive(l)
	if len(summary) == 0 {
		return fmt.Errorf("%w: no bytes", BadData)
	}
	var reason [1024]byte
	code := C.eco_ledger_read(
		l.c, (*C.char)(pointer(summary)), C.ptrdiff_t(len(summary)), (*C.char)(pointer(reason[:])),
		C.size_t(len(reason)))
	if err := failed(code); err != nil {
		return fmt.Errorf("%w: %s", err, C.GoString((*C.char)(pointer(reason[:]))))
	}
	return nil
}
