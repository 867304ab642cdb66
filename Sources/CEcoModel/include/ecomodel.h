#ifndef ECOMODEL_H
#define ECOMODEL_H
/* EcoModel's C interface: what LLM requests cost in energy and carbon.
 *
 * Every function accepts NULL and nonsense: it answers with a code, and never ends the process. Figures
 * are exact: whole billionths of watt-hours and of grams of CO2 equivalent, rounded once, half to even.
 *
 * Texts in are UTF-8 with a length in bytes; a length of -1 means up to the NUL. Texts out are written
 * with a NUL, cut to `size`, and the whole text's length is returned: call with NULL and 0 to learn it.
 */
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* It grows when a type or a function changes its meaning; new functions alone do not change it. */
#define ECO_ABI_VERSION 1

/* Objects. Any number of threads may use one at once. Free each once; freeing NULL is fine. */
typedef struct eco_estimator eco_estimator; /* tables and a methodology; never changes */
typedef struct eco_rate eco_rate;           /* what tokens cost: one model, place and year; never changes */
typedef struct eco_ledger eco_ledger;       /* exact totals */
typedef struct eco_enricher eco_enricher;   /* from columns to columns; of threads one works at a time */

/* Answers. Positive ones say why there is no figure, negative ones what went wrong. */
enum {
  ECO_OK = 0,
  ECO_UNKNOWN_MODEL = 1,
  ECO_UNDISCLOSED_PARAMETERS = 2,
  ECO_UNKNOWN_REGION = 3,
  ECO_NO_USAGE = 4,
  ECO_NOT_COMPLETION = 5,
  ECO_NOT_INFERRED = 6,
  ECO_NO_GRID_DATA = 7,
  ECO_BAD_ARGUMENT = -1, /* NULL where something is needed, or a number that cannot be */
  ECO_BAD_DATA = -2,     /* bytes that cannot be used: of tables, of a ledger, of columns */
  ECO_OVERFLOW = -3,     /* sums beyond what summaries hold; nothing was added */
  ECO_UNSUPPORTED = -4   /* the methodology has no such figure */
};

/* How well the inputs are known. */
enum { ECO_GROSS = 0, ECO_MEDIUM = 1, ECO_ACCURATE = 2 };

/* What a figure was worked out from. */
enum {
  ECO_BASIS_ASSUMED = 0,
  ECO_BASIS_LOCAL = 1,
  ECO_BASIS_CONCURRENCY = 2,
  ECO_BASIS_GPU_SECONDS = 3,
  ECO_BASIS_METERED = 4
};

/* A whole number of 128 bits in two's complement: high * 2^64 + low. */
typedef struct {
  uint64_t low;
  int64_t high;
} eco_int128;

/* The tokens of one request, or of several added up. Counts are from 0 to 10^12. */
typedef struct {
  int64_t prompt_tokens;        /* cached ones included */
  int64_t cached_prompt_tokens; /* at most prompt_tokens */
  int64_t completion_tokens;    /* reasoning included */
  int64_t requests;             /* from 1 to 10^9, taken to be equal */
} eco_usage;

/* How they were served, as far as that is known; what is not flagged in `given` is not known. */
enum { ECO_GIVES_CONCURRENCY = 1, ECO_GIVES_GPU_TIME = 2, ECO_GIVES_ENERGY = 4 };
typedef struct {
  uint32_t given;
  int32_t accelerator;              /* a number of eco_estimator_accelerator; 0: not known */
  int64_t concurrency_thousandths;  /* sequences decoded at once: from 1000 to 16384000 */
  int64_t gpu_microseconds;         /* of accelerators; counts only with an accelerator */
  eco_int128 accelerator_nwh;       /* metered at the accelerators, in nanowatt-hours */
} eco_serving;

typedef struct {
  eco_int128 energy_nwh;
  eco_int128 carbon_ng;
  eco_int128 energy_per_1k_tokens_nwh;
  eco_int128 carbon_per_1k_tokens_ng;
  int32_t accuracy;
  int32_t basis;
} eco_estimate;

/* The range in which the truth is likely to be. */
typedef struct {
  eco_int128 energy_low_nwh, energy_high_nwh;
  eco_int128 carbon_low_ng, carbon_high_ng;
} eco_interval;

