/** The records about a ticket's life and its person, as docs/design.md names them. Types only: no code may live here. */
import type { Names } from './types'

export interface Option {
  id: string
  label: Names
  article: string
  /** What the caller is to be told with it. */
  advice: string
}

export interface Need {
  name: string
  label: Names
  kind: 'text' | 'long' | 'choice' | 'time' | 'number'
  required: boolean
  article: string
  /** Every option must be given. */
  all_of: boolean
  /** Handling units with a sign-in, each with the offices where it has one; another may be written too. */
  known: Record<string, string[]>
  options: Option[]
}

export interface Bar {
  code: string
  text: string
  label?: Names
  article: string
}

export interface Offer {
  move: string
  label: Names
  to: string | null
  needs: Need[]
  bars: Bar[]
}

export interface Duty extends Bar {
  move: string
}

/** A ground for supervision, with what speaks for it. */
export interface Suggested {
  ground: string
  label: Names
  article: string
  supervisor: string
  owed: string[]
  evidence: string[]
  certain: boolean
}

export interface Standing {
  version: number
  role: string
  may_act_as: string[]
  regulation: string
  state: string
  supervised: { ground: string; label: Names; article: string }[]
  /** The unit that handles it, or leads; `beside`: those that handle it too. */
  lead: string | null
  beside: string[]
  offers: Offer[]
  duties: Duty[]
  suggested: Suggested[]
}

export type ClockStatus = 'running' | 'warned' | 'overdue' | 'suspended' | 'stopped'

export interface Clock {
  regulation: string
  /** It limits what may be done, to return the ticket: once it has passed nothing is late. */
  right: boolean
  clock: string
  label: Names
  article: string
  limit: number
  unit: string
  status: ClockStatus
  late: boolean
  started: string
  stopped: string | null
  due: string | null
  first_due: string
  extensions: number
  provisional: boolean
  counted: string[]
  skipped: { date: string; why: string }[]
  explanation: string[]
  notes: string[]
}

export interface Said {
  name: string
  label: Names
  text: string
  text_label: Names | null
}

export interface Step {
  version: number
  at: string
  actor: string
  role: string | null
  move: string | null
  label: Names | null
  to: string
  fields: string[]
  note: Record<string, string>
  said?: Said[]
}

export interface Evidence {
  text?: string
  count?: number
  threshold?: number
  bound?: number
  alike?: { score: number; phrases: { text: string; weight: number }[] }
}

export interface Link {
  ticket: string
  kind: string
  outgoing: boolean
  at: string
  title: string | null
  state: string | null
  evidence: Evidence
}

export interface Attachment {
  id: string
  at: string
  actor: string
  name: string
  media_type: string
  size: number
}

export interface Person {
  id: string
  version: number
  masked: boolean
  fields: Record<string, string>
  offered: Record<string, string>
  flaws: { place: string; code: string; message: string; mend: string }[]
  tickets: string[]
  perhaps_the_same: string[]
}
