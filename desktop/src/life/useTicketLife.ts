/** All that stands around a ticket's form: standing, clocks, steps, links, files, person. Fetched together, asked again after each move. */
import { computed, ref, watch } from 'vue'
import { ApiError } from '../api/client'
import { useDesk } from '../desk/desk'
import { useLoad } from '../desk/useLoad'
import type { TicketEditor } from '../drafts/editor'

/** A person of another office, seen here by one's own call only: the ticket's masked words must do. */
function elsewhere(error: unknown): null {
  if (error instanceof ApiError && error.status === 404) return null
  throw error
}

export function useTicketLife(editor: () => TicketEditor) {
  const desk = useDesk()
  const number = computed(() => editor().state.ticket.number)
  /** As whom the moves are made; null: as oneself. */
  const actingAs = ref<string | null>(null)
  const standing = useLoad(() => desk.api.standing(number.value, actingAs.value))
  const clocks = useLoad(() => desk.api.clocks(number.value))
  const steps = useLoad(() => desk.api.steps(number.value))
  const calls = useLoad(() => desk.api.callsOf(number.value))
  const links = useLoad(() => desk.api.links(number.value))
  const files = useLoad(() => desk.api.attachments(number.value))
  /** Administrators run the system and see nobody's record. */
  const seesPeople = computed(() => desk.state.session?.user.role !== 'admin')
  const person = useLoad(async () => {
    const id = seesPeople.value ? editor().state.ticket.person : null
    return id ? await desk.api.person(id).catch(elsewhere) : null
  })
  const parts = [standing, clocks, steps, calls, links, files, person]

  const reload = async (): Promise<void> => {
    await Promise.all(parts.map((part) => part.load()))
  }
  watch(number, () => {
    actingAs.value = null
    void reload()
  }, { immediate: true })
  watch(actingAs, () => void standing.load())
  watch(() => editor().state.ticket.opened, () => {
    void person.load()
    void steps.load()
  })
  const actAs = (actor: string): void => { actingAs.value = actor }
  return { number, actAs, actingAs, standing, clocks, steps, calls, links, files, person, seesPeople, reload }
}

export type TicketLife = ReturnType<typeof useTicketLife>
