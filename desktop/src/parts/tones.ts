/** Which shape and colour repeats which state. */

export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'calm'

const SEAT: Record<string, Tone> = { ready: 'good', ringing: 'busy', talking: 'busy', 'wrap-up': 'calm', paused: 'warn', offline: 'bad' }
const LINE: Record<string, Tone> = { registered: 'good', connecting: 'calm', retrying: 'warn', refused: 'bad', off: 'bad' }
const TICKET: Record<string, Tone> = { draft: 'warn', open: 'busy', concluded: 'good', archived: 'calm', refused: 'bad', void: 'calm', answered: 'good', accepted: 'busy', transferred: 'busy', signed: 'busy', contacted: 'busy', handling: 'busy', replied: 'good', visited: 'good', returned: 'warn', 'return-asked': 'warn' }
const CALL: Record<string, Tone> = { flow: 'calm', queued: 'warn', ringing: 'busy', talking: 'busy', ended: 'calm', answered: 'good', abandoned: 'bad', failed: 'bad', message: 'warn', callback: 'warn', 'told-closed': 'calm', dialing: 'busy', busy: 'warn', 'no-answer': 'warn', rejected: 'warn', cancelled: 'calm', 'left-early': 'warn', 'seat-no-answer': 'warn' }
const RECORDING: Record<string, Tone> = { ready: 'good', salvaged: 'warn', missing: 'bad', destroyed: 'calm' }

export const tones = { seat: SEAT, line: LINE, ticket: TICKET, call: CALL, recording: RECORDING }

export const toneOf = (table: keyof typeof tones, state: string): Tone => tones[table][state] ?? 'calm'
