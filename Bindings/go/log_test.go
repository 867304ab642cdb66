package ecomodel

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"reflect"
	"strconv"
	"testing"
	"time"
)

// Every record of a log comes to what eco-calc printed for it, and their ledger to its summary.
//
// ci.sh makes the log and runs eco-calc over it: ECO_LOG.csv, .out.csv and .json.
func TestALogComesToWhatEcoCalcMakesOfIt(t *testing.T) {
	log := os.Getenv("ECO_LOG")
	if log == "" {
		t.Skip("ci.sh names a log")
	}
	type place struct {
		model, provider, region string
		day                     int64
	}
	type answer struct {
		rate *Rate
		err  error
	}
	answers := map[place]answer{}
	// Parts, merged in another order than they were filled in.
	ledgers := []*Ledger{NewLedger(eco), NewLedger(eco), NewLedger(eco)}
	records := 0
	each(t, log+".out.csv", func(record map[string]string) {
		records++
		at, err := time.Parse(time.RFC3339, record["created_at"])
		if err != nil {
			t.Fatal(err)
		}
		usage := Usage{
			PromptTokens:       count(t, record["prompt_tokens"]),
			CachedPromptTokens: count(t, record["cached_tokens"]),
			CompletionTokens:   count(t, record["completion_tokens"]),
		}
		key := place{record["resolved_model"], record["provider"], record["region"], daysSince1970(at)}
		known, ok := answers[key]
		if !ok {
			known.rate, known.err = eco.Rate(Request{
				Model: key.model, Provider: key.provider, Region: key.region, At: at,
			})
			answers[key] = known
		}
		var cost Estimate
		// No usage is found before anything else is looked at.
		if tokens := usage.PromptTokens + usage.CompletionTokens; tokens == 0 {
			err = NoUsage
		} else if err = known.err; err == nil {
			cost, err = known.rate.Estimate(usage)
		}
		ledger := ledgers[records%len(ledgers)]
		found := []string{"", "", "", "", "", ""}
		var reason Code
		if errors.As(err, &reason) {
			found[5] = reason.Error()
			err = ledger.AddOmitted(reason, 1, usage.PromptTokens+usage.CompletionTokens)
		} else {
			found = []string{
				cost.EnergyWh.String(), cost.CarbonG.String(), cost.CarbonPer1kTokensG.String(),
				cost.Accuracy.String(), eco.MethodologyVersion(), "",
			}
			err = ledger.Add(known.rate, usage)
		}
		if err != nil {
			t.Fatal(err)
		}
		for n, column := range []string{
			"energy_wh", "carbon_g", "carbon_per_1k_tokens_g", "accuracy", "methodology_version",
			"omitted",
		} {
			if found[n] != record["eco."+column] {
				t.Fatal(records, column, found[n], record["eco."+column])
			}
		}
	})
	if records != 100_000 {
		t.Fatal(records)
	}
	whole := NewLedger(eco)
	for n := range ledgers {
		if err := whole.Merge(ledgers[len(ledgers)-1-n]); err != nil {
			t.Fatal(err)
		}
	}
	summary, err := os.ReadFile(log + ".json")
	if err != nil {
		t.Fatal(err)
	}
	found, expected := members(t, []byte(marshal(t, whole))), members(t, summary)
	// Warnings and tables of formats are about how logs are read.
	for _, key := range []string{
		"records", "estimated", "passed_through", "omitted", "totals", "accuracy", "coverage",
		"serving", "embodied", "rates",
	} {
		if found[key] == nil || !reflect.DeepEqual(found[key], expected[key]) {
			t.Error(key, found[key], expected[key])
		}
	}
}

// members are those of a JSON object, with numbers as they are written.
func members(t *testing.T, text []byte) map[string]any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var found map[string]any
	if err := decoder.Decode(&found); err != nil {
		t.Fatal(err)
	}
	return found
}

// each visits the records of a CSV file.
func each(t *testing.T, path string, visit func(map[string]string)) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader := csv.NewReader(file)
	columns, err := reader.Read()
	for err == nil {
		var fields []string
		if fields, err = reader.Read(); err == nil {
			record := map[string]string{}
			for n, column := range columns {
				record[column] = fields[n]
			}
			visit(record)
		}
	}
	if err != io.EOF {
		t.Fatal(err)
	}
}

func count(t *testing.T, text string) int64 {
	t.Helper()
	if text == "" {
		return 0
	}
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return number
}
