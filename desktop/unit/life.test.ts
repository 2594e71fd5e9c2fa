/** Due times and clocks in words. */
import { describe, expect, it } from 'vitest'
import type { Clock, Need, Offer, TimelineStep } from '../src/api/document'
import { waiting } from '../src/life/asked'
import { articleWords, clockTone, clockWords, dueTone, dueWords, lengthWords, linesWithoutDays, whoWords } from '../src/life/words'
import { officeOfUnit, unitWords } from '../src/life/units'
import { messages } from '../src/i18n'

function t(key: string, values: Record<string, unknown> = {}): string {
  let found: unknown = messages['zh-CN']
  for (const part of key.split('.')) found = (found as Record<string, unknown>)[part]
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, String(value)), String(found))
}
const NOW = Date.parse('2026-11-18T09:30:00+08:00')
const clock = (more: Partial<Clock>): Clock => ({
  right: false,  regulation: 'anhui-12385', clock: 'conclude', label: { zh: '办结' }, article: '9(三)', limit: 20, unit: 'WD', status: 'running', late: false, started: '', stopped: null,
  due: '2026-11-20T17:30:00+08:00', warn_at: null, first_due: '', extensions: 0, provisional: false, counted: ['2026-11-19', '2026-11-20'], skipped: [], explanation: [], notes: [], ...more,
})

describe('a length', () => {
  it.each([[30_000, '1 分钟'], [59 * 60_000, '59 分钟'], [3_600_000, '1 小时'], [5.5 * 3_600_000, '5 小时 30 分'], [86_400_000, '1 天'], [27 * 3_600_000, '1 天 3 小时']])('of %d ms is %s', (ms, words) => {
    expect(lengthWords(ms, t)).toBe(words)
  })
})

it('a due time is left or over, and its tone says the same', () => {
  expect([dueWords('2026-11-18T11:30:00+08:00', NOW, t), dueTone('2026-11-18T11:30:00+08:00', NOW)]).toEqual(['还剩 2 小时', 'warn'])
  expect([dueWords('2026-11-17T09:30:00+08:00', NOW, t), dueTone('2026-11-17T09:30:00+08:00', NOW)]).toEqual(['已逾期 1 天', 'bad'])
  expect(dueTone('2026-12-17T09:30:00+08:00', NOW)).toBe('calm')
})

it('working days are counted while there are some, then hours', () => {
  expect(clockWords(clock({}), NOW, t)).toBe('还剩 2 个工作日')
  expect(clockWords(clock({}), Date.parse('2026-11-20T12:30:00+08:00'), t)).toBe('还剩 5 小时')
  expect(clockWords(clock({}), Date.parse('2026-11-20T18:00:00+08:00'), t)).toBe('已逾期 30 分钟')
  expect(clockWords(clock({ due: null }), NOW, t)).toBe('应立即办理')
})

it('a right that was not used is gone, and nothing is late', () => {
  const right = clock({ right: true, status: 'overdue' })
  expect([clockWords(right, Date.parse('2026-12-17T09:00:00+08:00'), t), clockTone(right)]).toEqual(['没有在期限内申请，不能再退件', 'calm'])
  expect(clockWords(clock({ right: true }), NOW, t)).toBe('还剩 2 个工作日')
})

it('what stopped late says so', () => {
  expect(clockWords(clock({ status: 'stopped', late: true }), NOW, t)).toBe('已完成，但超过了时限')
  expect([clockTone(clock({ status: 'stopped', late: true })), clockTone(clock({ status: 'stopped' })), clockTone(clock({ status: 'warned' }))]).toEqual(['bad', 'good', 'warn'])
})

it('an article is cited as people do, and the lines that list days are left to the page', () => {
  expect([articleWords('9(三)', t), articleWords('三(一)1', t)]).toEqual(['第9条(三)', '三(一)1'])
  expect(linesWithoutDays(['办结：20个工作日。', '计入：11-19、11-20。', '不计：11-21（周末）。', '截止：2026-12-16。'])).toEqual(['办结：20个工作日。', '截止：2026-12-16。'])
})

