/**
 * The WebSocket to `/live`: opens, reads frames, reconnects with growing pauses, and tells a listener.
 * What the frames mean may not live here.
 */
import type { Frame } from '../api/types'
import type { LiveEvent } from './reducer'

/** Seconds before the n-th attempt in a row (0 = first after a loss). */
export function pauseBefore(attempt: number): number {
  return Math.min(10, 0.5 * 2 ** Math.max(0, attempt))
}

const STABLE_AFTER_MS = 5_000

export class LiveConnection {
  private socket: WebSocket | null = null
  private timer: number | undefined
  private attempt = 0
  private wanted = false

  /** `onRefused` is asked before each reconnection: it finds out whether the session is still good. */
  constructor(
    private readonly address: () => string,
    private readonly tell: (event: LiveEvent) => void,
    private readonly onRefused: () => void,
  ) {
    window.addEventListener('online', () => this.hurry())
  }

  open(): void {
    this.wanted = true
    if (this.socket === null) this.connect()
  }

  close(): void {
    this.wanted = false
    window.clearTimeout(this.timer)
    const socket = this.socket
    this.socket = null
    socket?.close(1000)
  }

  /** Try again now instead of after the pause. */
  hurry(): void {
    if (!this.wanted || this.socket !== null) return
    window.clearTimeout(this.timer)
    this.connect()
  }

  private connect(): void {
    this.tell({ type: 'link', link: 'connecting' })
    const socket = new WebSocket(this.address())
    this.socket = socket
    let opened = 0
    socket.onopen = () => { opened = Date.now() }
    socket.onmessage = (message: MessageEvent<unknown>) => this.read(message.data)
    socket.onclose = () => {
      if (this.socket !== socket) return
      this.socket = null
      this.tell({ type: 'link', link: 'lost' })
      if (opened && Date.now() - opened > STABLE_AFTER_MS) this.attempt = 0
      if (!opened) this.onRefused()
      if (this.wanted) this.timer = window.setTimeout(() => this.connect(), pauseBefore(this.attempt++) * 1000)
    }
  }

  private read(data: unknown): void {
    if (typeof data !== 'string') return
    const frame = JSON.parse(data) as Frame
    if (frame.type === 'hello') this.attempt = 0
    this.tell({ ...frame, receivedMs: Date.now() })
  }
}
