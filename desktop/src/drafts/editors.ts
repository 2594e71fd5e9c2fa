/** The open ticket editors by number: one ticket has one editor in this tab, whichever page shows it. */
import type { Routes } from '../api/routes'
import type { Ticket } from '../api/document'
import { TicketEditor } from './editor'
import type { UnsentStore } from './unsent'

export class Editors {
  private readonly open = new Map<string, TicketEditor>()

  constructor(private readonly api: Routes, private readonly unsent: UnsentStore) {}

  /** The editor of this ticket, brought up to date with the ticket just fetched. Never while rendering: it changes state. */
  of(ticket: Ticket): TicketEditor {
    const known = this.open.get(ticket.number)
    if (known) {
      known.refresh(ticket)
      return known
    }
    const editor = new TicketEditor(ticket, this.api, this.unsent)
    this.open.set(ticket.number, editor)
    return editor
  }

  /** The open editor, unchanged: safe to ask while rendering. */
  get(number: string): TicketEditor | null {
    return this.open.get(number) ?? null
  }

  get anyUnsent(): boolean {
    return [...this.open.values()].some((editor) => editor.dirty)
  }

  /** Try to send everything, e.g. when the connection is back or before signing out. True when all is acknowledged. */
  async flushAll(): Promise<boolean> {
    await Promise.all([...this.open.values()].map((editor) => editor.flush()))
    return !this.anyUnsent
  }

  /** Forget the editors (not the unsent words), e.g. when another person signs in. */
  clear(): void {
    this.open.clear()
  }
}
