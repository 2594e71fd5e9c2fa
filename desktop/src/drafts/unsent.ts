/**
 * What was typed and not yet acknowledged by the server, kept in this tab's session storage (gone with the tab: it is personal data).
 * Keyed by user, so that the next person at this machine never sees it.
 */
import type { Values } from './merge'

export interface Unsent {
  version: number
  base: Values
  values: Values
}

const PREFIX = 'hotline.unsent.'

export class UnsentStore {
  constructor(private readonly storage: Storage, private readonly user: () => string) {}

  keep(ticket: string, unsent: Unsent): void {
    try {
      this.storage.setItem(this.key(ticket), JSON.stringify(unsent))
    } catch {
      // Storage full or forbidden: the copy in memory is still there.
    }
  }

  forget(ticket: string): void {
    this.storage.removeItem(this.key(ticket))
  }

  recall(ticket: string): Unsent | null {
    const text = this.storage.getItem(this.key(ticket))
    if (text === null) return null
    try {
      return JSON.parse(text) as Unsent
    } catch {
      return null
    }
  }

  /** Numbers of this user's tickets with unsent words. */
  tickets(): string[] {
    const mine = this.key('')
    return Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index) ?? '')
      .filter((key) => key.startsWith(mine))
      .map((key) => key.slice(mine.length))
  }

  private key(ticket: string): string {
    return `${PREFIX}${this.user()}.${ticket}`
  }
}
