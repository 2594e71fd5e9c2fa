/**
 * One tab of this browser holds the seat. The server tells sessions apart, not tabs of one session; the browser's lock manager does.
 * Where there is no lock manager (an insecure page), every tab believes it is the only one, and the server's word decides.
 */

/** A reloaded page may find its own old lock still held for a moment. */
const RELOAD_MS = 400

export class SeatClaim {
  private release: (() => void) | null = null

  constructor(private readonly onStolen: () => void) {}

  /** True when this tab holds the seat now. `steal` takes it from the tab that has it. */
  async take(seat: string, steal: boolean): Promise<boolean> {
    if (await this.request(seat, steal)) return true
    await new Promise((resolve) => { window.setTimeout(resolve, RELOAD_MS) })
    return this.request(seat, steal)
  }

  private async request(seat: string, steal: boolean): Promise<boolean> {
    if (this.release) return true
    const locks = (navigator as { locks?: LockManager }).locks
    if (!locks) return true
    return new Promise<boolean>((decided) => {
      const options: LockOptions = steal ? { steal: true } : { ifAvailable: true }
      locks
        .request(`hotline-seat-${seat}`, options, (lock) => {
          if (!lock) {
            decided(false)
            return undefined
          }
          const held = new Promise<void>((resolve) => { this.release = resolve })
          decided(true)
          return held
        })
        .catch(() => {
          this.release = null
          this.onStolen()
        })
    })
  }

  drop(): void {
    this.release?.()
    this.release = null
  }
}
