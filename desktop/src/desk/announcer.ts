/** What screen readers are told: one polite and one assertive live region, always in the page. Wording may not live here. */
import { reactive } from 'vue'

export interface Announcer {
  readonly polite: string
  readonly assertive: string
  say: (text: string, urgent?: boolean) => void
}

/** A zero-width mark makes the same sentence twice in a row be read twice. */
const MARK = '\u200b'

export function createAnnouncer(): Announcer {
  const announcer = reactive({
    polite: '',
    assertive: '',
    say(text: string, urgent = false) {
      const region = urgent ? 'assertive' : 'polite'
      announcer[region] = announcer[region] === text ? text + MARK : text
    },
  })
  return announcer
}
