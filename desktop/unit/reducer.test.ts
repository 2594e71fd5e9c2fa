/** The live stream's frames, folded: situations in order. */
import { expect, it } from 'vitest'
import type { Call, Seat } from '../src/api/document'
import { pauseBefore } from '../src/live/connection'
import type { Live, LiveEvent, Said } from '../src/live/reducer'
import { beginning, reduce } from '../src/live/reducer'

const call: Call = {
  id: '1.1', number: '13855101234', caller_display: '138', hidden: false, area: null, dialed: '12385', trunk: null, office: 'hefei', office_name: '合肥市',
  direction: 'inbound', reason: { evidence: null, text: null }, language: 'zh', state: 'ringing', outcome: null, arrived_at: '2026-11-21T10:00:00+08:00', queued_at: null, answered_at: null, ended_at: null,
  waited_s: 3, talked_s: null, seat: 'hefei-01', ticket: 'T1',
}
const seat = (state: Seat['state'], more: Partial<Seat> = {}): Seat => ({
  id: 'hefei-01', office: 'hefei', state, reason: null, since: '2026-11-21T10:00:00+08:00', wrap_up_ends: null, call_id: null, registered: null, ...more,
})

function run(...events: LiveEvent[]): { live: Live; said: Said[] } {
  let live = beginning
  const said: Said[] = []
  for (const event of events) {
    const [next, more] = reduce(live, event)
    live = next
    said.push(...more)
  }
  return { live, said }
}

const hello: LiveEvent = { type: 'hello', seat: seat('ready'), board: null }

it('announces a ring urgently and once, however often the frame comes', () => {
  const { live, said } = run(hello, { type: 'ring', call }, { type: 'ring', call })
  expect(live.ring?.id).toBe('1.1')
  expect(said).toEqual([{ say: 'ring', call, urgent: true }])
})

it('follows a call from ring to end', () => {
  const { live, said } = run(hello, { type: 'ring', call }, { type: 'answered', call: { ...call, state: 'talking' } }, { type: 'ended', call_id: '1.1', talked_s: 65 })
  expect(live).toMatchObject({ ring: null, call: { id: '1.1', state: 'ended', talked_s: 65 } })
  expect(said.map((one) => one.say)).toEqual(['ring', 'answered', 'ended'])
})

it('says why the ringing stopped, and only for the call that rang', () => {
  expect(run(hello, { type: 'ring', call }, { type: 'ring-stopped', call_id: 'other', why: 'caller-left' }).live.ring).not.toBeNull()
  const { live, said } = run(hello, { type: 'ring', call }, { type: 'ring-stopped', call_id: '1.1', why: 'no-answer' })
  expect(live.ring).toBeNull()
  expect(said.at(-1)).toEqual({ say: 'ring-stopped', why: 'no-answer', urgent: true })
})

it('tells of a changed seat state, but not of ringing and talking, which announce themselves', () => {
  const { said } = run(hello, { type: 'seat', seat: seat('ringing') }, { type: 'seat', seat: seat('talking') }, { type: 'seat', seat: seat('wrap-up') }, { type: 'seat', seat: seat('wrap-up') })
  expect(said.map((one) => one.say)).toEqual(['seat'])
})

it('tells of a lost and a restored connection once each', () => {
  const { live, said } = run(hello, { type: 'link', link: 'lost' }, { type: 'link', link: 'connecting' }, { type: 'link', link: 'lost' }, { type: 'link', link: 'connecting' }, hello)
  expect(live.link).toBe('live')
  expect(said.map((one) => one.say)).toEqual(['link-lost', 'link-back'])
})

it('forgets a ring that ended while the connection was away', () => {
  expect(run(hello, { type: 'ring', call }, { type: 'link', link: 'lost' }, hello).live.ring).toBeNull()
  const still: LiveEvent = { type: 'hello', seat: seat('ringing', { call_id: '1.1' }), board: null }
  expect(run(hello, { type: 'ring', call }, { type: 'link', link: 'lost' }, still).live.ring?.id).toBe('1.1')
})

it('learns of a call that began while the connection was away', () => {
  const ringing: LiveEvent = { type: 'hello', seat: seat('ringing', { call_id: '1.1' }), board: null }
  const { live, said } = run(ringing, { type: 'call-known', call, receivedMs: 5 })
  expect(live).toMatchObject({ ring: { id: '1.1' }, ringMs: 5 })
  expect(said.map((one) => one.say)).toEqual(['ring'])
})

