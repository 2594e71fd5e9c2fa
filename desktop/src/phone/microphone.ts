/** The microphone: asking for it, choosing one, and naming what is wrong with it. Words may not live here, only codes. */

export type MicrophoneProblem = 'insecure' | 'denied' | 'missing' | 'busy' | 'gone' | 'unknown'

/** Which mend a failure of getUserMedia calls for. Pure. */
export function problemOf(error: unknown, secure: boolean): MicrophoneProblem {
  if (!secure) return 'insecure'
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied'
    case 'NotFoundError': return 'missing'
    case 'NotReadableError':
    case 'AbortError':
      return 'busy'
    case 'OverconstrainedError': return 'gone'
    default: return 'unknown'
  }
}

/** The constraints for a call: the chosen device, or the system's own choice. */
export function audioConstraints(device: string | null): MediaStreamConstraints {
  const sound = { echoCancellation: true, noiseSuppression: true, autoGainControl: true }
  return { audio: device ? { ...sound, deviceId: { exact: device } } : sound, video: false }
}

/** A stream of the chosen microphone; of any other when the chosen one was unplugged. Throws what the browser throws. */
export async function openMicrophone(device: string | null): Promise<{ stream: MediaStream; fellBack: boolean }> {
  const media = devices()
  try {
    return { stream: await media.getUserMedia(audioConstraints(device)), fellBack: false }
  } catch (error) {
    if (device && error instanceof DOMException && error.name === 'OverconstrainedError') {
      return { stream: await media.getUserMedia(audioConstraints(null)), fellBack: true }
    }
    throw error
  }
}

/** The microphones by name. Names are empty until the agent has once allowed the microphone. */
export async function listMicrophones(): Promise<MediaDeviceInfo[]> {
  return (await devices().enumerateDevices()).filter((device) => device.kind === 'audioinput' && device.deviceId !== '')
}

function devices(): MediaDevices {
  const media = (navigator as { mediaDevices?: MediaDevices }).mediaDevices
  if (!media) throw new DOMException('no media devices on an insecure page', 'SecurityError')
  return media
}
