package ecomodel_test

import (
	"ecomodel"
	"fmt"
	"time"
)

func Example() {
	eco := ecomodel.New() // once: keep it
	rate, err := eco.Rate(ecomodel.Request{
		Model: "openai/gpt-4o-mini", Provider: "openai", Region: "eu-west", At: time.Unix(1714150000, 0),
	})
	if err != nil {
		fmt.Println("no block:", err) // unknown_model, unknown_region, …
		return
	}
	block, err := rate.JSONBlock(ecomodel.Usage{PromptTokens: 18, CompletionTokens: 26}, 2)
	fmt.Println(string(block), err)
	// Output: {"energy_wh":0.0021,"carbon_g":0.00057,"carbon_per_1k_tokens_g":0.013,"accuracy":"accurate","methodology_version":"v2-2026-12"} <nil>
}