it('does nothing more once the seat is taken over, until it is claimed again', () => {
  const { live, said } = run(hello, { type: 'signed-out', why: 'taken-over' }, { type: 'ring', call }, { type: 'link', link: 'lost' })
  expect(live).toMatchObject({ link: 'taken-over', ring: null })
  expect(said.map((one) => one.say)).toEqual(['taken-over'])
  expect(reduce(live, { type: 'claimed' })[0].link).toBe('connecting')
})

it('learns how far this clock is from the server\'s', () => {
  const { live } = run({ type: 'hello', seat: null, board: null, now: '2026-11-21T02:00:10Z', receivedMs: Date.parse('2026-11-21T02:00:00Z') })
  expect(live.skewMs).toBe(10_000)
})

it('lets only the latest notice about a thing stand', () => {
  const codes = ['asterisk-lost', 'phone-gone', 'asterisk-lost', 'asterisk-back', 'ring-no-answer', 'phone-back', 'wrap-up-over']
  const { live, said } = run(...codes.map((code): LiveEvent => ({ type: 'notice', code, message: code })))
  expect(live.notices.map((notice) => notice.code)).toEqual(['asterisk-back', 'phone-back', 'wrap-up-over'])
  expect(said).toHaveLength(codes.length)
})

it('keeps the newest five notices, and drops one that was dismissed', () => {
  const notices = Array.from({ length: 6 }, (_, n): LiveEvent => ({ type: 'notice', code: 'x', message: String(n) }))
  const { live } = run(...notices)
  expect(live.notices.map((notice) => notice.message)).toEqual(['1', '2', '3', '4', '5'])
  expect(reduce(live, { type: 'dismissed', id: live.notices[0]?.id ?? 0 })[0].notices).toHaveLength(4)
})

it('waits longer between attempts, up to ten seconds', () => {
  expect([0, 1, 2, 3, 4, 5, 20].map(pauseBefore)).toEqual([0.5, 1, 2, 4, 8, 10, 10])
})

it('a call that this seat places is told step by step, and its end with how it came out', () => {
  const out: Call = { ...call, id: 'out-1.1', direction: 'outbound', state: 'ringing' }
  const end = { id: 'out-1.1', direction: 'outbound', state: 'ended', outcome: 'busy', talked_s: null, ticket: 'T1' } as const
  const { live, said } = run(
    hello, { type: 'outgoing', call: out }, { type: 'outgoing', call: { ...out, ticket: 'T1' } },
    { type: 'outgoing', call: { ...out, state: 'dialing' } }, { type: 'outgoing', call: end }, { type: 'outgoing', call: end },
  )
  expect(said).toEqual([
    { say: 'outgoing', state: 'ringing', urgent: true }, { say: 'outgoing', state: 'dialing', urgent: true },
    { say: 'outgoing-ended', outcome: 'busy', talked_s: 0, urgent: true },
  ])
  expect(live.call).toMatchObject({ id: 'out-1.1', state: 'ended', outcome: 'busy' })
  expect(live.ring).toBeNull()
})

it('a call out whose page was fetched late is no call that comes in, nor set back', () => {
  const out: Call = { ...call, id: 'out-1.1', direction: 'outbound', state: 'dialing' }
  const { live, said } = run(
    hello, { type: 'outgoing', call: out }, { type: 'call-known', call: { ...out, state: 'ringing', number: '13800000000' }, receivedMs: 1 },
  )
  expect(said).toHaveLength(1)
  expect(live.ring).toBeNull()
  expect(live.call).toMatchObject({ state: 'dialing', number: '13800000000' })
})

it('what was fetched of a call before it stopped ringing does not make it ring again', () => {
  const { live, said } = run(
    hello, { type: 'seat', seat: seat('ringing', { call_id: '1.1' }) }, { type: 'ring', call },
    { type: 'ring-stopped', call_id: '1.1', why: 'no-answer' }, { type: 'call-known', call, receivedMs: 1 },
  )
  expect(live.ring).toBeNull()
  expect(said.map((one) => one.say)).toEqual(['ring', 'ring-stopped'])
  expect(reduce(live, { type: 'ring', call })[0].ring).not.toBeNull()
})
