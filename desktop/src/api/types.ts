/** The records of the HTTP API and the live frames, as docs/design.md names them. Types only: no code may live here. */

export type Language = 'zh-CN' | 'ko' | 'en'
export type Names = Partial<Record<'zh' | 'ko' | 'en', string>>
export type Role = 'agent' | 'supervisor' | 'leader' | 'unit' | 'archivist' | 'admin'

export interface Session {
  user: { id: string | number; name: string; role: Role; office: string | null; office_name: string | null }
  seat: string | null
  csrf: string
  language: string
}

export interface Named {
  id: string
  name: Names
}

export interface Site {
  id: string
  number: string
  name: Names
  languages: string[]
  regulation: string
  offices: (Named & { level: string })[]
  /** Whether seats can call out. */
  calls_out?: boolean
  channels: Named[]
  pause_reasons: Named[]
}

export interface PhoneAccount {
  ws: string
  uri: string
  username: string
  password: string
  display_name: string
}

export type SeatState = 'offline' | 'ready' | 'paused' | 'ringing' | 'talking' | 'wrap-up'

export interface Seat {
  id: string
  office: string
  state: SeatState
  reason: string | null
  since: string
  wrap_up_ends: string | null
  call_id: string | null
  /** Whether its telephone is registered at the exchange; null when that is not known. */
  registered?: boolean | null
}

export type CallState = 'flow' | 'queued' | 'ringing' | 'dialing' | 'talking' | 'ended'
export type Outcome =
  | 'answered' | 'abandoned' | 'message' | 'callback' | 'told-closed' | 'failed'
  | 'busy' | 'no-answer' | 'rejected' | 'cancelled' | 'seat-no-answer'

export interface Call {
  id: string
  /** `outbound`: a seat placed it. */
  direction?: 'inbound' | 'outbound'
  number: string | null
  caller_display: string
  hidden: boolean
  area: { code: string | null; name: string | null } | null
  dialed: string | null
  trunk: string | null
  office: string | null
  office_name: string | null
  reason: { evidence: string | null; text: string | null } | null
  language: string | null
  state: CallState
  outcome: Outcome | null
  arrived_at: string
  queued_at: string | null
  answered_at: string | null
  ended_at: string | null
  waited_s: number | null
  talked_s: number | null
  seat: string | null
  ticket: string | null
}

/** The end of a call that this seat placed. */
export interface OutgoingEnd {
  id: string
  direction: 'outbound'
  state: 'ended'
  outcome: Outcome
  talked_s: number | null
  ticket: string | null
}

export interface Fact {
  at: string
  kind: string
  text: string
  data: Record<string, unknown>
}

export interface Recording {
  id: string | number
  kind: 'call' | 'message'
  call_id: string
  ticket: string | null
  office: string | null
  started_at: string
  seconds: number
  sha256: string | null
  channels: number
  state: 'ready' | 'salvaged' | 'missing' | 'destroyed'
  /** What was mended after a crash; of one that was destroyed, when and under which list. */
  note?: string | null
}

export interface CallDetail extends Call {
  timeline: Fact[]
  tickets: string[]
  recordings: Recording[]
  /** Whether the number is withheld until a reason is given. */
  masked?: boolean
}

export type FieldKind = 'text' | 'long' | 'choice' | 'date' | 'number' | 'phone'

export interface Field {
  id: string
  label: Names
  kind: FieldKind
  required: boolean
  /** A stated reason may stand in for the value. */
  may_be_withheld?: boolean
  options?: ({ id: string; label: Names } | string)[]
  hint?: Names
}

export interface Ticket {
  number: string
  version: number
  state: string
  channel: string
  call_id: string | null
  office: string
  title: string | null
  caller: Record<string, string | null>
  person?: string | null
  /** Paths whose values this answer withholds; empty or missing: everything is open. */
  masked?: string[]
  opened?: 'call-in-progress' | 'look' | null
  /** Field id to why the caller did not give it. */
  not_given?: Record<string, string>
  created_at: string
  updated_at: string
  created_by: string | null
  recordings: Recording[]
  messages: Recording[]
  fields: Field[]
  [path: string]: unknown
}

export interface TicketLine {
  number: string
  state: string
  title: string | null
  caller_display: string
  office: string
  created_at: string
  due_at?: string | null
  call_id: string | null
}

export interface Pop {
  call: Call
  ticket: Ticket
  history: TicketLine[]
  knowledge: unknown[]
}

export interface Page<T> {
  items: T[]
  next: string | null
}

export interface Peaks {
  channels: number[][]
  seconds: number
}

export interface BoardOffice {
  id: string
  name: string
  open: boolean
  opens_at: string | null
  waiting: { call_id: string; caller_display: string; hidden?: boolean; position: number; waited_s: number }[]
  longest_wait_s: number
  seats: (Seat & { agent_name: string | null })[]
  answered_today: number
  abandoned_today: number
}

export interface Board {
  at: string
  offices: BoardOffice[]
  links: { ami: 'up' | 'down'; agi: 'up' | 'down' }
}

export type Frame =
  | { type: 'hello'; seat: Seat | null; board: Board | null; now?: string }
  | { type: 'ring'; call: Call }
  | { type: 'ring-stopped'; call_id: string; why: 'answered-elsewhere' | 'no-answer' | 'caller-left' }
  | { type: 'answered'; call: Call }
  | { type: 'ended'; call_id: string; talked_s: number }
  | { type: 'outgoing'; call: Call | OutgoingEnd }
  | { type: 'seat'; seat: Seat }
  | { type: 'board'; board: Board }
  | { type: 'signed-out'; why: string }
  | { type: 'notice'; code: string; message: string }

/** A question and its standard answer. */
export interface KnowledgeEntry {
  id: string
  title: string
  answer: string
  basis: string
  provider: string
  released_at: string | null
  stale: boolean
}
