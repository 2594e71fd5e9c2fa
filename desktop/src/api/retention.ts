/** The records about recordings past their retention, as docs/design.md names them. Types only: no code may live here. */

export type Kept = 'ticket-open' | 'supervised' | 'on-hold'

export interface OldRecording {
  id: string
  office: string | null
  kind: 'call' | 'message'
  started_at: string
  seconds: number
  tickets: string[]
  /** What keeps it all the same; empty: it may be listed. */
  kept: Kept[]
  /** The list that it stands on and that waits for approval: it goes on no other. */
  listed: string | null
}

export interface OldRecordings {
  retention_days: number
  items: OldRecording[]
}

export interface DestructionItem {
  recording: string
  office: string | null
  started_at: string
  seconds: number
  destroyed_at: string | null
  kept: Kept[]
}

export interface DestructionList {
  id: string
  hash: string
  retention_days: number
  before: string
  proposed_by: string
  proposed_by_name: string
  proposed_at: string
  approved_by: string | null
  approved_by_name: string | null
  approved_at: string | null
  /** Whether I proposed it: then somebody else has to approve it. */
  mine: boolean
  items: DestructionItem[]
}
