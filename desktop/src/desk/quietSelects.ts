/**
 * A drop-down list that appears while somebody works must not take the reading position of a screen reader.
 *
 * Chromium tells Linux screen readers of every new `<select>` that its selection changed, and Orca takes that for a move of the
 * focus: it reads the region, the form, the group and the list aloud before anything else, a ringing caller's number too. Chromium
 * keeps silent where what holds the list is hidden from screen readers while it is built. So it is, for a moment, in which Tab
 * passes it by: nobody may come to what is not told to them. A click or the page itself may go there all the same. A dialog is left
 * alone: whoever opened it is taken into it, often to such a list.
 */

/** Longer than Chromium gathers news for screen readers while a page is busy, shorter than anybody's way to the list. */
const MOMENT_MS = 400

export function quietSelects(root: HTMLElement): void {
  new MutationObserver((changes) => {
    const added = changes.flatMap((change) => [...change.addedNodes]).filter((node) => node instanceof Element)
    for (const list of added.flatMap((node) => [...(node.matches('select') ? [node] : []), ...node.querySelectorAll('select')])) hush(list.parentElement)
  }).observe(root, { childList: true, subtree: true })
}

const REACHED_BY_TAB = ['a[href]', 'button', 'input', 'select', 'textarea', 'summary'].map((one) => `${one}:not([tabindex])`).join()

function hush(holder: Element | null): void {
  if (!holder || holder.ariaHidden || holder.contains(document.activeElement) || holder.closest('[role=dialog]')) return
  const reached = [...holder.querySelectorAll(REACHED_BY_TAB)]
  holder.ariaHidden = 'true'
  for (const one of reached) one.setAttribute('tabindex', '-1')
  window.setTimeout(() => {
    holder.ariaHidden = null
    for (const one of reached) one.removeAttribute('tabindex')
  }, MOMENT_MS)
}
