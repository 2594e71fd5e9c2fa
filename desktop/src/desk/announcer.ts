/** What screen readers are told: one polite and one assertive live region, always in the page. Wording may not live here. */
import { reactive } from 'vue'

/** One sentence said. Two at the same moment are two lines: neither takes the other's place before it was heard. */
export interface Line {
  id: number
  text: string
}

export interface Announcer {
  readonly polite: readonly Line[]
  readonly assertive: readonly Line[]
  say: (text: string, urgent?: boolean) => void
}

/** Lines that stay in a region: enough for what one event may say at once. */
const KEPT = 3

export function createAnnouncer(): Announcer {
  let last = 0
  const announcer = reactive({
    polite: [] as Line[],
    assertive: [] as Line[],
    say(text: string, urgent = false) {
      const region = urgent ? 'assertive' : 'polite'
      announcer[region] = [...announcer[region], { id: ++last, text }].slice(-KEPT)
    },
  })
  return announcer
}
