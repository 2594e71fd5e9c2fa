/**
 * One ticket being written: autosave with version, conflict in words, nothing typed is lost until the server has it.
 * Lives outside the pages, so it survives navigation. No DOM and no translation may live here.
 */
import { reactive } from 'vue'
import { ApiError, Unreachable } from '../api/client'
import type { Routes } from '../api/routes'
import type { Ticket } from '../api/document'
import { fieldsOf } from './fields'
import type { Clash, Values } from './merge'
import { changed, merge, NOT_GIVEN, valuesOf } from './merge'
import type { UnsentStore } from './unsent'

export type EditorStatus = 'saved' | 'unsent' | 'sending' | 'waiting' | 'clash' | 'refused'
export type SaveResult = 'saved' | 'invalid' | 'clash' | 'unreachable' | 'refused'

export interface Problem {
  field: string
  /** The server's sentence, or null for "required". */
  message: string | null
}

export interface EditorState {
  ticket: Ticket
  base: Values
  values: Values
  status: EditorStatus
  /** When the server last confirmed, in milliseconds; 0 = not in this tab. */
  savedMs: number
  clashes: Clash[]
  taken: string[]
  problems: Problem[]
  refusal: string
  saving: boolean
  /** Words of an earlier visit were found and put back. */
  restored: boolean
}

const QUIET_MS = 1_200
const RETRY_MS = 4_000

type Api = Pick<Routes, 'changeTicket' | 'saveTicket'>

export class TicketEditor {
  readonly state: EditorState
  private timer: ReturnType<typeof setTimeout> | undefined
  private running: Promise<void> | null = null

  constructor(ticket: Ticket, private readonly api: Api, private readonly unsent: UnsentStore) {
    const base = valuesOf(ticket)
    this.state = reactive<EditorState>({
      ticket, base, values: { ...base }, status: 'saved', savedMs: 0, clashes: [], taken: [], problems: [], refusal: '',
      saving: false, restored: false,
    })
    this.restore()
  }

  get dirty(): boolean {
    return Object.keys(changed(this.state.base, this.state.values)).length > 0
  }

  type(field: string, text: string): void {
    this.state.values[field] = text
    this.state.problems = this.state.problems.filter((problem) => problem.field !== field)
    this.noteUnsent()
    this.later(QUIET_MS)
  }

  /** Send what is unsent now. Resolves when nothing more can be done at this moment. */
  async flush(): Promise<void> {
    clearTimeout(this.timer)
    this.running ??= this.sendAll().finally(() => { this.running = null })
    await this.running
  }

  choose(clash: Clash, how: 'mine' | 'theirs' | 'both'): void {
    const text = how === 'mine' ? clash.mine : how === 'theirs' ? clash.theirs : `${clash.theirs}\n${clash.mine}`
    this.state.clashes = this.state.clashes.filter((other) => other.field !== clash.field)
    this.state.values[clash.field] = text
    this.noteUnsent()
    if (!this.state.clashes.length) this.later(0)
  }

  /** The server's newest ticket, e.g. fetched again after a reconnection. */
  refresh(theirs: Ticket): void {
    const sameVeil = String(theirs.masked ?? []) === String(this.state.ticket.masked ?? [])
    if (theirs.version < this.state.ticket.version || (theirs.version === this.state.ticket.version && sameVeil)) {
      this.state.ticket = { ...this.state.ticket, recordings: theirs.recordings, messages: theirs.messages, opened: theirs.opened ?? null }
      return
    }
    if (theirs.opened) this.state.problems = []
    this.adopt(theirs)
    if (this.dirty) this.later(0)
  }

  /** Register the ticket (登记), or conclude it as answered at once (当场答复办结). */
  async save(answered: boolean): Promise<SaveResult> {
    this.state.problems = this.missing()
    if (this.state.problems.length) return 'invalid'
    this.state.saving = true
    try {
      await this.flush()
      if (this.state.clashes.length) return 'clash'
      if (this.state.problems.length) return 'invalid'
      if (this.dirty) return this.state.status === 'refused' ? 'refused' : 'unreachable'
      this.acknowledged(await this.api.saveTicket(this.state.ticket.number, this.state.ticket.version, answered), this.state.values)
      return 'saved'
    } catch (error) {
      return this.failed(error)
    } finally {
      this.state.saving = false
    }
  }

