'use strict'

const native = require('./build/ecomodel.node')

const DAY = 86_400_000
const UNKNOWN_DAY = -(2 ** 31)
const KEPT = 4096
const rates = new Map()

/**
 * The eco block of a call, or why there is none.
 *
 * @param {{model: string, region: string, provider?: string, at?: Date}} call who answered, where and when;
 *   without a time, the newest rows are used
 * @param {{promptTokens: number, completionTokens: number, cachedPromptTokens?: number}} usage all of the
 *   prompt, of it what came from a cache, and all that was generated
 * @param {number} [significantDigits] each figure is rounded once; without it, they have nine places
 * @returns {{eco: object} | {omitted: string}}
 * @throws {RangeError} for counts that cannot be
 */
function estimate (call, usage, significantDigits = 0) {
  const counts = [usage.promptTokens, usage.cachedPromptTokens ?? 0, usage.completionTokens]
  if (!counts.every(count => Number.isSafeInteger(count))) throw new RangeError('counts that cannot be')
  // No usage is found before anything else is looked at.
  if (usage.promptTokens === 0 && usage.completionTokens === 0) return { omitted: 'no_usage' }
  const rate = rateOf(call)
  const text = typeof rate === 'string' ? rate : native.block(rate, ...counts, significantDigits)
  return text.startsWith('{') ? { eco: JSON.parse(text) } : { omitted: text }
}

/** A rate, which many calls share: to find one takes longer than to use it. */
function rateOf ({ model, provider = '', region, at }) {
  const day = at ? Math.floor(at.getTime() / DAY) : UNKNOWN_DAY
  const key = JSON.stringify([model, provider, region, day])
  let rate = rates.get(key)
  if (rate === undefined) {
    rate = native.rate(model, provider, region, day)
    if (rates.size >= KEPT) rates.clear()
    rates.set(key, rate)
  }
  return rate
}

module.exports = { estimate }
