/** What is wrong with a microphone, and shapes of sound. */
import { expect, it } from 'vitest'
import { lanePath, soundShare } from '../src/parts/peaks'
import { problemOf } from '../src/phone/microphone'

const failure = (name: string): DOMException => new DOMException('', name)

it('names the mend for each failure of the browser', () => {
  expect(problemOf(failure('NotAllowedError'), true)).toBe('denied')
  expect(problemOf(failure('NotFoundError'), true)).toBe('missing')
  expect(problemOf(failure('NotReadableError'), true)).toBe('busy')
  expect(problemOf(failure('OverconstrainedError'), true)).toBe('gone')
  expect(problemOf(failure('NotAllowedError'), false)).toBe('insecure')
  expect(problemOf('nonsense', true)).toBe('unknown')
})

it('knows how much of a channel is sound', () => {
  expect(soundShare([0, 0, 1, 1])).toBe(50)
  expect(soundShare([])).toBe(0)
  expect(soundShare([0, 0])).toBe(0)
})

it('draws no more bars than there are peaks', () => {
  expect(lanePath([0.5, 1], 100, 40).match(/M/g)).toHaveLength(2)
  expect(lanePath(Array.from({ length: 5000 }, () => 0.5), 100, 40, 100).match(/M/g)).toHaveLength(100)
  expect(lanePath([], 100, 40)).toBe('')
})