it('every unit of a limit has its words', () => {
  for (const unit of ['WD', 'hours', 'minutes', 'at-once']) expect(t(`life.clock.unit.${unit}`, { n: 3 }), unit).toMatch(/^3 |立即/)
})

describe('a handling unit that is written into a move', () => {
  const need = (more: Partial<Need>): Need => ({ name: 'unit', label: { zh: '承办单位' }, kind: 'text', required: true, article: '', all_of: false, known: {}, options: [], ...more })
  const unit = need({ known: { 合肥市残联: ['hefei'], 省残联: ['anhui'] } })
  const office = need({ name: 'office', kind: 'choice', options: [{ id: 'hefei', label: { zh: '合肥市' }, article: '', advice: '' }] })
  const offer = (...needs: Need[]): Offer => ({ move: 'transfer', label: { zh: '转办' }, to: 'transferred', needs, bars: [] })
  const names = (id: string): string => ({ hefei: '合肥市', anhui: '省残联' })[id] ?? id
  const words = (text: string, to: string): string => unitWords(unit, text, { from: 'anhui', to }, names, t)

  it('takes the ticket to its office where the move can', () => {
    expect(officeOfUnit(offer(unit, office), ' 合肥市残联 ', 'anhui')).toBe('hefei')
    expect(officeOfUnit(offer(unit, office), '省残联', 'anhui')).toBe('')
    expect(officeOfUnit(offer(unit, office), '无人登录的单位', 'anhui')).toBeNull()
    expect(officeOfUnit(offer(unit), '合肥市残联', 'anhui')).toBeNull()
  })

  it('is told when it will not find the ticket', () => {
    expect(words('合肥市残联', 'hefei')).toContain('转往该机构')
    expect(words('合肥市残联', 'anhui')).toContain('账号属于合肥市')
    expect(words('省体育局', 'anhui')).toContain('没有登录账号')
    expect([words('省残联', 'anhui'), words('', 'anhui'), unitWords(need({}), '随便', { from: 'anhui', to: 'anhui' }, names, t)]).toEqual(['', '', ''])
  })
})

describe('a request for an extension or a return', () => {
  const made = (...moves: string[]): TimelineStep[] => moves.map((move, version) => ({ version, move }) as TimelineStep)
  const offers = (...moves: string[]): Offer[] => moves.map((move) => ({ move }) as Offer)
  const asked = (steps: TimelineStep[], may: Offer[]): (string | null)[] => waiting(steps, may).map((step) => step.move)

  it('waits until it is decided on', () => {
    const decider = offers('grant-extension', 'deny-extension', 'grant-return')
    expect(asked(made('ask-extension'), decider)).toEqual(['ask-extension'])
    expect(asked(made('ask-extension', 'reply', 'deny-extension'), decider)).toEqual([])
    expect(asked(made('ask-extension', 'grant-extension', 'ask-extension'), decider)).toEqual(['ask-extension'])
    expect(asked(made('ask-return', 'accept-tacitly'), decider)).toEqual([])
    expect(asked(made('ask-return', 'ask-extension'), decider)).toEqual(['ask-return', 'ask-extension'])
  })

  it('is not told where nobody can decide on it any more', () => {
    expect(asked(made('ask-extension', 'conclude'), offers('reopen'))).toEqual([])
    expect(asked(made('ask-extension'), offers('ask-extension'))).toEqual(['ask-extension'])
  })
})

it('who did a step is called by name, and as what', () => {
  const step = (more: Partial<TimelineStep>) => ({ actor: 'wang.li', actor_name: '王丽', role: null, ...more }) as TimelineStep
  const te = (key: string): boolean => t(key) !== 'undefined'
  expect(whoWords(step({}), t, te)).toBe('王丽')
  expect(whoWords(step({ role: 'unit' }), t, te)).toBe('王丽（承办单位）')
  expect(whoWords(step({ role: 'caller' }), t, te)).toBe('来电人提出，王丽 代为记录')
  expect(whoWords(step({ actor: 'system', actor_name: 'system' }), t, te)).toBe('系统')
})
