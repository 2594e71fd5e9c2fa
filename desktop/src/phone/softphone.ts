/**
 * The seat's telephone: JsSIP over WebSocket, driven by the machine. It lives outside the pages, so a call survives navigation.
 * What may happen in which state is decided in machine.ts, not here.
 */
import JsSIP from 'jssip'
import type { RTCSession } from 'jssip/lib/RTCSession'
import type { UA } from 'jssip/lib/UA'
import type { Phone as PhoneAccount } from '../api/document'
import type { Command, Phone, PhoneEvent } from './machine'
import { silent, step } from './machine'
import { openMicrophone, problemOf } from './microphone'

const REGISTER_AGAIN_MS = 5_000
const INVITE_WAIT_MS = 4_000
const ICE_SETTLED_MS = 250

export interface Surroundings {
  /** Where the caller's voice is played. */
  audio: HTMLAudioElement
  chosenMicrophone: () => string | null
  /** Asked anew before each registration after a refusal: passwords change when a site is rendered again. */
  account: () => Promise<PhoneAccount>
  changed: (phone: Phone) => void
}

export class Softphone {
  private phone: Phone = silent
  private ua: UA | null = null
  private session: RTCSession | null = null
  private connection: RTCPeerConnection | null = null
  private stream: MediaStream | null = null
  private again: number | undefined
  private waiting: number | undefined

  constructor(private readonly around: Surroundings) {}

  start(account: PhoneAccount): void {
    this.close()
    const ua = new JsSIP.UA({
      sockets: [new JsSIP.WebSocketInterface(account.ws)],
      uri: account.uri,
      authorization_user: account.username,
      password: account.password,
      display_name: account.display_name,
      register_expires: 120,
      session_timers: false,
      no_answer_timeout: 300,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 10,
      user_agent: 'hotline-desktop',
    })
    this.ua = ua
    ua.on('connected', () => this.tell({ type: 'connected' }))
    ua.on('disconnected', () => this.tell({ type: 'disconnected' }))
    ua.on('registered', () => this.tell({ type: 'registered' }))
    ua.on('unregistered', () => { if (this.ua === ua) this.registerAgain(ua, false, 'unregistered') })
    ua.on('registrationFailed', (event) => {
      const status = event.response as { status_code?: number } | null
      this.registerAgain(ua, status?.status_code === 401 || status?.status_code === 403, String(event.cause))
    })
    ua.on('newRTCSession', (event: { session: RTCSession }) => this.invited(event.session))
    this.tell({ type: 'start' })
    ua.start()
  }

  stop(): void {
    this.tell({ type: 'stop' })
    this.close()
  }

  answer(): void { this.tell({ type: 'answer' }) }
  hangUp(): void { this.tell({ type: 'hang-up' }) }
  toggleMute(): void { this.tell({ type: 'toggle-mute' }) }

  sendTones(tones: string): void {
    if (this.session?.isEstablished()) this.session.sendDTMF(tones, { transportType: JsSIP.C.DTMF_TRANSPORT.RFC2833 })
  }

  /** Ask for the microphone now, so that trouble shows before a caller waits. */
  async tryMicrophone(): Promise<void> {
    try {
      const { stream } = await openMicrophone(this.around.chosenMicrophone())
      for (const track of stream.getTracks()) track.stop()
      this.tell({ type: 'microphone', problem: null })
    } catch (error) {
      this.tell({ type: 'microphone', problem: `microphone-${problemOf(error, window.isSecureContext)}` })
    }
  }

  private tell(event: PhoneEvent): void {
    const [next, commands] = step(this.phone, event)
    this.phone = next
    for (const command of commands) this.perform(command)
    this.around.changed(this.phone) // not `next`: hanging up ends the session at once, and that tells again from within
  }

  private perform(command: Command): void {
    switch (command) {
      case 'answer': void this.pickUp(); break
      case 'terminate': this.terminate(); break
      case 'mute': this.session?.mute({ audio: true }); break
      case 'unmute': this.session?.unmute({ audio: true }); break
      case 'refuse-second': break // done where the second session is at hand
      case 'wait-for-invite':
        window.clearTimeout(this.waiting)
        this.waiting = window.setTimeout(() => this.tell({ type: 'answer-forgotten' }), INVITE_WAIT_MS)
    }
  }

