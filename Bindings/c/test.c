/* What a caller in C or C++ meets: the documented figures, sums, hostile arguments, threads, a fork.
 * test [--no-fork | --short]: without a fork, for sanitisers; also with fewer rounds, for valgrind. */
#include "ecomodel.h"

#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int checks, failures, is_short;
#define CHECK(condition)                                                    \
  do {                                                                      \
    checks++;                                                               \
    if (!(condition)) {                                                     \
      failures++;                                                           \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);       \
    }                                                                       \
  } while (0)

/* Figures that fit 64 bits. */
static int64_t small(eco_int128 value) {
  CHECK(value.high == 0 && value.low <= INT64_MAX);
  return (int64_t)value.low;
}

/* 26 April 2024. */
enum { DAY = 19839 };
static const eco_usage example = {18, 0, 26, 1};

static eco_rate *find(const eco_estimator *estimator, const char *region) {
  eco_rate *rate = NULL;
  CHECK(eco_rate_find(estimator, "openai/gpt-4o-mini", -1, "openai", 6, region, -1, DAY, 0, &rate) ==
        ECO_OK);
  return rate;
}

static void versions(void) {
  CHECK(eco_abi_version() == ECO_ABI_VERSION);
  CHECK(strlen(eco_version()) >= 5);
  CHECK(strcmp(eco_code_name(ECO_OK), "ok") == 0);
  CHECK(strcmp(eco_code_name(ECO_UNKNOWN_MODEL), "unknown_model") == 0);
  CHECK(strcmp(eco_code_name(ECO_NO_GRID_DATA), "no_grid_data") == 0);
  CHECK(strcmp(eco_code_name(ECO_UNSUPPORTED), "unsupported") == 0);
  char name[40];
  CHECK(eco_table_name(0, name, sizeof name) == strlen(name) && strstr(name, ".csv"));
  CHECK(eco_table_name(-1, name, sizeof name) == 0 && eco_table_name(INT32_MAX, NULL, 0) == 0);
  CHECK(*eco_code_name(99) == 0 && *eco_code_name(INT32_MIN) == 0);
}

static void estimators(const eco_estimator *estimator) {
  char text[400];
  CHECK(eco_estimator_methodology_version(estimator, text, sizeof text) == 10);
  CHECK(strcmp(text, "v2-2026-12") == 0);
  CHECK(eco_estimator_methodology_version(estimator, text, 3) == 10 && strcmp(text, "v2") == 0);
  CHECK(eco_estimator_methodology_version(estimator, NULL, 0) == 10);
  CHECK(eco_estimator_methodology_version(NULL, text, sizeof text) == 0);

  CHECK(!eco_estimator_new("v0", -1, NULL, 0, text, sizeof text) && strstr(text, "v1-2026-11"));
  CHECK(!eco_estimator_new("v0", -1, NULL, 0, NULL, 0));
  eco_table table = {"models.csv", (const uint8_t *)"id\n", 3};
  CHECK(!eco_estimator_new(NULL, 0, &table, 1, text, sizeof text));
  CHECK(strncmp(text, "models.csv:1:", 13) == 0);
  table.name = "prices.csv";
  CHECK(!eco_estimator_new(NULL, 0, &table, 1, text, sizeof text) && strstr(text, "regions.csv"));
  table.name = NULL;
  CHECK(!eco_estimator_new(NULL, 0, &table, 1, text, sizeof text));
  CHECK(!eco_estimator_new(NULL, 0, &table, (size_t)-1, text, sizeof text));

  eco_estimator *old = eco_estimator_new("v1-2026-11", -1, NULL, 0, NULL, 0);
  eco_rate *rate = find(old, "eu-west");
  eco_estimate cost;
  CHECK(eco_rate_estimate(rate, &example, NULL, &cost) == ECO_OK);
  CHECK(small(cost.energy_nwh) == 2121394 && small(cost.carbon_ng) == 574707);
  eco_embodied embodied;
  CHECK(eco_rate_embodied(rate, &example, NULL, &embodied) == ECO_UNSUPPORTED);
  eco_ledger *ledger = eco_ledger_new(estimator);
  CHECK(eco_ledger_add(ledger, rate, &example, NULL) == ECO_BAD_ARGUMENT);
  eco_ledger_free(ledger);
  eco_rate_free(rate);
  eco_estimator_free(old);
}

