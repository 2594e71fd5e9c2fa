/** The ringtone: China's ring-back cadence, 450 Hz for 1 s, silence for 4 s, made in the browser. */

const TONE_HZ = 450
const ON_S = 1
const EVERY_MS = 5_000

export class Ringtone {
  private context: AudioContext | null = null
  private timer: number | undefined

  start(): void {
    if (this.timer !== undefined) return
    this.beep()
    this.timer = window.setInterval(() => this.beep(), EVERY_MS)
  }

  stop(): void {
    window.clearInterval(this.timer)
    this.timer = undefined
    void this.context?.close()
    this.context = null
  }

  private beep(): void {
    this.context ??= new AudioContext()
    const gain = new GainNode(this.context, { gain: 0.15 })
    const tone = new OscillatorNode(this.context, { frequency: TONE_HZ })
    tone.connect(gain).connect(this.context.destination)
    tone.start()
    tone.stop(this.context.currentTime + ON_S)
  }
}
