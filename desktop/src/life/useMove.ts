/** Making a move: unsent words first, one idempotency key for one wish, and every refusal in words. */
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Offer } from '../api/document'
import { ApiError, Unreachable } from '../api/client'
import { useDesk } from '../desk/desk'
import type { TicketEditor } from '../drafts/editor'
import { nameIn } from '../i18n/format'
import type { TicketLife } from './useTicketLife'

/** 128 random bits; `crypto.randomUUID` is missing on pages without https. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function useMove(editor: () => TicketEditor, life: TicketLife) {
  const desk = useDesk()
  const { t, locale } = useI18n()
  const busy = ref(false)
  /** Why the move was not made; the place is a need's name or null. */
  const refusal = ref<{ text: string; place: string | null } | null>(null)
  let key = newKey()
  let wished = ''

  async function make(offer: Offer, note: Record<string, string>): Promise<boolean> {
    busy.value = true
    refusal.value = null
    try {
      await editor().flush()
      if (editor().dirty) return refuse(t('life.move.unsentFirst'), null)
      const version = editor().state.ticket.version
      const wish = { version, move: offer.move, as: life.standing.value.value?.role ?? '', note }
      if (JSON.stringify(wish) !== wished) key = newKey() // the same wish after a lost answer keeps its key: it is done once
      wished = JSON.stringify(wish)
      editor().refresh(await desk.api.move(editor().state.ticket.number, wish, key))
      await life.reload()
      desk.announcer.say(t('life.move.done', { move: nameIn(offer.label, locale.value) }))
      return true
    } catch (error) {
      return await failed(error)
    } finally {
      busy.value = false
    }
  }

  async function failed(error: unknown): Promise<false> {
    if (error instanceof Unreachable) return refuse(t('life.move.unreachable'), null)
    if (!(error instanceof ApiError)) throw error
    if (error.body.ticket) {
      editor().refresh(error.body.ticket)
      await life.reload()
      return refuse(t('life.move.conflict'), null)
    }
    if (error.status === 409) await life.reload()
    const place = error.place?.startsWith('note.') ? error.place.slice('note.'.length) : null
    return refuse([error.message, error.mend].filter(Boolean).join(' '), place)
  }

  function refuse(text: string, place: string | null): false {
    refusal.value = { text, place }
    desk.announcer.say(text, true)
    return false
  }

  return { busy, refusal, make }
}