static void rates(const eco_estimator *estimator) {
  eco_rate *rate = NULL;
  CHECK(eco_rate_find(estimator, "\xff\xfe\x80", 3, NULL, 0, "eu-west", -1, DAY, 0, &rate) ==
        ECO_UNKNOWN_MODEL);
  CHECK(rate == NULL);
  CHECK(eco_rate_find(estimator, NULL, 0, NULL, 0, NULL, 0, DAY, 0, &rate) == ECO_UNKNOWN_MODEL);
  CHECK(eco_rate_find(estimator, "gpt-4o-mini", -2, NULL, 0, "eu-west", -1, DAY, 0, &rate) ==
        ECO_UNKNOWN_MODEL);
  CHECK(eco_rate_find(estimator, "gpt-4o-mini", -1, NULL, 0, "nowhere", -1, DAY, 0, &rate) ==
        ECO_UNKNOWN_REGION);
  CHECK(eco_rate_find(estimator, "gpt-4o-mini", -1, NULL, 0, "eu-west", -1, -100000, 0, &rate) ==
        ECO_NO_GRID_DATA);
  CHECK(eco_rate_find(estimator, "gpt-4o-mini", -1, NULL, 0, "eu-west", -1, INT32_MAX, 0, &rate) ==
        ECO_BAD_ARGUMENT);
  CHECK(eco_rate_find(estimator, "gpt-4o-mini", -1, NULL, 0, "eu-west", -1, DAY, 4, &rate) ==
        ECO_BAD_ARGUMENT);
  CHECK(eco_rate_find(NULL, "gpt-4o-mini", -1, NULL, 0, "eu-west", -1, DAY, 0, &rate) ==
        ECO_BAD_ARGUMENT);
  CHECK(eco_rate_find(estimator, "gpt-4o-mini", -1, NULL, 0, "eu-west", -1, DAY, 0, NULL) ==
        ECO_BAD_ARGUMENT);

  CHECK(eco_rate_find(
            estimator, "gpt-4o-mini", -1, NULL, 0, "eu-west", -1, ECO_DAY_UNKNOWN, ECO_REGION_ASSUMED,
            &rate) == ECO_OK);
  eco_estimate cost;
  CHECK(eco_rate_estimate(rate, &example, NULL, &cost) == ECO_OK && cost.accuracy == ECO_GROSS);
  char text[500];
  CHECK(eco_rate_describe(rate, text, sizeof text) < sizeof text);
  CHECK(strstr(text, "\"region\":\"eu-west\"") && strstr(text, "\"region_assumed\":true"));
  CHECK(eco_rate_describe(NULL, text, sizeof text) == 0);
  eco_rate_free(rate);
}

