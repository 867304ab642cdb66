package ecomodel

// #include "library.h"
import "C"

import (
	"encoding/json"
	"math"
	"runtime"
	"time"
)

// Rate is what tokens cost: one model, at one place, in one year. Keep it where many requests share it.
type Rate struct {
	c   *C.eco_rate
	eco *Estimator
}

// Usage is the tokens of one request, or of several equal ones added up: from 0 to 10^12 of each.
type Usage struct {
	// PromptTokens are all of the prompt, the cached ones included.
	PromptTokens int64
	// CachedPromptTokens are those of them that came from a cache.
	CachedPromptTokens int64
	// CompletionTokens are all that were generated, reasoning included.
	CompletionTokens int64
	// Requests is of how many requests it is the sum; 0 is one.
	Requests int64
	// Serving is how they were served, as far as that is known.
	Serving Serving
}

// Serving is how requests were served; what is zero is not known.
type Serving struct {
	// Concurrency is how many sequences were decoded at once: from 1 to 16384, in thousandths.
	Concurrency float64
	// GPUTime is the time of all accelerators together, in microseconds; it counts with Accelerator.
	GPUTime time.Duration
	// Accelerator is a name in the table: h100-sxm.
	Accelerator string
	// AcceleratorNanowattHours is what was metered at the accelerators.
	AcceleratorNanowattHours int64
}

// Estimate is what requests cost.
type Estimate struct {
	EnergyWh            Figure
	CarbonG             Figure
	EnergyPer1kTokensWh Figure
	CarbonPer1kTokensG  Figure
	Accuracy            Accuracy
	Basis               Basis
}

// Interval is the range in which the truth is likely to be.
type Interval struct {
	EnergyLowWh, EnergyHighWh Figure
	CarbonLowG, CarbonHighG   Figure
}

// Embodied is the making of the hardware, shared out over what it did; it is never part of carbon.
type Embodied struct{ CarbonG, CarbonLowG, CarbonHighG Figure }

// Estimate is what a usage costs. NoUsage: no token was used; BadArgument: it cannot be.
func (r *Rate) Estimate(usage Usage) (Estimate, error) {
	var out C.eco_estimate
	err := r.ask(usage, func(usage *C.eco_usage, serving *C.eco_serving) C.int32_t {
		return C.eco_rate_estimate(r.c, usage, serving, &out)
	})
	return Estimate{
		figure(out.energy_nwh), figure(out.carbon_ng), figure(out.energy_per_1k_tokens_nwh),
		figure(out.carbon_per_1k_tokens_ng), Accuracy(out.accuracy), Basis(out.basis),
	}, err
}

// Interval is the range for a usage; some tens of microseconds.
func (r *Rate) Interval(usage Usage) (Interval, error) {
	var out C.eco_interval
	err := r.ask(usage, func(usage *C.eco_usage, serving *C.eco_serving) C.int32_t {
		return C.eco_rate_interval(r.c, usage, serving, &out)
	})
	return Interval{
		figure(out.energy_low_nwh), figure(out.energy_high_nwh),
		figure(out.carbon_low_ng), figure(out.carbon_high_ng),
	}, err
}

// Embodied is the making of the hardware for a usage. Unsupported: the methodology has no such figure.
func (r *Rate) Embodied(usage Usage) (Embodied, error) {
	var out C.eco_embodied
	err := r.ask(usage, func(usage *C.eco_usage, serving *C.eco_serving) C.int32_t {
		return C.eco_rate_embodied(r.c, usage, serving, &out)
	})
	return Embodied{
		figure(out.embodied_ng), figure(out.embodied_low_ng), figure(out.embodied_high_ng),
	}, err
}

// JSONBlock is the eco block of a response, each figure rounded once to so many significant digits; 0:
// to nine places.
func (r *Rate) JSONBlock(usage Usage, significantDigits int) (json.RawMessage, error) {
	if significantDigits < 0 || significantDigits > math.MaxInt32 {
		return nil, BadArgument
	}
	// Why there is none, the estimate says.
	if _, err := r.Estimate(usage); err != nil {
		return nil, err
	}
	var block string
	err := r.ask(usage, func(usage *C.eco_usage, serving *C.eco_serving) C.int32_t {
		block = text(func(to *C.char, size C.size_t) C.size_t {
			return C.eco_rate_json_block(r.c, usage, serving, C.int32_t(significantDigits), to, size)
		})
		return C.ECO_OK
	})
	return json.RawMessage(block), err
}

// Describe names the table rows behind the rate: model, region, zone, grid_year, g_per_kwh, pue, …
func (r *Rate) Describe() json.RawMessage {
	defer runtime.KeepAlive(r)
	return json.RawMessage(text(func(to *C.char, size C.size_t) C.size_t {
		return C.eco_rate_describe(r.c, to, size)
	}))
}

// ask calls C with a usage and its serving.
func (r *Rate) ask(usage Usage, call func(*C.eco_usage, *C.eco_serving) C.int32_t) error {
	defer runtime.KeepAlive(r)
	requests := usage.Requests
	if requests == 0 {
		requests = 1
	}
	counts := C.eco_usage{
		prompt_tokens: C.int64_t(usage.PromptTokens), completion_tokens: C.int64_t(usage.CompletionTokens),
		cached_prompt_tokens: C.int64_t(usage.CachedPromptTokens), requests: C.int64_t(requests),
	}
	if usage.Serving == (Serving{}) {
		return failed(call(&counts, nil))
	}
	serving, err := r.eco.serving(usage.Serving)
	if err != nil {
		return err
	}
	return failed(call(&counts, &serving))
}

func (eco *Estimator) serving(said Serving) (serving C.eco_serving, err error) {
	defer runtime.KeepAlive(eco)
	if said.Concurrency != 0 {
		thousandths := math.Round(said.Concurrency * 1000)
		if !(math.Abs(thousandths) <= math.MaxInt32) {
			return serving, BadArgument
		}
		serving.given |= C.ECO_GIVES_CONCURRENCY
		serving.concurrency_thousandths = C.int64_t(thousandths)
	}
	if said.GPUTime != 0 {
		serving.given |= C.ECO_GIVES_GPU_TIME
		serving.gpu_microseconds = C.int64_t(said.GPUTime.Microseconds())
	}
	if said.AcceleratorNanowattHours != 0 {
		energy := said.AcceleratorNanowattHours
		serving.given |= C.ECO_GIVES_ENERGY
		serving.accelerator_nwh = C.eco_int128{low: C.uint64_t(energy), high: C.int64_t(energy >> 63)}
	}
	if said.Accelerator != "" {
		serving.accelerator = C.eco_go_accelerator(eco.c, said.Accelerator)
		if serving.accelerator == 0 {
			return serving, BadArgument
		}
	}
	return serving, nil
}
