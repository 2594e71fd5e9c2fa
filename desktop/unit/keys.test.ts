/** The keyboard map. */
import { describe, expect, it } from 'vitest'
import type { Stroke } from '../src/keys/map'
import { ACTIONS, ONE_HANDED, USUAL, actionOf, ariaKey, keyName, readMap, rebind, strokeText } from '../src/keys/map'

const stroke = (code: string, more: Partial<Stroke> = {}): Stroke => ({ code, altKey: false, ctrlKey: false, shiftKey: false, metaKey: false, ...more })

describe.each([['usual', USUAL], ['one-handed', ONE_HANDED]])('the %s keys', (_, map) => {
  it('are all different, and each may be chosen in the settings', () => {
    expect(new Set(Object.values(map)).size).toBe(ACTIONS.length)
    for (const action of ACTIONS) expect(rebind(map, action, map[action]), action).toEqual(map)
  })

  it('use no key of a screen reader', () => {
    for (const key of Object.values(map)) expect(key).not.toMatch(/Insert|CapsLock|Ctrl|Meta|Control/)
  })
})

it('the one-handed keys need one hand: a single key, or Shift with a function key', () => {
  for (const key of Object.values(ONE_HANDED)) expect(key).toMatch(/^(Shift\+)?F\d+$/)
})

it('a key means its action whatever letter the input method makes of it', () => {
  expect(actionOf(USUAL, stroke('KeyA', { altKey: true }))).toBe('answer')
  expect(actionOf(USUAL, stroke('KeyA'))).toBeNull()
  expect(actionOf(USUAL, stroke('KeyA', { altKey: true, ctrlKey: true }))).toBeNull()
})

it('a bare modifier is no stroke', () => {
  expect(strokeText(stroke('AltLeft', { altKey: true }))).toBeNull()
  expect(strokeText(stroke('F7', { shiftKey: true }))).toBe('Shift+F7')
})

it('refuses keys that type text, belong to the browser, or are taken', () => {
  expect(rebind(USUAL, 'answer', 'KeyQ')).toEqual({ why: 'types-text' })
  expect(rebind(USUAL, 'answer', 'F5')).toEqual({ why: 'forbidden' })
  expect(rebind(USUAL, 'answer', 'Ctrl+KeyQ')).toEqual({ why: 'forbidden' })
  expect(rebind(USUAL, 'answer', 'Alt+KeyH')).toEqual({ why: 'taken', by: 'hang-up' })
  expect(rebind(USUAL, 'answer', 'Alt+KeyQ')).toMatchObject({ answer: 'Alt+KeyQ' })
})

it('names keys for people and for screen readers', () => {
  expect(keyName('Alt+KeyA')).toBe('Alt + A')
  expect(ariaKey('Alt+KeyA')).toBe('Alt+A')
})

it('reads a stored map, and falls back to the usual one when it is damaged', () => {
  expect(readMap(JSON.stringify({ answer: 'F2' }))).toEqual({ ...USUAL, answer: 'F2' })
  expect(readMap('{')).toEqual(USUAL)
  expect(readMap(JSON.stringify({ 'answer': 'F2', 'hang-up': 'F2' }))).toEqual(USUAL)
})