static void figures(const eco_estimator *estimator) {
  eco_rate *rate = find(estimator, "eu-west");
  eco_estimate cost;
  CHECK(eco_rate_estimate(rate, &example, NULL, &cost) == ECO_OK);
  CHECK(small(cost.energy_nwh) == 2107239 && small(cost.carbon_ng) == 570872);
  CHECK(small(cost.carbon_per_1k_tokens_ng) == 12974366);
  CHECK(cost.accuracy == ECO_ACCURATE && cost.basis == ECO_BASIS_ASSUMED);

  eco_interval range;
  CHECK(eco_rate_interval(rate, &example, NULL, &range) == ECO_OK);
  CHECK(small(range.energy_low_nwh) < 2107239 && small(range.energy_high_nwh) > 2107239);
  CHECK(small(range.carbon_low_ng) < 570872 && small(range.carbon_high_ng) > 570872);
  eco_embodied embodied;
  CHECK(eco_rate_embodied(rate, &example, NULL, &embodied) == ECO_OK);
  CHECK(small(embodied.embodied_low_ng) < small(embodied.embodied_ng));
  CHECK(small(embodied.embodied_high_ng) > small(embodied.embodied_ng));

  char text[300];
  const char *block =
      "{\"energy_wh\":0.0021,\"carbon_g\":0.00057,\"carbon_per_1k_tokens_g\":0.013,"
      "\"accuracy\":\"accurate\",\"methodology_version\":\"v2-2026-12\"}";
  CHECK(eco_rate_json_block(rate, &example, NULL, 2, text, sizeof text) == strlen(block));
  CHECK(strcmp(text, block) == 0);
  CHECK(eco_rate_json_block(rate, &example, NULL, -1, text, sizeof text) == 0);
  CHECK(eco_rate_json_block(rate, NULL, NULL, 2, text, sizeof text) == 0);

  const eco_usage nothing = {0, 0, 0, 1}, negative = {-1, 0, 1, 1}, more_cached = {1, 2, 1, 1};
  const eco_usage huge = {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX}, of_none = {1, 0, 1, 0};
  const eco_usage largest = {1000000000000, 0, 1000000000000, 1000000000};
  CHECK(eco_rate_estimate(rate, &nothing, NULL, &cost) == ECO_NO_USAGE);
  CHECK(eco_rate_estimate(rate, &negative, NULL, &cost) == ECO_BAD_ARGUMENT);
  CHECK(eco_rate_estimate(rate, &more_cached, NULL, &cost) == ECO_BAD_ARGUMENT);
  CHECK(eco_rate_estimate(rate, &huge, NULL, &cost) == ECO_BAD_ARGUMENT);
  CHECK(eco_rate_estimate(rate, &of_none, NULL, &cost) == ECO_BAD_ARGUMENT);
  CHECK(eco_rate_estimate(rate, &largest, NULL, &cost) == ECO_OK);
  CHECK(eco_rate_interval(rate, &largest, NULL, &range) == ECO_OK);
  CHECK(eco_rate_embodied(rate, &largest, NULL, &embodied) == ECO_OK);
  CHECK(eco_rate_estimate(NULL, &example, NULL, &cost) == ECO_BAD_ARGUMENT);
  CHECK(eco_rate_estimate(rate, NULL, NULL, &cost) == ECO_BAD_ARGUMENT);
  CHECK(eco_rate_estimate(rate, &example, NULL, NULL) == ECO_BAD_ARGUMENT);
  CHECK(eco_rate_interval(rate, &example, NULL, NULL) == ECO_BAD_ARGUMENT);
  CHECK(eco_rate_embodied(rate, &example, NULL, NULL) == ECO_BAD_ARGUMENT);
  eco_rate_free(rate);
}

