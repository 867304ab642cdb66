'use strict'

const assert = require('node:assert')
const { readFileSync } = require('node:fs')
const { test } = require('node:test')
const { Worker } = require('node:worker_threads')
const { estimate } = require('./index.js')
const native = require('./build/ecomodel.node')

const CALL = {
  model: 'openai/gpt-4o-mini', provider: 'openai', region: 'eu-west', at: new Date('2024-04-26')
}
const USAGE = { promptTokens: 18, completionTokens: 26 }

test('the documented example', () => {
  assert.deepStrictEqual(estimate(CALL, USAGE, 2), {
    eco: {
      energy_wh: 0.0021,
      carbon_g: 0.00057,
      carbon_per_1k_tokens_g: 0.013,
      accuracy: 'accurate',
      methodology_version: 'v2-2026-12'
    }
  })
})

test('every record of a log has the block that eco-calc gives it', () => {
  let estimated = 0
  for (const line of readFileSync(process.env.ECO_LOG, 'utf8').trimEnd().split('\n')) {
    const { eco, ...record } = JSON.parse(line)
    const found = estimate(
      {
        model: record.resolved_model,
        provider: record.provider,
        region: record.region,
        at: new Date(record.created_at)
      },
      {
        promptTokens: record.prompt_tokens ?? 0,
        cachedPromptTokens: record.cached_tokens ?? 0,
        completionTokens: record.completion_tokens ?? 0
      }
    )
    if (eco === undefined) assert.match(found.omitted, /^(unknown_|undisclosed_|no_)/, line)
    else assert.deepStrictEqual(found, { eco }, line)
    estimated += eco === undefined ? 0 : 1
  }
  assert(estimated > 9000, `${estimated} estimated`)
})

test('what has no figure says why', () => {
  assert.deepStrictEqual(estimate({ ...CALL, model: 'nobody/knows' }, USAGE), { omitted: 'unknown_model' })
  assert.deepStrictEqual(estimate({ ...CALL, region: '' }, USAGE), { omitted: 'unknown_region' })
  assert.deepStrictEqual(
    estimate({ ...CALL, model: 'x' }, { promptTokens: 0, completionTokens: 0 }), { omitted: 'no_usage' })
})

test('what cannot be is refused', () => {
  for (const count of [-1, 0.5, NaN, 2 ** 60, '18', undefined]) {
    assert.throws(() => estimate(CALL, { ...USAGE, promptTokens: count }), RangeError)
  }
  assert.throws(() => estimate(CALL, { ...USAGE, cachedPromptTokens: 19 }), RangeError)
  assert.throws(() => estimate({ ...CALL, model: 7 }, USAGE), TypeError)
  for (const other of [{}, null, 'x', estimate]) {
    assert.throws(() => native.block(other, 1, 0, 1, 0), TypeError)
  }
  assert.throws(() => native.block(), TypeError)
  assert.throws(() => native.rate(), TypeError)
})

test('a worker thread has its own', async () => {
  const worker = new Worker(`
    const { parentPort, workerData } = require('node:worker_threads')
    const { estimate } = require(workerData.path)
    parentPort.postMessage(estimate(workerData.call, workerData.usage))
  `, { eval: true, workerData: { path: require.resolve('./index.js'), call: CALL, usage: USAGE } })
  const answer = await new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject))
  assert.deepStrictEqual(answer, estimate(CALL, USAGE))
})
