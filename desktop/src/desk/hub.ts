/**
 * The seat's nerve: live stream, telephone, screen pop, announcements and ringtone brought together, outside all pages.
 * Rules live in the reducer and the machine; this only carries messages between them.
 */
import { reactive, shallowReactive } from 'vue'
import { ApiError } from '../api/client'
import type { Call, CallOut, Pop, Session } from '../api/document'
import type { CallAbout, Routes } from '../api/routes'
import type { Editors } from '../drafts/editors'
import { LiveConnection } from '../live/connection'
import type { Live, LiveEvent, Said } from '../live/reducer'
import { beginning, reduce } from '../live/reducer'
import type { Phone } from '../phone/machine'
import { silent } from '../phone/machine'
import { Softphone } from '../phone/softphone'
import { SeatClaim } from './claim'
import type { Preferences } from './preferences'
import { Ringtone } from './ringtone'

export interface HubState {
  live: Live
  phone: Phone
  /** Why this window does not hold the seat: another tab, or another person or place (the server's sentence). Null = it does. */
  taken: { by: 'tab' | 'other'; message: string } | null
  /** Whose ticket the seat page shows. */
  shown: string | null
}

export interface Around {
  api: Routes
  editors: Editors
  preferences: Preferences
  audio: HTMLAudioElement
  say: (said: Said) => void
  checkSession: () => void
}

const RING_WITHOUT_FRAME_MS = 800
/** The pop follows its ring by itself; when it has not, it is asked for. */
const RING_WITHOUT_POP_MS = 700
/** A screen reader drops what is said while a whole form appears. */
const FORM_SETTLES_MS = 1200

export class Hub {
  readonly state = reactive<HubState>({ live: beginning, phone: silent, taken: null, shown: null })
  /** Screen pops by call id; `null` while loading, an error when it failed. */
  readonly pops = shallowReactive(new Map<string, Pop | Error | null>())
  private readonly connection: LiveConnection
  private readonly softphone: Softphone
  private readonly claim: SeatClaim
  private readonly ringtone = new Ringtone()
  private seat: string | null = null
  private popTimer: number | undefined

  constructor(private readonly around: Around) {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
    this.connection = new LiveConnection(() => `${scheme}://${location.host}/api/v1/live?language=${around.preferences.language}`, (event) => this.tell(event), around.checkSession)
    this.claim = new SeatClaim(() => this.lose('tab', ''))
    this.softphone = new Softphone({
      audio: around.audio,
      chosenMicrophone: () => around.preferences.microphone,
      account: () => around.api.phone(false),
      changed: (phone) => this.phoneChanged(phone),
    })
  }

  async start(session: Session, takeOver = false): Promise<void> {
    this.seat = session.seat
    this.tell({ type: 'claimed' })
    this.state.taken = null
    if (session.seat && !(await this.takeSeat(session.seat, takeOver))) return
    this.connection.open()
  }

  stop(): void {
    this.connection.close()
    this.softphone.stop()
    this.ringtone.stop()
    this.claim.drop()
    window.clearTimeout(this.popTimer)
    this.pops.clear()
    Object.assign(this.state, { live: beginning, phone: silent, taken: null, shown: null })
  }

  answer(): void {
    this.softphone.answer()
  }

  /** Call out: the server writes it down and rings this telephone, which takes it by itself, for its agent asked for it just now. */
  async callOut(about: CallAbout, wish: CallOut, key: string): Promise<Call> {
    const call = await this.around.api.callOut(about, wish, key)
    if (call.state !== 'ended') this.softphone.answer()
    return call
  }

  /** This page has lost the voice of a call: its caller goes back to the queue. When this fails the exchange notices by itself. */
  async giveBack(call: string): Promise<void> {
    try {
      await this.around.api.voiceGone(call)
    } catch (error) {
      if (!(error instanceof Error)) throw error
    }
  }

  hangUp(): void { this.softphone.hangUp() }
  toggleMute(): void { this.softphone.toggleMute() }
  sendTones(tones: string): void { this.softphone.sendTones(tones) }
  tryMicrophone(): Promise<void> { return this.softphone.tryMicrophone() }
  dismiss(notice: number): void { this.tell({ type: 'dismissed', id: notice }) }

  async setSeat(state: 'ready' | 'paused' | 'offline', reason: string | null): Promise<void> {
    this.tell({ type: 'seat', seat: await this.around.api.setSeat(state, reason) })
  }

  /** Fetch the screen pop again, e.g. after it failed. */
  async loadPop(call: string): Promise<void> {
    if (!(this.pops.get(call) as Pop | null | undefined)) this.pops.set(call, null)
    try {
      const pop = await this.around.api.pop(call)
      this.keep(call, pop)
      this.tell({ type: 'call-known', call: pop.call, receivedMs: Date.now() })
    } catch (error) {
      if (!(error instanceof Error)) throw error
      if (!this.pops.get(call)) this.pops.set(call, error)
    }
  }