static void servings(const eco_estimator *estimator) {
  eco_rate *rate = find(estimator, "eu-west");
  eco_estimate assumed, served;
  CHECK(eco_rate_estimate(rate, &example, NULL, &assumed) == ECO_OK);

  eco_serving serving;
  memset(&serving, 0, sizeof serving);
  CHECK(eco_rate_estimate(rate, &example, &serving, &served) == ECO_OK);
  CHECK(memcmp(&assumed, &served, sizeof assumed) == 0);

  serving.given = ECO_GIVES_CONCURRENCY;
  serving.concurrency_thousandths = 64000;
  CHECK(eco_rate_estimate(rate, &example, &serving, &served) == ECO_OK);
  CHECK(small(served.energy_nwh) == small(assumed.energy_nwh));
  CHECK(served.basis == ECO_BASIS_CONCURRENCY);
  serving.concurrency_thousandths = 999;
  CHECK(eco_rate_estimate(rate, &example, &serving, &served) == ECO_BAD_ARGUMENT);
  serving.concurrency_thousandths = -1;
  CHECK(eco_rate_estimate(rate, &example, &serving, &served) == ECO_BAD_ARGUMENT);

  memset(&serving, 0, sizeof serving);
  serving.accelerator = eco_estimator_accelerator(estimator, "H100-SXM", -1);
  CHECK(serving.accelerator > 0);
  CHECK(eco_estimator_accelerator(estimator, "abacus", -1) == 0);
  CHECK(eco_estimator_accelerator(estimator, NULL, -1) == 0);
  CHECK(eco_estimator_accelerator(NULL, "h100-sxm", -1) == 0);
  serving.given = ECO_GIVES_GPU_TIME;
  serving.gpu_microseconds = 12000;
  CHECK(eco_rate_estimate(rate, &example, &serving, &served) == ECO_OK);
  CHECK(served.basis == ECO_BASIS_GPU_SECONDS && served.accuracy == ECO_MEDIUM);
  serving.gpu_microseconds = -1;
  CHECK(eco_rate_estimate(rate, &example, &serving, &served) == ECO_BAD_ARGUMENT);
  serving.gpu_microseconds = 12000;
  serving.accelerator = 10000;
  CHECK(eco_rate_estimate(rate, &example, &serving, &served) == ECO_BAD_ARGUMENT);
  serving.accelerator = INT32_MIN;
  CHECK(eco_rate_estimate(rate, &example, &serving, &served) == ECO_BAD_ARGUMENT);

  memset(&serving, 0, sizeof serving);
  serving.given = ECO_GIVES_ENERGY;
  serving.accelerator_nwh.low = 1000000;
  CHECK(eco_rate_estimate(rate, &example, &serving, &served) == ECO_OK);
  CHECK(served.basis == ECO_BASIS_METERED && small(served.energy_nwh) > 1000000);
  serving.accelerator_nwh.high = -1;
  CHECK(eco_rate_estimate(rate, &example, &serving, &served) == ECO_BAD_ARGUMENT);
  eco_rate_free(rate);

  /* Whose size nobody published: only what was measured has a figure. */
  CHECK(eco_rate_find(estimator, "o3", -1, NULL, 0, "eu-west", -1, DAY, 0, &rate) ==
        ECO_UNDISCLOSED_PARAMETERS);
  CHECK(eco_rate_find(estimator, "o3", -1, NULL, 0, "eu-west", -1, DAY, ECO_UNSIZED_TOO, &rate) ==
        ECO_OK);
  CHECK(eco_rate_estimate(rate, &example, NULL, &served) == ECO_UNDISCLOSED_PARAMETERS);
  serving.accelerator_nwh.high = 0;
  CHECK(eco_rate_estimate(rate, &example, &serving, &served) == ECO_OK);
  eco_interval range;
  CHECK(eco_rate_interval(rate, &example, &serving, &range) == ECO_OK);
  CHECK(small(range.energy_low_nwh) < small(served.energy_nwh));
  eco_rate_free(rate);
}

static char *written(const eco_ledger *ledger, size_t *length) {
  *length = eco_ledger_write(ledger, NULL, 0);
  char *text = (char *)malloc(*length + 1);
  CHECK(text && eco_ledger_write(ledger, text, *length + 1) == *length);
  return text;
}

