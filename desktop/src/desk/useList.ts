/** A list that grows page by page (`next` cursor), fetched when the page opens and asked again when its filters are sent. */
import { computed, onMounted, ref, shallowRef } from 'vue'
import type { Page } from '../api/types'
import { useLoad } from './useLoad'

export function useList<T>(ask: (cursor: string | null) => Promise<Page<T>>) {
  const items = shallowRef<T[]>([])
  const next = ref<string | null>(null)
  const first = useLoad(async () => {
    const page = await ask(null)
    items.value = page.items
    next.value = page.next
    return page
  })
  const rest = useLoad(async () => {
    const page = await ask(next.value)
    items.value = [...items.value, ...page.items]
    next.value = page.next
    return page
  })
  const list = computed(() => ({ error: first.error.value, loading: first.loading.value || rest.loading.value, count: items.value.length, more: next.value !== null }))
  onMounted(first.load)
  return { items, list, load: first.load, more: rest.load }
}
