/** The addresses of the desk, who may open them, and what happens to focus when the page changes. */
import { nextTick } from 'vue'
import type { RouteRecordRaw } from 'vue-router'
import { createRouter, createWebHistory } from 'vue-router'
import type { Role, Session } from './api/document'
import type { Desk } from './desk/desk'
import { i18n } from './i18n'

declare module 'vue-router' {
  interface RouteMeta {
    /** Message key of the page's title. */
    title: string
    open?: boolean
    roles?: Role[]
  }
}

/** Leaders and handling units work on tickets, not on calls. */
const CALLS: Role[] = ['agent', 'supervisor', 'archivist', 'admin']

const pages: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignIn.vue'), meta: { title: 'signIn.title', open: true } },
  { path: '/', name: 'seat', component: () => import('./pages/SeatPage.vue'), meta: { title: 'seat.title' } },
  { path: '/tickets', name: 'tickets', component: () => import('./pages/TicketsPage.vue'), meta: { title: 'tickets.title' } },
  { path: '/tickets/:number', name: 'ticket', component: () => import('./pages/TicketPage.vue'), props: true, meta: { title: 'ticket.title' } },
  { path: '/calls', name: 'calls', component: () => import('./pages/CallsPage.vue'), meta: { title: 'calls.title', roles: CALLS } },
  { path: '/calls/:id', name: 'call', component: () => import('./pages/CallPage.vue'), props: true, meta: { title: 'calls.detail', roles: CALLS } },
  { path: '/board', name: 'board', component: () => import('./pages/BoardPage.vue'), meta: { title: 'board.title', roles: ['supervisor', 'leader', 'admin'] } },
  { path: '/recordings', name: 'recordings', component: () => import('./pages/RecordingsPage.vue'), meta: { title: 'recordings.title', roles: ['archivist', 'supervisor'] } },
  { path: '/retention', name: 'retention', component: () => import('./pages/RetentionPage.vue'), meta: { title: 'retention.title', roles: ['archivist', 'leader'] } },
  { path: '/settings', name: 'settings', component: () => import('./pages/SettingsPage.vue'), meta: { title: 'settings.title' } },
  { path: '/forbidden', name: 'forbidden', component: () => import('./pages/ForbiddenPage.vue'), meta: { title: 'problem.forbidden.title', open: true } },
  { path: '/:rest(.*)*', name: 'missing', component: () => import('./pages/MissingPage.vue'), meta: { title: 'problem.missing.title', open: true } },
]

/** Where a person begins: at the telephone, else where their work is. */
export function homeOf(session: Session): string {
  if (session.seat) return 'seat'
  return ({ archivist: 'recordings', agent: 'seat', unit: 'tickets', leader: 'tickets' } as Partial<Record<Role, string>>)[session.user.role] ?? 'board'
}

export function allowed(role: Role, roles: Role[] | undefined): boolean {
  return !roles || roles.includes(role)
}

export function createDeskRouter(desk: Desk) {
  const router = createRouter({ history: createWebHistory(), routes: pages })
  router.beforeEach(async (to, from) => {
    if (!desk.state.loaded && !desk.state.session) await desk.load()
    const session = desk.state.session
    if (!session) return to.meta.open || desk.state.trouble ? true : { name: 'sign-in', query: { next: to.fullPath } }
    if (to.name === 'seat' && !session.seat && from.name !== homeOf(session) && homeOf(session) !== 'seat') return { name: homeOf(session) }
    return allowed(session.user.role, to.meta.roles) ? true : { name: 'forbidden' }
  })
  router.afterEach(async (to, from) => {
    await nextTick()
    if (from.matched.length && to.path !== from.path) focusHeading()
  })
  return router
}

export function pageTitle(key: string, values: Record<string, unknown>, desk: Desk): string {
  const t = i18n.global.t as (key: string, values?: Record<string, unknown>) => string
  return `${t(key, values)} · ${t('app.desk', { number: desk.state.site?.number ?? '12385' })}`
}

/** Screen readers go on from the new page's heading, not from where the old page's link was. */
export function focusHeading(attempts = 20): void {
  const heading = document.querySelector<HTMLElement>('main h1')
  if (heading) {
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
    window.scrollTo({ top: 0 })
  } else if (attempts) window.requestAnimationFrame(() => focusHeading(attempts - 1))
}