  private keep(call: string, pop: Pop): void {
    const first = !(this.pops.get(call) as Pop | null | undefined)
    this.around.editors.of(pop.ticket)
    this.pops.set(call, pop)
    if (first && pop.history.length) window.setTimeout(() => this.tellHistory(call, pop), FORM_SETTLES_MS)
  }

  /** Who called before; only while it still rings, for then somebody talks. */
  private tellHistory(call: string, { history }: Pop): void {
    if (this.state.live.ring?.id === call) this.around.say({ say: 'history', lines: history, urgent: false })
  }

  private async takeSeat(seat: string, takeOver: boolean): Promise<boolean> {
    if (!(await this.claim.take(seat, takeOver))) {
      this.lose('tab', '')
      return false
    }
    try {
      this.softphone.start(await this.around.api.phone(takeOver))
      void this.softphone.tryMicrophone()
      return true
    } catch (error) {
      if (error instanceof ApiError && error.status === 409) {
        this.claim.drop()
        this.lose('other', error.message)
        return false
      }
      window.setTimeout(() => { if (this.seat === seat && !this.state.taken) void this.takeSeat(seat, takeOver) }, 3000)
      return true // the live stream still tells what is going on
    }
  }

  private lose(by: 'tab' | 'other', message: string): void {
    this.softphone.stop()
    this.connection.close()
    this.tell({ type: 'lost-seat' })
    this.state.taken = { by, message }
  }

  private tell(event: LiveEvent): void {
    const before = this.state.live.seat
    const [next, said] = reduce(this.state.live, event)
    this.state.live = next
    for (const one of said) this.around.say(one)
    if (event.type === 'ring') this.expectPop(event.call.id)
    if (event.type === 'pop') this.popped(event.call_id, event.pop)
    if (event.type === 'answered') this.look(event.call.id)
    if (event.type === 'outgoing' && event.call.state !== 'ended' && event.call.id !== this.state.shown) this.show(event.call.id)
    if (event.type === 'hello') this.resume()
    if (event.type === 'seat' && before?.call_id && before.call_id !== event.seat.call_id) this.close(before.call_id)
    if (event.type === 'signed-out') {
      this.claim.drop()
      this.lose('other', '')
    }
    this.ring()
  }

  /** After a (re)connection: whatever the seat is busy with is fetched, and what waited is sent. */
  private resume(): void {
    const call = this.state.live.seat?.call_id
    if (call) this.show(call)
    void this.around.editors.flushAll()
  }

  /** A call left the seat (the end of wrap-up): its page is fetched again, which masks what only the call had opened. */
  private close(call: string): void {
    if (this.pops.get(call)) void this.loadPop(call)
  }

  private show(call: string): void {
    this.state.shown = call
    void this.loadPop(call)
  }

  /** A call rings: its pop comes by itself. */
  private expectPop(call: string): void {
    this.state.shown = call
    if (!(this.pops.get(call) as Pop | null | undefined)) this.pops.set(call, null)
    window.clearTimeout(this.popTimer)
    this.popTimer = window.setTimeout(() => { void this.loadPop(call) }, RING_WITHOUT_POP_MS)
  }

  private popped(call: string, pop: Pop): void {
    window.clearTimeout(this.popTimer)
    this.keep(call, pop)
  }

  /** Show a call whose pop is here or on its way, else ask for it. */
  private look(call: string): void {
    if (this.pops.has(call) && !(this.pops.get(call) instanceof Error)) this.state.shown = call
    else this.show(call)
  }

  private ring(): void {
    const { live, phone } = this.state
    const rings = (live.ring !== null || phone.phase === 'ringing') && phone.phase !== 'answering' && phone.phase !== 'talking'
    if (rings && this.around.preferences.ringtone) this.ringtone.start()
    else this.ringtone.stop()
  }

  private phoneChanged(phone: Phone): void {
    const before = this.state.phone
    this.state.phone = phone
    this.ring()
    if (phone.phase === 'ringing' && before.phase === 'none') {
      window.setTimeout(() => { if (this.state.phone.phase === 'ringing' && !this.state.live.ring) void this.askSeat() }, RING_WITHOUT_FRAME_MS)
    }
  }

  /** The telephone rings, but no frame told whose call it is: ask. */
  private async askSeat(): Promise<void> {
    try {
      const seat = await this.around.api.seat()
      this.tell({ type: 'seat', seat })
      if (seat.call_id) this.show(seat.call_id)
    } catch {
      // The page shows the caller as the telephone gave it; the stream's reconnection tells the rest.
    }
  }
}
