/** From peaks to shapes and to words. Pure. */

const LOUD = 0.04

/** The share of the time in which there is sound, in whole per cent. */
export function soundShare(channel: number[]): number {
  const top = Math.max(...channel, 0.0001)
  return channel.length ? Math.round((channel.filter((peak) => peak / top > LOUD).length / channel.length) * 100) : 0
}

/** A channel as one SVG path: a bar for each of `bars` stretches, mirrored about the middle of a lane of the given height. */
export function lanePath(channel: number[], width: number, height: number, bars = 240): string {
  const count = Math.min(bars, channel.length)
  const top = Math.max(...channel, 0.0001)
  const parts: string[] = []
  for (let bar = 0; bar < count; bar++) {
    const stretch = channel.slice(Math.floor((bar * channel.length) / count), Math.max(Math.floor(((bar + 1) * channel.length) / count), 1))
    const half = Math.max(0.6, (Math.max(0, ...stretch) / top) * (height / 2 - 1))
    const x = ((bar + 0.5) * width) / count
    parts.push(`M${x.toFixed(1)} ${(height / 2 - half).toFixed(1)}V${(height / 2 + half).toFixed(1)}`)
  }
  return parts.join('')
}