/* The making of the hardware, shared out over what it did; never part of carbon. */
typedef struct {
  eco_int128 embodied_ng, embodied_low_ng, embodied_high_ng;
} eco_embodied;

typedef struct {
  int64_t records;               /* all that were added */
  int64_t estimated;             /* of them with a figure */
  int64_t rejected;              /* of them that could not be read */
  eco_int128 requests;           /* of the estimated, like everything up to the next comment */
  eco_int128 prompt_tokens, cached_prompt_tokens, completion_tokens;
  eco_int128 energy_nwh, energy_low_nwh, energy_high_nwh;
  eco_int128 carbon_ng, carbon_low_ng, carbon_high_ng;
  eco_int128 embodied_ng, embodied_low_ng, embodied_high_ng; /* 0 where the methodology has none */
  int64_t accuracy_records[3];   /* by label */
  int64_t basis_records[5];      /* by what they were worked out from */
  int64_t omitted_records[8];    /* by reason: the code is the index */
} eco_totals;

/* A table of a caller's own, in the schema of the bundled one: "models.csv" and so on. */
typedef struct {
  const char *name; /* with its NUL */
  const uint8_t *bytes;
  size_t size;
} eco_table;

/* "1.0.0"; never freed. */
const char *eco_version(void);
/* ECO_ABI_VERSION of the library. */
int32_t eco_abi_version(void);
/* "unknown_model" for ECO_UNKNOWN_MODEL and so on; "" for a number that is no code. Never freed. */
const char *eco_code_name(int32_t code);

/* Writes the name of a table that a caller may bring, by a number from 0; 0 where there are no more. */
size_t eco_table_name(int32_t number, char *text, size_t size);
/* An estimator; a tenth of a millisecond, so make one and keep it. methodology NULL: the newest.
 * Tables that are not brought are the bundled ones. On failure NULL, and why in `error`. */
eco_estimator *eco_estimator_new(
    const char *methodology, ptrdiff_t methodology_length, const eco_table *tables, size_t table_count,
    char *error, size_t error_size);
void eco_estimator_free(eco_estimator *);
size_t eco_estimator_methodology_version(const eco_estimator *, char *text, size_t size);
/* The number of an accelerator, from 1, for eco_serving; 0 where the tables have none of that name. */
int32_t eco_estimator_accelerator(const eco_estimator *, const char *name, ptrdiff_t name_length);

/* What tokens cost, or why that cannot be said. provider may be NULL.
 * day: since 1970-01-01 in UTC, or ECO_DAY_UNKNOWN. */
#define ECO_DAY_UNKNOWN INT32_MIN
enum {
  ECO_REGION_ASSUMED = 1, /* the region is a guess: the label is ECO_GROSS */
  ECO_UNSIZED_TOO = 2     /* a model whose size nobody published has a figure where it was measured */
};
int32_t eco_rate_find(
    const eco_estimator *, const char *model, ptrdiff_t model_length, const char *provider,
    ptrdiff_t provider_length, const char *region, ptrdiff_t region_length, int32_t day, uint32_t flags,
    eco_rate **rate);
void eco_rate_free(eco_rate *);
/* The table rows behind a rate as a JSON object: model, region, zone, grid_year, g_per_kwh, pue, … */
size_t eco_rate_describe(const eco_rate *, char *text, size_t size);

/* Figures of one usage. serving NULL: nothing is known. ECO_NO_USAGE: no token was used. */
int32_t eco_rate_estimate(const eco_rate *, const eco_usage *, const eco_serving *, eco_estimate *);
int32_t eco_rate_interval(const eco_rate *, const eco_usage *, const eco_serving *, eco_interval *);
int32_t eco_rate_embodied(const eco_rate *, const eco_usage *, const eco_serving *, eco_embodied *);
/* The eco block of a response as JSON; significant_digits 0: nine places. 0 where there is no figure. */
size_t eco_rate_json_block(
    const eco_rate *, const eco_usage *, const eco_serving *, int32_t significant_digits, char *text,
    size_t size);