  private invited(session: RTCSession): void {
    if (session.direction !== 'incoming') return
    if (this.session && this.hearsNothing()) this.lost(this.session)
    if (this.session) {
      session.terminate({ status_code: 486, reason_phrase: 'Busy Here' })
      return
    }
    window.clearTimeout(this.waiting)
    this.session = session
    session.on('peerconnection', ({ peerconnection }) => this.listen(session, peerconnection))
    session.on('accepted', () => this.tell({ type: 'accepted' }))
    session.on('ended', () => this.over(session, null))
    session.on('failed', (event) => this.over(session, event.originator === 'remote' || event.cause === 'Rejected' ? null : 'call-failed'))
    let settled: number | undefined
    session.on('icecandidate', (event) => {
      window.clearTimeout(settled)
      settled = window.setTimeout(() => event.ready(), ICE_SETTLED_MS)
    })
    this.tell({ type: 'invited' })
  }

  private async pickUp(): Promise<void> {
    const session = this.session
    if (!session) return
    try {
      const { stream } = await openMicrophone(this.around.chosenMicrophone())
      if (this.session !== session) {
        for (const track of stream.getTracks()) track.stop()
        return
      }
      this.stream = stream
      session.answer({ mediaStream: stream, pcConfig: { iceServers: [] } })
    } catch (error) {
      const problem = `microphone-${problemOf(error, window.isSecureContext)}`
      if (this.session === session) session.terminate({ status_code: 480, reason_phrase: 'Temporarily Unavailable' })
      this.tell({ type: 'microphone', problem })
    }
  }

  private terminate(): void {
    if (this.session && !this.session.isEnded()) this.session.terminate()
  }

  private listen(session: RTCSession, connection: RTCPeerConnection): void {
    this.connection = connection
    connection.addEventListener('connectionstatechange', () => {
      if (connection.connectionState === 'failed') this.lost(session)
    })
    connection.addEventListener('track', (event) => {
      this.around.audio.srcObject = event.streams[0] ?? new MediaStream([event.track])
      this.around.audio.play().catch(() => this.tell({ type: 'microphone', problem: 'sound-blocked' }))
    })
  }

  /** The exchange has not been heard for seconds. That it rings us all the same shows that it no longer knows of the call. */
  private hearsNothing(): boolean {
    return this.connection !== null && ['disconnected', 'failed', 'closed'].includes(this.connection.connectionState)
  }

  /** The exchange broke down during the call, so nobody told us of its end. */
  private lost(session: RTCSession): void {
    if (this.session !== session) return
    this.over(session, 'call-lost')
    if (!session.isEnded()) session.terminate()
  }

  private over(session: RTCSession, problem: string | null): void {
    if (this.session !== session) return
    this.session = null
    this.connection = null
    for (const track of this.stream?.getTracks() ?? []) track.stop()
    this.stream = null
    this.around.audio.srcObject = null
    this.tell({ type: 'over', problem })
  }

  private registerAgain(ua: UA, refused: boolean, cause: string): void {
    if (this.ua !== ua) return
    this.tell({ type: 'unregistered', refused, cause })
    window.clearTimeout(this.again)
    this.again = window.setTimeout(() => void this.retry(ua, refused), REGISTER_AGAIN_MS)
  }

  private async retry(ua: UA, refused: boolean): Promise<void> {
    if (this.ua !== ua) return
    if (!refused) return ua.register()
    try {
      const account = await this.around.account()
      if (this.ua === ua && !this.session) this.start(account)
    } catch {
      this.registerAgain(ua, refused, 'no account')
    }
  }

  private close(): void {
    window.clearTimeout(this.again)
    window.clearTimeout(this.waiting)
    const ua = this.ua
    this.ua = null
    ua?.stop()
  }
}