static void ledgers(const eco_estimator *estimator) {
  eco_rate *rate = find(estimator, "eu-west");
  eco_serving serving;
  memset(&serving, 0, sizeof serving);
  serving.given = ECO_GIVES_CONCURRENCY;
  serving.concurrency_thousandths = 12500;
  eco_ledger *odd = eco_ledger_new(estimator), *even = eco_ledger_new(estimator);
  eco_ledger *all = eco_ledger_new(estimator);
  for (int i = 0; i < 100; i++) {
    const eco_usage usage = {18 + i, i, 26, 1 + i % 3};
    const eco_serving *served = i % 5 == 0 ? &serving : NULL;
    CHECK(eco_ledger_add(i % 2 ? odd : even, rate, &usage, served) == ECO_OK);
    CHECK(eco_ledger_add(all, rate, &usage, served) == ECO_OK);
  }
  CHECK(eco_ledger_add_omitted(odd, ECO_UNKNOWN_MODEL, 2, 7) == ECO_OK);
  CHECK(eco_ledger_add_omitted(all, ECO_UNKNOWN_MODEL, 2, 7) == ECO_OK);
  CHECK(eco_ledger_add_omitted(all, 0, 1, 7) == ECO_BAD_ARGUMENT);
  CHECK(eco_ledger_add_omitted(all, 8, 1, 7) == ECO_BAD_ARGUMENT);
  CHECK(eco_ledger_add_omitted(all, ECO_UNKNOWN_MODEL, 0, 7) == ECO_BAD_ARGUMENT);
  CHECK(eco_ledger_add_omitted(all, ECO_UNKNOWN_MODEL, 1, -7) == ECO_BAD_ARGUMENT);
  CHECK(eco_ledger_add_omitted(NULL, ECO_UNKNOWN_MODEL, 1, 7) == ECO_BAD_ARGUMENT);

  /* Merged or read, the totals and the text are those of one ledger. */
  eco_totals sums, expected;
  size_t length, other;
  char error[300];
  char *text = written(odd, &length);
  CHECK(eco_ledger_read(even, text, (ptrdiff_t)length, error, sizeof error) == ECO_OK);
  memset(&sums, 0, sizeof sums);
  memset(&expected, 0, sizeof expected);
  CHECK(eco_ledger_totals(even, &sums) == ECO_OK && eco_ledger_totals(all, &expected) == ECO_OK);
  CHECK(memcmp(&sums, &expected, sizeof sums) == 0);
  CHECK(sums.records == 101 && sums.estimated == 100 && sums.rejected == 0);
  CHECK(sums.omitted_records[ECO_UNKNOWN_MODEL] == 1 && sums.accuracy_records[ECO_ACCURATE] == 100);
  CHECK(sums.basis_records[ECO_BASIS_CONCURRENCY] == 20);
  CHECK(small(sums.completion_tokens) == 2600 && small(sums.cached_prompt_tokens) == 4950);
  char *merged = written(even, &other), *whole = written(all, &other);
  CHECK(strcmp(merged, whole) == 0);
  free(whole);
  free(merged);
  CHECK(eco_ledger_merge(even, even) == ECO_OK && eco_ledger_totals(even, &sums) == ECO_OK);
  CHECK(sums.records == 202);
  CHECK(eco_ledger_merge(even, NULL) == ECO_BAD_ARGUMENT);
  CHECK(eco_ledger_merge(NULL, even) == ECO_BAD_ARGUMENT);
  CHECK(eco_ledger_totals(even, NULL) == ECO_BAD_ARGUMENT);
  CHECK(eco_ledger_totals(NULL, &sums) == ECO_BAD_ARGUMENT);
  CHECK(eco_ledger_write(NULL, error, sizeof error) == 0);

  /* Cut or changed at any byte, a ledger is read as what it says or not at all. */
  CHECK(eco_ledger_read(even, NULL, 0, error, sizeof error) == ECO_BAD_ARGUMENT);
  CHECK(eco_ledger_read(even, "", 0, error, sizeof error) == ECO_BAD_DATA);
  int accepted = 0;
  for (size_t i = 0; i < length; i += is_short ? 97 : 1) {
    eco_ledger *into = eco_ledger_new(estimator);
    char kept = text[i];
    text[i] = (char)(kept ^ (1 << i % 7));
    int32_t code = eco_ledger_read(into, text, (ptrdiff_t)length, error, sizeof error);
    CHECK(code == ECO_OK || code == ECO_BAD_DATA);
    accepted += code == ECO_OK;
    CHECK(eco_ledger_totals(into, &sums) == ECO_OK && (code == ECO_OK || sums.records == 0));
    text[i] = kept;
    eco_ledger_free(into);
  }
  CHECK(accepted < (int)length / 2);
  for (size_t i = 0; i + 2 < length; i += is_short ? 701 : 7) {
    CHECK(eco_ledger_read(even, text, (ptrdiff_t)i, NULL, 0) == ECO_BAD_DATA);
  }
  free(text);

  /* No sum ever leaves its range: what would take it there is refused whole. */
  const eco_usage largest = {1000000000000, 0, 1000000000000, 1};
  eco_ledger *full = eco_ledger_new(estimator), *twice = eco_ledger_new(estimator);
  CHECK(eco_ledger_add(full, rate, &largest, NULL) == ECO_OK);
  int32_t code = ECO_OK;
  for (int i = 0; i < 128 && code == ECO_OK; i++) code = eco_ledger_merge(full, full);
  CHECK(code == ECO_OVERFLOW);
  CHECK(eco_ledger_totals(full, &expected) == ECO_OK && expected.records > 1000);
  CHECK(eco_ledger_merge(full, full) == ECO_OVERFLOW);
  CHECK(eco_ledger_totals(full, &sums) == ECO_OK);
  CHECK(memcmp(&sums, &expected, sizeof sums) == 0);
  char *big = written(full, &length);
  CHECK(eco_ledger_read(twice, big, -1, error, sizeof error) == ECO_OK);
  CHECK(eco_ledger_read(twice, big, -1, error, sizeof error) == ECO_OVERFLOW);
  free(big);
  code = is_short ? ECO_OVERFLOW : ECO_OK;
  for (int i = 0; i < 400000 && code == ECO_OK; i++) code = eco_ledger_add(full, rate, &largest, NULL);
  CHECK(code == ECO_OVERFLOW);

  eco_ledger_free(full);
  eco_ledger_free(twice);
  eco_ledger_free(odd);
  eco_ledger_free(even);
  eco_ledger_free(all);
  eco_rate_free(rate);
}

