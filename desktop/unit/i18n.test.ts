/** The three languages say the same things. */
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { messages } from '../src/i18n'
import { choicesOf, fieldLabel } from '../src/i18n/terms'
import { ACTIONS } from '../src/keys/map'

type Tree = { [key: string]: string | Tree }

function leaves(tree: Tree, path = ''): Map<string, string> {
  return new Map(Object.entries(tree).flatMap(([key, value]) =>
    (typeof value === 'string' ? [[path + key, value] as [string, string]] : [...leaves(value, `${path}${key}.`)])))
}

const languages = Object.fromEntries(Object.entries(messages).map(([language, tree]) => [language, leaves(tree as unknown as Tree)]))
const chinese = languages['zh-CN'] ?? new Map<string, string>()
const slots = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((slot) => slot[1] ?? '').sort()

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(vue|ts)$/.test(name) && !name.includes('messages'))
    .map((name) => readFileSync(`${folder}/${name}`, 'utf8'))
}

describe.each(['ko', 'en'])('the %s messages', (language) => {
  const other = languages[language] ?? new Map<string, string>()

  it('have exactly the keys of the Chinese ones', () => {
    expect([...other.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  it('have the same places for values, and no empty text', () => {
    for (const [key, text] of other) {
      expect(text.trim(), key).not.toBe('')
      expect(slots(text), key).toEqual(slots(chinese.get(key) ?? ''))
    }
  })
})

it('no message holds a character that vue-i18n would read as syntax', () => {
  for (const tree of Object.values(languages)) for (const [key, text] of tree) expect(text, key).not.toMatch(/[@|]/)
})

it('every key that the pages name outright exists', () => {
  const named = sources('src').flatMap((source) => [...source.matchAll(/\bt\('([\w.-]+)'/g)].map((found) => found[1] ?? ''))
  expect(named.length).toBeGreaterThan(150)
  expect(named.filter((key) => !chinese.has(key))).toEqual([])
})

it('every action has a name', () => {
  for (const action of ACTIONS) expect(chinese.has(`action.${action}`), action).toBe(true)
})

it('a field speaks the regulation\'s words first, then ours for a well-known id, then Chinese', () => {
  const korean = languages['ko'] ?? new Map<string, string>()
  const words = { t: (key: string) => korean.get(key) ?? key, te: (key: string) => korean.has(key), language: 'ko' }
  const field = { id: 'caller.name', label: { zh: '来电市民' }, kind: 'choice' as const, required: true, options: [{ id: '男', label: { zh: '男' } }, { id: 'x', label: { zh: '某' } }] }
  expect(fieldLabel({ ...field, label: { zh: '姓名', ko: '성명' } }, words)).toBe('성명')
  expect(fieldLabel(field, words)).toBe('이름')
  expect(fieldLabel({ ...field, id: 'extra.unknown' }, words)).toBe('来电市民')
  expect(fieldLabel(field, { ...words, language: 'zh-CN' })).toBe('来电市民')
  expect(choicesOf(field, words)).toEqual([{ id: '男', label: '남' }, { id: 'x', label: '某' }])
})