  private missing(): Problem[] {
    return fieldsOf(this.state.ticket)
      .filter((field) => field.required && !this.state.values[field.id]?.trim() && !this.state.values[NOT_GIVEN + field.id]?.trim())
      .map((field) => ({ field: field.id, message: null }))
  }

  private async sendAll(): Promise<void> {
    while (this.dirty && !this.state.clashes.length) {
      const sent = { ...this.state.values }
      this.state.status = 'sending'
      try {
        const { number, version } = this.state.ticket
        this.acknowledged(await this.api.changeTicket(number, version, changed(this.state.base, sent)), sent)
      } catch (error) {
        const result = this.failed(error)
        if (result === 'unreachable') this.later(RETRY_MS)
        if (result !== 'clash' || this.state.clashes.length) return
      }
    }
  }

  private acknowledged(ticket: Ticket, sent: Values): void {
    const theirs = valuesOf(ticket)
    this.state.values = { ...merge(sent, this.state.values, theirs, this.veiled(ticket)).values }
    this.state.base = theirs
    this.state.ticket = ticket
    this.state.savedMs = Date.now()
    this.state.refusal = ''
    this.state.restored = false
    this.noteUnsent()
  }

  private failed(error: unknown): SaveResult {
    if (error instanceof ApiError && error.status === 409 && error.body.ticket) {
      this.adopt(error.body.ticket)
      return 'clash'
    }
    if (error instanceof ApiError && error.status === 422) {
      this.state.problems = problemsOf(error)
      this.state.status = 'refused'
      this.state.refusal = error.message
      return this.state.problems.length ? 'invalid' : 'refused'
    }
    if (error instanceof Unreachable || (error instanceof ApiError && (error.status >= 500 || error.status === 401))) {
      this.state.status = 'waiting'
      return 'unreachable'
    }
    if (!(error instanceof ApiError)) throw error
    this.state.status = 'refused'
    this.state.refusal = error.message
    return 'refused'
  }

  private adopt(theirs: Ticket): void {
    const values = valuesOf(theirs)
    const merged = merge(this.state.base, this.state.values, values, this.veiled(theirs))
    this.state.values = merged.values
    this.state.base = values
    this.state.ticket = theirs
    this.state.taken = merged.taken
    this.state.clashes = merged.clashes
    this.noteUnsent()
  }

  /** Paths that are masked in the ticket held or in the one that comes. */
  private veiled(theirs: Ticket): string[] {
    return [...(this.state.ticket.masked ?? []), ...(theirs.masked ?? [])]
  }

  private noteUnsent(): void {
    const { ticket, base, values } = this.state
    if (this.dirty) this.unsent.keep(ticket.number, { version: ticket.version, base: { ...base }, values: changed(base, values) })
    else this.unsent.forget(ticket.number)
    if (this.state.clashes.length) this.state.status = 'clash'
    else if (!this.dirty) this.state.status = 'saved'
    else if (this.state.status !== 'waiting') this.state.status = 'unsent'
  }

  private restore(): void {
    const kept = this.unsent.recall(this.state.ticket.number)
    if (!kept) return
    const mine = { ...kept.base, ...kept.values }
    const merged = merge(kept.base, mine, this.state.base, this.state.ticket.masked ?? [])
    this.state.values = merged.values
    this.state.clashes = merged.clashes
    this.state.restored = this.dirty
    this.noteUnsent()
    if (this.dirty && !this.state.clashes.length) this.later(QUIET_MS)
  }

  private later(ms: number): void {
    clearTimeout(this.timer)
    if (this.state.clashes.length) return
    this.timer = setTimeout(() => void this.flush(), ms)
  }
}

function problemsOf(error: ApiError): Problem[] {
  const fields = error.body.error?.fields
  if (fields?.length) return fields.map(({ place, message }) => ({ field: place, message: message === 'required' ? null : message }))
  return error.place ? [{ field: error.place, message: error.code === 'field-required' ? null : error.message }] : []
}