static void keep_array(struct ArrowArray *array) { array->release = NULL; }
static void keep_schema(struct ArrowSchema *schema) { schema->release = NULL; }

/* Three rows by hand: one with a figure, one without usage, one of a model that nobody knows. */
static void columns(const eco_estimator *estimator) {
  int32_t models[4] = {0, 18, 18, 25}, regions[4] = {0, 7, 14, 21};
  const char *model_text = "openai/gpt-4o-mininobody", *region_text = "eu-westeu-westeu-west";
  int64_t prompt[3] = {18, 0, 7}, completion[3] = {26, 0, 7}, seconds[3] = {1714150000, 1714150000, 31536000};
  const void *buffers[5][3] = {
      {NULL, models, model_text}, {NULL, regions, region_text}, {NULL, seconds, NULL},
      {NULL, prompt, NULL},       {NULL, completion, NULL}};
  const char *formats[5] = {"u", "u", "tss:UTC", "l", "l"};
  const char *names[5] = {"model", "region", "time", "prompt", "completion"};
  struct ArrowArray arrays[5], *array_list[5];
  struct ArrowSchema schemas[5], *schema_list[5];
  memset(arrays, 0, sizeof arrays);
  memset(schemas, 0, sizeof schemas);
  for (int i = 0; i < 5; i++) {
    arrays[i].length = 3;
    arrays[i].n_buffers = i < 2 ? 3 : 2;
    arrays[i].buffers = buffers[i];
    arrays[i].release = keep_array;
    array_list[i] = &arrays[i];
    schemas[i].format = formats[i];
    schemas[i].name = names[i];
    schemas[i].release = keep_schema;
    schema_list[i] = &schemas[i];
  }
  models[3] = 24;
  const void *none[1] = {NULL};
  struct ArrowArray batch, out;
  struct ArrowSchema type, out_type;
  memset(&batch, 0, sizeof batch);
  memset(&type, 0, sizeof type);
  batch.length = 3;
  batch.n_buffers = 1;
  batch.buffers = none;
  batch.n_children = type.n_children = 5;
  batch.children = array_list;
  type.children = schema_list;
  type.format = "+s";

  eco_enricher *enricher = eco_enricher_new(estimator);
  char error[200];
  CHECK(eco_enricher_set(enricher, "with", -1, "interval", -1) == ECO_OK);
  CHECK(eco_enricher_set(enricher, "with", -1, "taste", -1) == ECO_BAD_ARGUMENT);
  CHECK(eco_enricher_set(enricher, "assume", -1, "region", -1) == ECO_BAD_ARGUMENT);
  CHECK(eco_enricher_set(enricher, NULL, 0, NULL, 0) == ECO_BAD_ARGUMENT);
  CHECK(eco_enricher_set(NULL, "with", -1, "basis", -1) == ECO_BAD_ARGUMENT);
  CHECK(eco_enricher_run(enricher, &type, &batch, &out_type, &out, error, sizeof error) == ECO_OK);
  CHECK(out.length == 3 && out.n_children == 10 && out_type.n_children == 10);
  CHECK(strcmp(out_type.children[0]->name, "energy_wh") == 0);
  CHECK(strcmp(out_type.children[0]->format, "d:38,9") == 0);
  CHECK(small(((const eco_int128 *)out.children[0]->buffers[1])[0]) == 2107239);
  CHECK(small(((const eco_int128 *)out.children[1]->buffers[1])[0]) == 570872);
  CHECK(out.children[0]->null_count == 2 && out.children[5]->null_count == 1);
  CHECK(memcmp(out.children[5]->buffers[2], "no_usageunknown_model", 21) == 0);
  out_type.release(&out_type);
  out.release(&out);
  CHECK(!out_type.release && !out.release);

  /* Nonsense is refused, and nothing of it is counted. */
  CHECK(eco_enricher_run(enricher, NULL, NULL, &out_type, &out, error, sizeof error) == ECO_BAD_ARGUMENT);
  CHECK(eco_enricher_run(enricher, &type, &batch, NULL, NULL, error, sizeof error) == ECO_BAD_ARGUMENT);
  schemas[3].format = "u";
  CHECK(eco_enricher_run(enricher, &type, &batch, &out_type, &out, error, sizeof error) == ECO_BAD_DATA);
  CHECK(strstr(error, "prompt"));
  schemas[3].format = NULL;
  CHECK(eco_enricher_run(enricher, &type, &batch, &out_type, &out, NULL, 0) == ECO_BAD_DATA);
  schemas[3].format = "l";
  models[2] = -5;
  CHECK(eco_enricher_run(enricher, &type, &batch, &out_type, &out, error, 8) == ECO_BAD_DATA);
  CHECK(strlen(error) == 7);
  models[2] = 18;
  batch.length = -1;
  CHECK(eco_enricher_run(enricher, &type, &batch, &out_type, &out, error, sizeof error) == ECO_BAD_DATA);
  batch.length = 4;
  CHECK(eco_enricher_run(enricher, &type, &batch, &out_type, &out, error, sizeof error) == ECO_BAD_DATA);
  batch.length = 3;
  array_list[2] = NULL;
  CHECK(eco_enricher_run(enricher, &type, &batch, &out_type, &out, error, sizeof error) == ECO_BAD_DATA);
  array_list[2] = &arrays[2];

  /* What cannot be in a count is a reject, as in a log. */
  prompt[0] = INT64_MIN;
  completion[2] = INT64_MAX;
  CHECK(eco_enricher_run(enricher, &type, &batch, &out_type, &out, error, sizeof error) == ECO_OK);
  out_type.release(&out_type);
  out.release(&out);
  eco_ledger *ledger = eco_enricher_ledger(enricher);
  eco_totals totals;
  CHECK(eco_ledger_totals(ledger, &totals) == ECO_OK);
  CHECK(totals.records == 6 && totals.estimated == 1 && totals.rejected == 2);
  CHECK(totals.omitted_records[ECO_NO_USAGE] == 2 && totals.omitted_records[ECO_UNKNOWN_MODEL] == 1);
  CHECK(small(totals.energy_nwh) == 2107239);
  eco_ledger_free(ledger);
  eco_enricher_free(enricher);
  CHECK(!eco_enricher_new(NULL) && !eco_enricher_ledger(NULL));
}

