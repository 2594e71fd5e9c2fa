/**
 * What the desktop calls the API's records beside their names in the document, and the live frames, which are no HTTP
 * (docs/design.md). Types only: no code may live here.
 */
import type { Board, Call, Outcome, Pop, Seat } from './document'

export type Language = 'zh-CN' | 'ko' | 'en'
export type Names = Partial<Record<'zh' | 'ko' | 'en', string>>

/** A list that grows page by page. */
export interface Page<T> {
  items: T[]
  next: string | null
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

export type Frame =
  | { type: 'hello'; seat: Seat | null; board: Board | null; now?: string }
  | { type: 'ring'; call: Call }
  | { type: 'pop'; call_id: string; pop: Pop }
  | { type: 'ring-stopped'; call_id: string; why: 'answered-elsewhere' | 'no-answer' | 'caller-left' }
  | { type: 'answered'; call: Call }
  | { type: 'ended'; call_id: string; talked_s: number }
  | { type: 'outgoing'; call: Call | OutgoingEnd }
  | { type: 'seat'; seat: Seat }
  | { type: 'board'; board: Board }
  | { type: 'signed-out'; why: string }
  | { type: 'notice'; code: string; message: string }
