package ecomodel

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

const vectors = "../../Tests/EcoModelTests/Vectors"

// Every conformance vector, made in rational arithmetic by Scripts/reference.py, comes out to the last digit.
// Those of series.csv are of a grid by the hour, which C takes none of.
func TestEveryVectorComesOutToTheLastDigit(t *testing.T) {
	// Nothing where something can be, more than 292 years of a Duration, or than 9 GWh in nanowatt-hours.
	unsaid := map[string]int{"2026-12 synthetic": 24}
	for _, edition := range []string{"2026-11", "2026-12"} {
		for _, kind := range []string{"bundled", "synthetic"} {
			t.Run(edition+" "+kind, func(t *testing.T) {
				suite := suite{folder: filepath.Join(vectors, edition), kind: kind, estimators: map[string]*Estimator{}}
				suite.accelerators = suite.known(t)
				each(t, filepath.Join(suite.folder, kind+".csv"), func(vector map[string]string) {
					suite.replay(t, vector)
				})
				t.Logf("%d replayed, %d cannot be said in Go's types", suite.replayed, suite.skipped)
				if suite.replayed < 340 || suite.skipped != unsaid[edition+" "+kind] {
					t.Error(suite.replayed, suite.skipped)
				}
			})
		}
	}
}

type suite struct {
	folder, kind      string
	estimators        map[string]*Estimator
	accelerators      map[string]bool
	replayed, skipped int
}

// known are the accelerators of the suite's tables.
func (s *suite) known(t *testing.T) map[string]bool {
	t.Helper()
	path := filepath.Join(s.folder, "tables", "accelerators.csv")
	if s.kind == "bundled" {
		path = "../../data/accelerators.csv"
	}
	names := map[string]bool{}
	if _, err := os.Stat(path); err == nil {
		each(t, path, func(row map[string]string) { names[row["name"]] = true })
	}
	return names
}

// estimator is of a methodology; the newest of an edition, where none is named.
func (s *suite) estimator(t *testing.T, methodology string) *Estimator {
	t.Helper()
	if methodology == "" && strings.HasSuffix(s.folder, "2026-11") {
		methodology = "v1-2026-11"
	}
	if eco := s.estimators[methodology]; eco != nil {
		return eco
	}
	tables := map[string][]byte{}
	if s.kind == "synthetic" {
		paths, err := filepath.Glob(filepath.Join(s.folder, "tables", "*.csv"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if filepath.Base(path) == "series.csv" {
				continue
			}
			if tables[filepath.Base(path)], err = os.ReadFile(path); err != nil {
				t.Fatal(err)
			}
		}
	}
	eco, err := With(methodology, tables)
	if err != nil {
		t.Fatal(err)
	}
	s.estimators[methodology] = eco
	return eco
}

func (s *suite) replay(t *testing.T, vector map[string]string) {
	t.Helper()
	usage := Usage{
		PromptTokens:       count(t, vector["prompt_tokens"]),
		CachedPromptTokens: count(t, vector["cached_prompt_tokens"]),
		CompletionTokens:   count(t, vector["completion_tokens"]),
		Requests:           count(t, vector["requests"]),
	}
	var fits bool
	if usage.Serving, fits = s.serving(t, vector); !fits {
		s.skipped++
		return
	}
	s.replayed++
	eco := s.estimator(t, vector["methodology"])
	found := map[string]string{}
	rate, err := eco.Rate(Request{
		Model: vector["model"], Provider: vector["provider"], Region: vector["region"],
		At: moment(t, vector["date"]), RegionAssumed: vector["region_assumed"] == "yes",
		MeasuredUnknown: vector["measured_unknown"] == "yes",
	})
	// No usage is found before anything else is looked at.
	if usage.PromptTokens+usage.CompletionTokens == 0 {
		err = NoUsage
	}
	if err == nil {
		err = figures(rate, usage, found)
	}
	var reason Code
	if errors.As(err, &reason) {
		found["omitted"] = reason.Error()
	} else {
		found["methodology_version"] = eco.MethodologyVersion()
	}
	for name, expected := range vector {
		if _, isAnswer := answers[name]; isAnswer && found[name] != expected {
			t.Fatal(vector["case"], name, found[name], expected)
		}
	}
}

// answers are the columns that are held against what comes out. The parts of an interval (size, precision,
// serving, service) are eco-calc's alone.
var answers = func() map[string]bool {
	names := map[string]bool{}
	for _, name := range strings.Fields(`energy_wh carbon_g energy_per_1k_tokens_wh carbon_per_1k_tokens_g
		energy_low_wh energy_high_wh carbon_low_g carbon_high_g accuracy methodology_version omitted basis
		embodied_g embodied_low_g embodied_high_g`) {
		names[name] = true
	}
	return names
}()

// figures finds what a usage costs, by the names of the vectors' columns.
func figures(rate *Rate, usage Usage, found map[string]string) error {
	cost, err := rate.Estimate(usage)
	if err != nil {
		return err
	}
	interval, err := rate.Interval(usage)
	if err != nil {
		return err
	}
	found["energy_wh"] = cost.EnergyWh.String()
	found["carbon_g"] = cost.CarbonG.String()
	found["energy_per_1k_tokens_wh"] = cost.EnergyPer1kTokensWh.String()
	found["carbon_per_1k_tokens_g"] = cost.CarbonPer1kTokensG.String()
	found["energy_low_wh"] = interval.EnergyLowWh.String()
	found["energy_high_wh"] = interval.EnergyHighWh.String()
	found["carbon_low_g"] = interval.CarbonLowG.String()
	found["carbon_high_g"] = interval.CarbonHighG.String()
	found["accuracy"] = cost.Accuracy.String()
	found["basis"] = cost.Basis.String()
	embodied, err := rate.Embodied(usage)
	if err == nil {
		found["embodied_g"] = embodied.CarbonG.String()
		found["embodied_low_g"] = embodied.CarbonLowG.String()
		found["embodied_high_g"] = embodied.CarbonHighG.String()
	} else if err != Unsupported {
		return err
	}
	return nil
}

// serving is what a vector says of it, and whether Go's types can. What cannot be or is in no table is not
// said, as it is not for a log's reader.
func (s *suite) serving(t *testing.T, vector map[string]string) (serving Serving, fits bool) {
	t.Helper()
	if s.accelerators[strings.ToLower(strings.TrimSpace(vector["accelerator"]))] {
		serving.Accelerator = vector["accelerator"]
	}
	if text := vector["concurrency"]; text != "" {
		sequences, err := strconv.ParseFloat(text, 64)
		_, digits, _ := strings.Cut(text, ".")
		if err != nil {
			t.Fatal(err)
		}
		if sequences >= 1 && sequences <= 16384 && len(digits) <= 3 {
			serving.Concurrency = sequences
		}
	}
	var err error
	if text := vector["gpu_seconds"]; text != "" {
		if serving.GPUTime, err = time.ParseDuration(text + "s"); err != nil || serving.GPUTime == 0 {
			return serving, false
		}
	}
	if text := vector["accelerator_wh"]; text != "" {
		whole, digits, _ := strings.Cut(text, ".")
		nanos := whole + (digits + "000000000")[:9]
		serving.AcceleratorNanowattHours, err = strconv.ParseInt(nanos, 10, 64)
		if err != nil || serving.AcceleratorNanowattHours == 0 {
			return serving, false
		}
	}
	return serving, true
}

func moment(t *testing.T, date string) time.Time {
	t.Helper()
	if date == "" {
		return time.Time{}
	}
	if len(date) == 4 {
		date += "-12-31"
	}
	at, err := time.Parse("2006-01-02", date)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