typedef struct {
  const eco_estimator *estimator;
  eco_ledger *own, *shared;
} work;

static void *add(void *given) {
  work *mine = (work *)given;
  for (int i = 0; i < 500; i++) {
    eco_rate *rate = NULL;
    const char *region = i % 2 ? "eu-west" : "us-east-1";
    if (eco_rate_find(
            mine->estimator, "gpt-4o-mini", -1, "openai", -1, region, -1, DAY + i, 0, &rate) == 0) {
      const eco_usage usage = {18 + i, 0, 26, 1};
      eco_ledger_add(mine->own, rate, &usage, NULL);
      eco_ledger_add(mine->shared, rate, &usage, NULL);
    }
    eco_rate_free(rate);
  }
  return NULL;
}

static void threads(const eco_estimator *estimator) {
  enum { COUNT = 8 };
  pthread_t started[COUNT];
  work works[COUNT];
  eco_ledger *shared = eco_ledger_new(estimator), *sum = eco_ledger_new(estimator);
  for (int i = 0; i < COUNT; i++) {
    works[i].estimator = estimator;
    works[i].own = eco_ledger_new(estimator);
    works[i].shared = shared;
    pthread_create(&started[i], NULL, add, &works[i]);
  }
  for (int i = 0; i < COUNT; i++) {
    pthread_join(started[i], NULL);
    CHECK(eco_ledger_merge(sum, works[i].own) == ECO_OK);
    eco_ledger_free(works[i].own);
  }
  eco_totals a, b;
  memset(&a, 0, sizeof a);
  memset(&b, 0, sizeof b);
  CHECK(eco_ledger_totals(sum, &a) == ECO_OK && eco_ledger_totals(shared, &b) == ECO_OK);
  CHECK(a.estimated == 500 * COUNT && memcmp(&a, &b, sizeof a) == 0);
  eco_ledger_free(shared);
  eco_ledger_free(sum);
}

static void forks(const eco_estimator *estimator) {
  pid_t child = fork();
  if (child == 0) {
    threads(estimator);
    ledgers(estimator);
    columns(estimator);
    _exit(failures != 0);
  }
  int status = 1;
  CHECK(child > 0 && waitpid(child, &status, 0) == child && status == 0);
}

int main(int count, char **arguments) {
  eco_estimator *estimator = eco_estimator_new(NULL, 0, NULL, 0, NULL, 0);
  if (!estimator) return 1;
  const char *option = count > 1 ? arguments[1] : "";
  is_short = strcmp(option, "--short") == 0;
  versions();
  estimators(estimator);
  rates(estimator);
  figures(estimator);
  servings(estimator);
  ledgers(estimator);
  columns(estimator);
  threads(estimator);
  if (!*option) forks(estimator);
  eco_estimator_free(estimator);
  eco_estimator_free(NULL);
  eco_rate_free(NULL);
  eco_ledger_free(NULL);
  eco_enricher_free(NULL);
  printf("%d checks, %d of them failed\n", checks, failures);
  return failures != 0;
}
