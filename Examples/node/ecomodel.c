/* Node's side of ecomodel.h: rates that JavaScript keeps, and blocks of them. index.js gives it a face. */
#define NAPI_VERSION 8
#include <node_api.h>

#include "ecomodel.h"

enum { TEXT = 512, BLOCK = 512 };

static const napi_type_tag RATE = {0xeba4a01d4c7e4f0bULL, 0x9d6a0f5b2c8e7713ULL};

static void free_estimator(napi_env env, void *eco, void *hint) {
  (void)env, (void)hint;
  eco_estimator_free(eco);
}

static void free_rate(napi_env env, void *rate, void *hint) {
  (void)env, (void)hint;
  eco_rate_free(rate);
}

static napi_value string(napi_env env, const char *text, size_t length) {
  napi_value value = NULL;
  napi_create_string_utf8(env, text, length, &value);
  return value;
}

static napi_value wrong(napi_env env, const char *message) {
  napi_throw_type_error(env, NULL, message);
  return NULL;
}

/* rate(model, provider, region, day): a rate, or the code of the reason why there is none. */
static napi_value find_rate(napi_env env, napi_callback_info info) {
  size_t count = 4, lengths[3];
  napi_value given[4], found = NULL;
  char texts[3][TEXT];
  int32_t day;
  eco_estimator *eco = NULL;
  eco_rate *rate = NULL;
  napi_get_cb_info(env, info, &count, given, NULL, NULL);
  napi_get_instance_data(env, (void **)&eco);
  for (int n = 0; n < 3; n++) {
    if (napi_get_value_string_utf8(env, given[n], texts[n], TEXT, &lengths[n]) != napi_ok) {
      return wrong(env, "model, provider and region are strings");
    }
  }
  if (napi_get_value_int32(env, given[3], &day) != napi_ok) return wrong(env, "day is a number");
  int32_t code = eco_rate_find(
      eco, texts[0], (ptrdiff_t)lengths[0], texts[1], (ptrdiff_t)lengths[1], texts[2],
      (ptrdiff_t)lengths[2], day, 0, &rate);
  if (code != ECO_OK) return string(env, eco_code_name(code), NAPI_AUTO_LENGTH);
  if (napi_create_object(env, &found) != napi_ok ||
      napi_wrap(env, found, rate, free_rate, NULL, NULL) != napi_ok) {
    eco_rate_free(rate);
    return NULL;
  }
  napi_type_tag_object(env, found, &RATE);
  return found;
}

/* block(rate, prompt, cached, completion, digits): the block as JSON, or a code as above. */
static napi_value block(napi_env env, napi_callback_info info) {
  size_t count = 5;
  napi_value given[5];
  bool is_rate = false;
  eco_rate *rate = NULL;
  eco_usage usage = {.requests = 1};
  eco_estimate cost;
  int32_t digits;
  char text[BLOCK];
  napi_get_cb_info(env, info, &count, given, NULL, NULL);
  if (napi_check_object_type_tag(env, given[0], &RATE, &is_rate) != napi_ok || !is_rate ||
      napi_unwrap(env, given[0], (void **)&rate) != napi_ok) {
    return wrong(env, "not a rate");
  }
  if (napi_get_value_int64(env, given[1], &usage.prompt_tokens) != napi_ok ||
      napi_get_value_int64(env, given[2], &usage.cached_prompt_tokens) != napi_ok ||
      napi_get_value_int64(env, given[3], &usage.completion_tokens) != napi_ok ||
      napi_get_value_int32(env, given[4], &digits) != napi_ok) {
    return wrong(env, "counts are numbers");
  }
  size_t length = eco_rate_json_block(rate, &usage, NULL, digits, text, sizeof text);
  if (length > 0 && length < sizeof text) return string(env, text, length);
  /* Why there is none, the estimate says. */
  int32_t code = eco_rate_estimate(rate, &usage, NULL, &cost);
  if (code > ECO_OK) return string(env, eco_code_name(code), NAPI_AUTO_LENGTH);
  napi_throw_range_error(env, NULL, "counts that cannot be");
  return NULL;
}

/* Each thread of Node's has an estimator of its own. */
NAPI_MODULE_INIT() {
  eco_estimator *eco = eco_estimator_new(NULL, 0, NULL, 0, NULL, 0);
  napi_value function = NULL;
  if (eco == NULL) return wrong(env, "the bundled tables cannot be used");
  napi_set_instance_data(env, eco, free_estimator, NULL);
  napi_create_function(env, "rate", NAPI_AUTO_LENGTH, find_rate, NULL, &function);
  napi_set_named_property(env, exports, "rate", function);
  napi_create_function(env, "block", NAPI_AUTO_LENGTH, block, NULL, &function);
  napi_set_named_property(env, exports, "block", function);
  return exports;
}
