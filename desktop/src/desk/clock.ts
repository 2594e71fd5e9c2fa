/** A reactive present that ticks once a second, for counters that people read. Decisions take times as arguments instead. */
import { ref } from 'vue'

export const nowMs = ref(Date.now())
window.setInterval(() => { nowMs.value = Date.now() }, 1000)

/** Whole seconds from `fromMs` until now, never negative. */
export const secondsSince = (fromMs: number): number => Math.max(0, Math.floor((nowMs.value - fromMs) / 1000))
