/** The same in English. */
import type { Messages } from '../zh-CN'

export const retentionEn: Messages['retention'] = {
  title: 'Expired recordings',
  rule: 'Recordings are kept for {days} days. Nothing is destroyed by itself: one person proposes a list, another archivist or leader checks and approves it. What belongs to a ticket that is not archived, is supervised or on hold is kept.',
  expired: 'Past their retention', standing: 'May it go', tickets: 'Tickets', act: 'Action', free: 'May be listed', onList: 'On list {id}', gone: 'Destroyed {at}', waits: 'To be destroyed',
  keptName: { 'ticket-open': 'ticket not archived', supervised: 'supervised', 'on-hold': 'on hold' },
  counts: '{all} past their retention: {free} may be listed, {listed} stand on a list that waits for approval, {kept} are kept.',
  hold: 'Hold', release: 'Let go', held: 'The recording is on hold.', released: 'The recording is no longer on hold.', holdReason: 'Why it must be kept', releaseReason: 'Why it may go', reasonHint: 'For example: evidence in court, a petition reviewed. Kept sealed, and written to the audit log.',
  of: '{what}: recording of {at}',
  propose: 'Propose a list', proposeSure: 'Put the {n} recordings that may go on a list for somebody else to check. Nothing is destroyed by this.', proposeYes: 'Make the list', proposed: 'List {id} with {n} recordings waits for somebody else\'s approval.', nothing: 'No recording may be listed now.',
  lists: 'Lists of recordings to destroy', noLists: 'No list yet.', list: 'List {id}', by: 'Proposed', approvedBy: 'Approved', hash: 'Hash', size: '{n} recordings', content: 'What stands on it ({n})', before: 'Recordings from before', outcome: 'Outcome',
  state: { proposed: 'waits for approval', done: 'carried out', partly: 'carried out in part' },
  own: 'You proposed this list. Another archivist or leader has to approve it.',
  approve: 'Check and approve', approveSure: 'Read the list first. Once approved, {n} recordings are destroyed now and for ever; what a ticket, a supervision or a hold keeps meanwhile is passed over. You approve the list whose hash begins with {start}.', approveYes: 'Approve and destroy',
  carryOut: 'Go on', carried: 'List {id}: {gone} destroyed, {kept} kept.',
}
