/** Which of the two voices is heard: both in both ears, or one alone. A stereo recording has the caller left and the seat right. */

export type Ears = 'both' | 'caller' | 'seat'

export class EarSwitch {
  private readonly context: AudioContext
  private readonly gains: GainNode[] = []

  /** Takes over the element's sound; may be done once for an element, after a key or click. */
  constructor(audio: HTMLAudioElement) {
    this.context = new AudioContext()
    const split = new ChannelSplitterNode(this.context, { numberOfOutputs: 2 })
    const together = new GainNode(this.context, { channelCount: 1, channelCountMode: 'explicit' })
    this.context.createMediaElementSource(audio).connect(split)
    for (const output of [0, 1]) {
      const gain = new GainNode(this.context)
      split.connect(gain, output).connect(together)
      this.gains.push(gain)
    }
    together.connect(this.context.destination)
  }

  hear(ears: Ears): void {
    void this.context.resume()
    const [left, right] = this.gains
    if (left) left.gain.value = ears === 'seat' ? 0 : 1
    if (right) right.gain.value = ears === 'caller' ? 0 : 1
  }

  close(): void {
    void this.context.close()
  }
}
