/**
 * What the live stream says, folded into one state, with what people must be told about each change.
 * Pure: no socket, clock, translation or DOM may live here.
 */
import type { Board, Call, Seat, TicketLine } from '../api/document'
import type { Frame, OutgoingEnd } from '../api/types'

export type Link = 'connecting' | 'live' | 'lost' | 'taken-over'

export interface Notice {
  id: number
  code: string
  message: string
}

export interface Live {
  link: Link
  /** A `hello` came at least once, so a later one is a reconnection. */
  greeted: boolean
  seat: Seat | null
  board: Board | null
  /** The call that rings at this seat now. */
  ring: Call | null
  /** This machine's time when `ring` (or `board`) came, for counting on from the server's seconds. */
  ringMs: number
  boardMs: number
  /** The call that stopped ringing here: what was fetched of it before that may still say that it rings. */
  rangOut: string | null
  /** The call that this seat talks in, or talked in last. */
  call: Call | null
  notices: Notice[]
  /** Milliseconds to add to this machine's clock to get the server's. */
  skewMs: number
}

export type LiveEvent =
  | (Frame & { receivedMs?: number })
  | { type: 'link'; link: 'connecting' | 'lost' }
  | { type: 'claimed' }
  | { type: 'lost-seat' }
  | { type: 'call-known'; call: Call; receivedMs: number }
  | { type: 'dismissed'; id: number }

/** Something to tell a person. `urgent` interrupts what a screen reader is saying. */
export type Said =
  | { say: 'ring'; call: Call; urgent: true }
  | { say: 'ring-stopped'; why: 'answered-elsewhere' | 'no-answer' | 'caller-left'; urgent: true }
  | { say: 'history'; lines: TicketLine[]; urgent: false }
  | { say: 'answered'; call: Call; urgent: false }
  | { say: 'ended'; talked_s: number; urgent: true }
  | { say: 'outgoing'; state: 'ringing' | 'dialing' | 'talking'; urgent: true }
  | { say: 'outgoing-ended'; outcome: OutgoingEnd['outcome']; talked_s: number; urgent: true }
  | { say: 'seat'; seat: Seat; urgent: false }
  | { say: 'link-lost' | 'link-back' | 'taken-over'; urgent: true }
  | { say: 'notice'; code: string; message: string; urgent: false }

export const beginning: Live = {
  link: 'connecting', greeted: false, seat: null, board: null, ring: null, ringMs: 0, boardMs: 0, rangOut: null,
  call: null, notices: [], skewMs: 0,
}

type Step = [Live, Said[]]

/** The state after one event, and what to say about it. */
export function reduce(live: Live, event: LiveEvent): Step {
  if (live.link === 'taken-over' && event.type !== 'claimed') return [live, []]
  switch (event.type) {
    case 'hello': return greeted(live, event)
    case 'ring': return rang({ ...live, rangOut: null }, event.call, event.receivedMs ?? 0)
    case 'pop': return known(live, event.pop.call, event.receivedMs ?? 0)
    case 'ring-stopped': return stopped(live, event.call_id, event.why)
    case 'answered': return answered(live, event.call)
    case 'ended': return ended(live, event.call_id, event.talked_s)
    case 'outgoing': return event.call.state === 'ended' ? outgoingEnded(live, event.call as OutgoingEnd) : outgoing(live, event.call as Call)
    case 'seat': return seated(live, event.seat)
    case 'board': return [{ ...live, board: event.board, boardMs: event.receivedMs ?? 0 }, []]
    case 'signed-out':
    case 'lost-seat':
      return [{ ...live, link: 'taken-over', ring: null }, [{ say: 'taken-over', urgent: true }]]
    case 'claimed': return [{ ...beginning, call: live.call, notices: live.notices }, []]
    case 'notice': return noticed(live, event.code, event.message)
    case 'dismissed': return [{ ...live, notices: live.notices.filter((notice) => notice.id !== event.id) }, []]
    case 'call-known': return known(live, event.call, event.receivedMs)
    case 'link': return relinked(live, event.link)
  }
}

function greeted(live: Live, hello: Extract<LiveEvent, { type: 'hello' }>): Step {
  const skewMs = hello.now && hello.receivedMs !== undefined ? Date.parse(hello.now) - hello.receivedMs : live.skewMs
  const ring = hello.seat?.state === 'ringing' && live.ring?.id === hello.seat.call_id ? live.ring : null
  const next: Live = { ...live, link: 'live', greeted: true, seat: hello.seat, board: hello.board, ring, skewMs,
    boardMs: hello.receivedMs ?? 0 }
  return [next, live.greeted && live.link !== 'live' ? [{ say: 'link-back', urgent: true }] : []]
}

