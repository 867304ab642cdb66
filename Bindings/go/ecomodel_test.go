package ecomodel

import (
	"encoding/json"
	"errors"
	"math"
	"math/big"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	eco     = New()
	example = Request{
		Model: "openai/gpt-4o-mini", Provider: "openai", Region: "eu-west",
		At: time.Date(2024, 4, 26, 16, 46, 40, 0, time.UTC),
	}
	usage = Usage{PromptTokens: 18, CompletionTokens: 26}
)

func rate(t testing.TB, request Request) *Rate {
	t.Helper()
	found, err := eco.Rate(request)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// The figures are those of the README and of METHODOLOGY.md, worked out by hand.
func TestTheDocumentedExample(t *testing.T) {
	cost, err := rate(t, example).Estimate(usage)
	if err != nil {
		t.Fatal(err)
	}
	if cost.EnergyWh.String() != "0.002107239" || cost.CarbonG.String() != "0.000570872" ||
		cost.CarbonPer1kTokensG.String() != "0.012974366" || cost.Accuracy != Accurate ||
		cost.Basis != Assumed {
		t.Error(cost)
	}
	block, err := rate(t, example).JSONBlock(usage, 2)
	expected := `{"energy_wh":0.0021,"carbon_g":0.00057,"carbon_per_1k_tokens_g":0.013,` +
		`"accuracy":"accurate","methodology_version":"v2-2026-12"}`
	if string(block) != expected || err != nil {
		t.Error(string(block), err)
	}
}

func TestWhatHasNoFigureSaysWhy(t *testing.T) {
	changed := func(change func(*Request)) error {
		request := example
		change(&request)
		_, err := eco.Rate(request)
		return err
	}
	for expected, err := range map[Code]error{
		UnknownModel:          changed(func(r *Request) { r.Model = "nobody/knows" }),
		UndisclosedParameters: changed(func(r *Request) { r.Model = "openai/o3" }),
		UnknownRegion:         changed(func(r *Request) { r.Region = "" }),
	} {
		if !errors.Is(err, expected) || !expected.IsReason() {
			t.Error(expected, err)
		}
	}
	if err := changed(func(r *Request) { r.Model = "" }); err != UnknownModel {
		t.Error(err)
	}
	if UnknownModel.Error() != "unknown_model" || BadArgument.IsReason() {
		t.Error(UnknownModel, BadArgument)
	}
	found := rate(t, example)
	if _, err := found.Estimate(Usage{}); err != NoUsage {
		t.Error(err)
	}
	if _, err := found.JSONBlock(Usage{}, 2); err != NoUsage {
		t.Error(err)
	}
}

func TestWhatCannotBeIsRefused(t *testing.T) {
	found := rate(t, example)
	for _, usage := range []Usage{
		{PromptTokens: -1},
		{PromptTokens: 1, CachedPromptTokens: 2},
		{PromptTokens: math.MaxInt64},
		{PromptTokens: 1, Requests: -1},
		{PromptTokens: 1, Serving: Serving{Concurrency: 0.5}},
		{PromptTokens: 1, Serving: Serving{Concurrency: math.NaN()}},
		{PromptTokens: 1, Serving: Serving{Concurrency: math.Inf(1)}},
		{PromptTokens: 1, Serving: Serving{GPUTime: -time.Second}},
		{PromptTokens: 1, Serving: Serving{AcceleratorNanowattHours: -1}},
		{PromptTokens: 1, Serving: Serving{Accelerator: "abacus"}},
	} {
		if _, err := found.Estimate(usage); err != BadArgument {
			t.Error(usage, err)
		}
	}
	if _, err := found.JSONBlock(usage, -1); err != BadArgument {
		t.Error(err)
	}
	if _, err := With("v0", nil); err == nil || !strings.Contains(err.Error(), "no methodology v0") {
		t.Error(err)
	}
	tables := map[string][]byte{"models.csv": []byte("nonsense")}
	if _, err := With("", tables); err == nil || !strings.Contains(err.Error(), "models.csv:1:") {
		t.Error(err)
	}
}

func TestADayIsThatOfUTC(t *testing.T) {
	west := time.FixedZone("west", -8*3600)
	for at, days := range map[time.Time]int64{
		time.Unix(0, 0): 0, time.Unix(-1, 0): -1, time.Unix(86399, 0): 0, time.Unix(-86400, 0): -1,
		time.Date(2025, 12, 31, 23, 0, 0, 0, west): 20454,
	} {
		if daysSince1970(at) != days {
			t.Error(at, daysSince1970(at))
		}
	}
}

func TestWhatIsKnownOfServingIsUsed(t *testing.T) {
	found := rate(t, Request{Model: "llama-3.1-8b-instruct", Region: "DE", At: example.At})
	width := func(serving Serving) (Basis, *big.Int) {
		usage := Usage{PromptTokens: 900, CompletionTokens: 70, Serving: serving}
		cost, err := found.Estimate(usage)
		if err != nil {
			t.Fatal(err)
		}
		interval, err := found.Interval(usage)
		if err != nil {
			t.Fatal(err)
		}
		low, high := interval.EnergyLowWh.Billionths(), interval.EnergyHighWh.Billionths()
		point := cost.EnergyWh.Billionths()
		if low.Cmp(point) > 0 || high.Cmp(point) < 0 {
			t.Error(cost, interval)
		}
		// The higher end in thousandths of the lower one.
		return cost.Basis, new(big.Int).Div(new(big.Int).Mul(big.NewInt(1000), high), low)
	}
	if basis, _ := width(Serving{Concurrency: 24}); basis != Sequences {
		t.Error(basis)
	}
	_, open := width(Serving{})
	for expected, serving := range map[Basis]Serving{
		GPUSeconds: {GPUTime: 12 * time.Millisecond, Accelerator: "h100-sxm"},
		Metered:    {AcceleratorNanowattHours: 1_200_000},
	} {
		if basis, known := width(serving); basis != expected || known.Cmp(open) >= 0 {
			t.Error(expected, basis, known, open)
		}
	}
	embodied, err := found.Embodied(usage)
	if err != nil || embodied.CarbonLowG.Billionths().Cmp(embodied.CarbonHighG.Billionths()) >= 0 {
		t.Error(embodied, err)
	}
	var rows struct{ Model, Zone string }
	if json.Unmarshal(found.Describe(), &rows) != nil || rows.Model != "meta-llama/llama-3.1-8b-instruct" ||
		rows.Zone != "DE" {
		t.Error(string(found.Describe()))
	}
}

func TestAFigureIsPrintedWhole(t *testing.T) {
	for expected, figure := range map[string]Figure{
		"0": {}, "0.000000001": {0, 1}, "1": {0, 1e9}, "1.5": {0, 15e8}, "120": {0, 120e9},
		"18446744073.709551616": {1, 0}, "-0.000000001": {-1, math.MaxUint64},
	} {
		text, err := json.Marshal(figure)
		if string(text) != expected || err != nil {
			t.Error(expected, string(text), err)
		}
	}
	if f := (Figure{0, 15e8}).Float64(); f != 1.5 {
		t.Error(f)
	}
}

func TestManyGoroutinesShareAnEstimatorAndALedger(t *testing.T) {
	shared, whole := NewLedger(eco), NewLedger(eco)
	const each, workers = 500, 8
	var group sync.WaitGroup
	for worker := 0; worker < workers; worker++ {
		group.Add(1)
		go func() {
			defer group.Done()
			own := NewLedger(eco)
			for n := int64(0); n < each; n++ {
				found, err := eco.Rate(example)
				if err == nil {
					err = own.Add(found, Usage{PromptTokens: n, CompletionTokens: 26})
				}
				if err != nil {
					t.Error(err)
				}
			}
			if err := shared.Merge(own); err != nil {
				t.Error(err)
			}
		}()
	}
	group.Wait()
	for worker := 0; worker < workers; worker++ {
		for n := int64(0); n < each; n++ {
			if err := whole.Add(rate(t, example), Usage{PromptTokens: n, CompletionTokens: 26}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if shared.Totals().Records != each*workers {
		t.Error(shared.Totals())
	}
	if found, expected := marshal(t, shared), marshal(t, whole); found != expected {
		t.Error(found, expected)
	}
}

func TestALedgerIsASummary(t *testing.T) {
	ledger, read := NewLedger(eco), NewLedger(eco)
	if err := ledger.Add(rate(t, example), usage); err != nil {
		t.Fatal(err)
	}
	if err := ledger.AddOmitted(UnknownModel, 2, 10); err != nil {
		t.Fatal(err)
	}
	if err := read.AddJSON([]byte(marshal(t, ledger))); err != nil {
		t.Fatal(err)
	}
	totals := read.Totals()
	if totals.Records != 2 || totals.Estimated != 1 || totals.Omitted[UnknownModel] != 1 ||
		totals.ByAccuracy[Accurate] != 1 || totals.ByBasis[Assumed] != 1 ||
		totals.PromptTokens.Int64() != 18 || totals.EnergyWh.String() != "0.002107239" {
		t.Error(totals)
	}
	edited := strings.Replace(marshal(t, ledger), `"prompt_tokens": 18`, `"prompt_tokens": 19`, 1)
	for _, bad := range []string{"", "{}", edited} {
		if err := read.AddJSON([]byte(bad)); !errors.Is(err, BadData) {
			t.Error(bad, err)
		}
	}
	if err := read.AddOmitted(0, 1, 1); err != BadArgument {
		t.Error(err)
	}
	old, err := With("v1-2026-11", nil)
	if err != nil || old.MethodologyVersion() != "v1-2026-11" {
		t.Fatal(err)
	}
	if err := NewLedger(old).Merge(ledger); err != BadArgument {
		t.Error(err)
	}
	if read.Totals().Records != 2 {
		t.Error("what was refused was added")
	}
}

func marshal(t testing.TB, ledger *Ledger) string {
	t.Helper()
	text, err := json.MarshalIndent(ledger, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func BenchmarkEstimate(b *testing.B) {
	found := rate(b, example)
	for n := 0; n < b.N; n++ {
		if _, err := found.Estimate(usage); err != nil {
			b.Fatal(err)
		}
	}
}
