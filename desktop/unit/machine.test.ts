/** The softphone's states: situations in order. */
import { expect, it } from 'vitest'
import type { Command, Phone, PhoneEvent } from '../src/phone/machine'
import { silent, step } from '../src/phone/machine'

function run(...events: PhoneEvent[]): { phone: Phone; commands: Command[] } {
  let phone = silent
  const commands: Command[] = []
  for (const event of events) {
    const [next, more] = step(phone, event)
    phone = next
    commands.push(...more)
  }
  return { phone, commands }
}

const start: PhoneEvent[] = [{ type: 'start' }, { type: 'connected' }, { type: 'registered' }]

it('registers, rings, is answered, talks, and is silent again', () => {
  expect(run(...start).phone.line).toBe('registered')
  expect(run(...start, { type: 'invited' }).phone.phase).toBe('ringing')
  expect(run(...start, { type: 'invited' }, { type: 'answer' })).toMatchObject({ phone: { phase: 'answering' }, commands: ['answer'] })
  const talk: PhoneEvent[] = [...start, { type: 'invited' }, { type: 'answer' }, { type: 'accepted' }]
  expect(run(...talk).phone.phase).toBe('talking')
  expect(run(...talk, { type: 'over', problem: null }).phone).toMatchObject({ phase: 'none', line: 'registered', muted: false })
})

it('answers as soon as it rings when the key came before the telephone did', () => {
  const { phone, commands } = run(...start, { type: 'answer' }, { type: 'invited' })
  expect(phone.phase).toBe('answering')
  expect(commands).toEqual(['wait-for-invite', 'answer'])
})

it('says so when the telephone never rang after the answer key', () => {
  expect(run(...start, { type: 'answer' }, { type: 'answer-forgotten' }).phone).toMatchObject({ answerWanted: false, problem: 'no-invite' })
})

it('answers once, however often the key is pressed', () => {
  expect(run(...start, { type: 'invited' }, { type: 'answer' }, { type: 'answer' }).commands).toEqual(['answer'])
})

it('refuses a second call while one goes on', () => {
  const { phone, commands } = run(...start, { type: 'invited' }, { type: 'answer' }, { type: 'accepted' }, { type: 'invited' })
  expect(phone.phase).toBe('talking')
  expect(commands.at(-1)).toBe('refuse-second')
})

it('mutes and unmutes in a call only, and forgets it at the end', () => {
  expect(run(...start, { type: 'toggle-mute' })).toMatchObject({ phone: { muted: false }, commands: [] })
  const talk: PhoneEvent[] = [...start, { type: 'invited' }, { type: 'answer' }, { type: 'accepted' }, { type: 'toggle-mute' }]
  expect(run(...talk)).toMatchObject({ phone: { muted: true }, commands: ['answer', 'mute'] })
  expect(run(...talk, { type: 'toggle-mute' }).commands.at(-1)).toBe('unmute')
  expect(run(...talk, { type: 'over', problem: null }).phone.muted).toBe(false)
})

it('keeps a call through a lost registration', () => {
  const talk: PhoneEvent[] = [...start, { type: 'invited' }, { type: 'answer' }, { type: 'accepted' }]
  expect(run(...talk, { type: 'disconnected' }).phone).toMatchObject({ line: 'retrying', phase: 'talking' })
  expect(run(...talk, { type: 'disconnected' }, { type: 'registered' }).phone).toMatchObject({ line: 'registered', phase: 'talking' })
})

it('tells a refused registration from a lost one, and clears the problem when it works again', () => {
  const refused = run(...start, { type: 'unregistered', refused: true, cause: 'Rejected' })
  expect(refused.phone).toMatchObject({ line: 'refused', problem: 'refused' })
  expect(run(...start, { type: 'unregistered', refused: true, cause: '' }, { type: 'registered' }).phone.problem).toBeNull()
  expect(run(...start, { type: 'unregistered', refused: false, cause: '' }).phone).toMatchObject({ line: 'retrying', problem: null })
})

it('ends the call when it is stopped, and ignores what comes after', () => {
  const stopped = run(...start, { type: 'invited' }, { type: 'stop' })
  expect(stopped).toMatchObject({ phone: silent, commands: ['terminate'] })
  expect(run(...start, { type: 'stop' }, { type: 'disconnected' }).phone.line).toBe('off')
})