function rang(live: Live, call: Call, ringMs: number): Step {
  if (live.ring?.id === call.id) return [{ ...live, ring: call, ringMs }, []]
  return [{ ...live, ring: call, ringMs }, [{ say: 'ring', call, urgent: true }]]
}

function stopped(live: Live, call: string, why: 'answered-elsewhere' | 'no-answer' | 'caller-left'): Step {
  if (live.ring?.id !== call) return [live, []]
  return [{ ...live, ring: null, rangOut: call }, [{ say: 'ring-stopped', why, urgent: true }]]
}

function answered(live: Live, call: Call): Step {
  const repeated = live.call?.id === call.id && live.call.state === 'talking'
  const next: Live = { ...live, call, ring: live.ring?.id === call.id ? null : live.ring }
  return [next, repeated ? [] : [{ say: 'answered', call, urgent: false }]]
}

function ended(live: Live, call: string, talked: number): Step {
  if (live.call?.id !== call || live.call.state === 'ended') return [live, []]
  const last: Call = { ...live.call, state: 'ended', talked_s: talked }
  return [{ ...live, call: last }, [{ say: 'ended', talked_s: talked, urgent: true }]]
}

/** A call that this seat places goes on. */
function outgoing(live: Live, call: Call): Step {
  const repeated = live.call?.id === call.id && live.call.state === call.state
  const { state } = call
  const spoken = !repeated && (state === 'ringing' || state === 'dialing' || state === 'talking')
  return [{ ...live, call }, spoken ? [{ say: 'outgoing', state, urgent: true }] : []]
}

function outgoingEnded(live: Live, end: OutgoingEnd): Step {
  const told: Said = { say: 'outgoing-ended', outcome: end.outcome, talked_s: end.talked_s ?? 0, urgent: true }
  if (live.call?.id !== end.id) return [live, [told]]
  const { state, outcome, talked_s } = end
  return [{ ...live, call: { ...live.call, state, outcome, talked_s } }, live.call.state === 'ended' ? [] : [told]]
}

function seated(live: Live, seat: Seat): Step {
  const changed = live.seat?.state !== seat.state || live.seat.reason !== seat.reason
  // A ring that nobody took has been told of with what it means, in one sentence.
  const spoken = changed && seat.state !== 'ringing' && seat.state !== 'talking' && seat.reason !== 'no-answer'
  const ring = seat.state === 'ringing' ? live.ring : null
  return [{ ...live, seat, ring }, spoken ? [{ say: 'seat', seat, urgent: false }] : []]
}

/** What a notice is about: of each thing only the latest word stands, so that "back again" takes "gone" away. */
const ABOUT: Record<string, string> = {
  'asterisk-lost': 'asterisk', 'asterisk-back': 'asterisk', 'phone-gone': 'phone', 'phone-back': 'phone',
  'ring-no-answer': 'seat', 'wrap-up-over': 'seat', 'back-from-away': 'seat',
}

function noticed(live: Live, code: string, message: string): Step {
  const id = Math.max(0, ...live.notices.map((notice) => notice.id)) + 1
  const others = live.notices.filter((notice) => !(code in ABOUT) || ABOUT[notice.code] !== ABOUT[code])
  const notices = [...others, { id, code, message }].slice(-5)
  return [{ ...live, notices }, [{ say: 'notice', code, message, urgent: false }]]
}

/** A call fetched: for its page, or after a reconnection, while no frame had told of it. */
function known(live: Live, call: Call, ms: number): Step {
  if (call.direction === 'outbound') return [{ ...live, call: live.call?.id === call.id ? { ...call, state: live.call.state, outcome: live.call.outcome, talked_s: live.call.talked_s, ticket: live.call.ticket } : call }, []]
  if (call.state === 'ringing' && live.rangOut === call.id) return [live, []]
  if (call.state === 'ringing' && live.seat?.state === 'ringing') return rang(live, call, ms)
  if (live.call?.id === call.id && live.call.state === 'ended') return [live, []]
  return [{ ...live, call, ring: live.ring?.id === call.id ? null : live.ring }, []]
}

function relinked(live: Live, link: 'connecting' | 'lost'): Step {
  const fell = link === 'lost' && live.link === 'live'
  return [{ ...live, link: link === 'connecting' && live.link === 'lost' ? 'lost' : link },
    fell ? [{ say: 'link-lost', urgent: true }] : []]
}