/* A ledger takes rates of estimators with the same methodology version. */
eco_ledger *eco_ledger_new(const eco_estimator *);
void eco_ledger_free(eco_ledger *);
int32_t eco_ledger_add(eco_ledger *, const eco_rate *, const eco_usage *, const eco_serving *);
/* A record without a figure: reason is a positive code; tokens as far as they were counted. */
int32_t eco_ledger_add_omitted(eco_ledger *, int32_t reason, int64_t requests, int64_t tokens);
/* Adds all of from to into. In any order and any split the totals are the same to the last digit. */
int32_t eco_ledger_merge(eco_ledger *into, const eco_ledger *from);
int32_t eco_ledger_totals(const eco_ledger *, eco_totals *);
/* The ledger as the JSON of an eco-calc summary, which eco-calc merge and diff read. */
size_t eco_ledger_write(const eco_ledger *, char *text, size_t size);
/* Adds what a ledger, or eco-calc --summary, wrote with the same methodology and tables. On failure
 * nothing is added, and why is in `error`. */
int32_t eco_ledger_read(
    eco_ledger *, const char *text, ptrdiff_t length, char *error, size_t error_size);

/* Columns: the Arrow C data interface, https://arrow.apache.org/docs/format/CDataInterface.html */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4
struct ArrowSchema {
  const char *format;
  const char *name;
  const char *metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema **children;
  struct ArrowSchema *dictionary;
  void (*release)(struct ArrowSchema *);
  void *private_data;
};
struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void **buffers;
  struct ArrowArray **children;
  struct ArrowArray *dictionary;
  void (*release)(struct ArrowArray *);
  void *private_data;
};
#endif

/* Keeps what it has learnt of rates, and a ledger of all that went through. */
eco_enricher *eco_enricher_new(const eco_estimator *);
void eco_enricher_free(eco_enricher *);
/* How rows are understood, beside their columns; as eco-calc has it:
 *   assume               region=NAME, provider=NAME, model=NAME, concurrency=N or accelerator=NAME, for
 *                        rows that do not say it; region=provider is for eco-calc alone
 *   measured_unknown     yes: a model whose size nobody published has a figure where it was measured
 *   aggregate            yes: a row is a sum, which needs its number of requests
 *   served_by            who serves rows that name no provider: they are not warned of for that
 *   cached_above_prompt  what more cached than prompt tokens mean: outside (as it is at first), fault or
 *                        capped
 *   completion_kind      a kind that makes text; once one is said, no other does
 *   other_kind           a word in a kind that makes none
 *   with                 interval, basis or embodied: more columns
 *   formats              the SHA-256 of the log formats by which the columns were found, for the ledger
 * ECO_BAD_ARGUMENT: there is no such option or no such value. */
int32_t eco_enricher_set(
    eco_enricher *, const char *option, ptrdiff_t option_length, const char *value,
    ptrdiff_t value_length);
/* One batch of fewer than 2^26 rows: a struct array without an offset. Its children are found by name, in
 * any order, and others are not looked at:
 *   model, provider, region, kind, accelerator   text: u U vu, or a dictionary of it
 *   replay                                       text or b: whether it came from a cache
 *   time                                         tdD tdm tss tsm tsu tsn; without a zone it is in UTC
 *   prompt, completion, total, requests, cached_prompt, cache_read, cache_write, cache_write_inside,
 *   prompt_extra, reasoning, reasoning_inside    whole numbers: c C s S i I l L f g d
 *   concurrency, gpu_seconds, accelerator_wh     numbers: the same
 * They mean what `eco-calc --map` calls so. Out comes a struct array of energy_wh, carbon_g,
 * carbon_per_1k_tokens_g (decimals 38, 9), accuracy, methodology_version and omitted (u), and after them
 * what `with` asks for. Of a row without a figure `omitted` says why: a reason, or the code of a reject.
 * The input is only read. The output is the caller's to release. On failure nothing has been counted. */
int32_t eco_enricher_run(
    eco_enricher *, const struct ArrowSchema *, const struct ArrowArray *, struct ArrowSchema *out_schema,
    struct ArrowArray *out, char *error, size_t error_size);
/* The ledger so far, as a copy that is the caller's to free. */
eco_ledger *eco_enricher_ledger(const eco_enricher *);

#ifdef __cplusplus
}
#endif
#endif
