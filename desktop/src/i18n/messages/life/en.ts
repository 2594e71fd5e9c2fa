/** The same in English: complete. */
import type { Messages } from '../zh-CN'

export const lifeEn: Messages['life'] = {
  colon: ': ',
  article: 'art. {n}{rest}',
  system: 'System',
  whoAs: '{who} ({role})',
  forCaller: 'said by the caller, written down by {who}',
  actor: { caller: 'Caller', agent: 'Agent', 'city-seat': 'City seat', unit: 'Handling unit', supervisor: 'Supervisor', leader: 'Leader', archivist: 'Archivist', admin: 'Administrator', system: 'System' },
  span: { daysHours: '{d} d {h} h', days: '{d} d', hoursMinutes: '{h} h {m} min', hours: '{h} h', minutes: '{m} min' },
  due: { left: '{length} left', over: '{length} overdue', workdays: '{n} working days left' },
  clock: {
    title: 'Time limits', none: 'No time limit is running.', how: 'How it was counted', due: 'due {time}', extended: 'extended {n} times', atOnce: 'To be done at once', suspended: 'Stands still; another limit holds',
    lapsed: 'Not used in time: it can no longer be returned', stoppedInTime: 'Done in time', stoppedLate: 'Done, but late', provisional: 'It runs into a year whose holidays are not published yet: this date is computed and will be counted anew.',
    counted: '{n} days counted', skipped: '{n} days not counted', said: '{name}, {words}',
    state: { running: 'Running', warned: 'Due soon', overdue: 'Overdue', suspended: 'Standing still', stopped: 'Done', lapsed: 'Lapsed', late: 'Done late' },
    unit: { WD: '{n} working days', hours: '{n} hours', minutes: '{n} minutes', 'at-once': 'at once' },
  },
  move: {
    lead: 'Handling unit', beside: 'Beside it', supervised: 'Supervised',
    title: 'Next steps', as: 'Acting as', possible: 'What can be done now', none: 'In your role nothing can be done now.', doIt: 'Do it now', duties: 'Still owed', asked: 'Requests that wait for a decision', asCaller: 'You are writing down what the caller said. The timeline names both of you.',
    suggested: 'May have to be supervised', certain: 'opens by itself',
    barred: 'Not possible now ({n}), and why', confirm: 'Confirm: {move}', working: 'Sending…', done: 'Done: {move}', nothingNeeded: 'Nothing else to fill in.', advice: 'Tell the caller:', allOf: 'all needed', unitElsewhere: 'This unit belongs to {office}: the ticket goes to that office with it.', unitNotThere: 'This unit signs in at {office}: it does not find the ticket at the present office.', unknownUnit: 'Nobody signs in for this unit: the ticket will be in no unit’s list.',
    conflict: 'Somebody has just changed the ticket; the newest state is shown. What you wrote is still here: check it and send again.', unreachable: 'The server did not answer. Send again; the same wish is never done twice.', unsentFirst: 'The ticket is not saved yet; first settle what the form says.',
  },
  step: { title: 'What happened', begun: 'Ticket begun', changed: 'Changed: {fields}' },
  link: {
    title: 'Linked tickets', none: 'No linked tickets.', why: 'Evidence', score: 'Likeness {score}, bound {bound}', count: '{count} times, the rule says {threshold}', phrases: 'Shared phrases', sameMatter: 'the same matter', join: 'Join into {number}',
    split: 'Split off another matter', splitSure: 'One matter, one ticket: begin a new ticket for another matter of this caller?', splitYes: 'Begin a new ticket', splitDone: 'Ticket {number} was begun',
    kind: { 'split-from': 'Split from', 'split-from-by': 'Split off', 'joined-into': 'Joined into', 'joined-into-by': 'Joined into this one', 'repeats-one-person': 'Same person again', 'repeats-one-person-by': 'Same person again', 'repeats-many-persons': 'Many persons, one matter', 'repeats-many-persons-by': 'Many persons, one matter' },
  },
  file: {
    title: 'Files', none: 'No files yet.', open: 'download', add: 'Add a file', hint: 'PDF, picture, Word (docx) or Excel (xlsx), at most {most} each. Each opening is written to the audit log.', sending: 'Uploading {name}', sent: '{name} was added.',
    stopped: 'The upload of {name} was stopped.', tooLarge: '{name} has {size}, more than {most}. Make it smaller or split it.', badKind: '{name} cannot be added: its content is no PDF, picture, docx or xlsx. Save it as one of these.', unreachable: '{name} did not arrive: the connection broke. Try again.',
  },
  person: { title: 'Caller', nothing: 'Nothing is known of this person.', history: 'Other tickets of this person', noHistory: 'No other tickets.', same: 'Perhaps the same person', merge: 'Merge into this person', mergeSure: 'The two records become one; this cannot be undone.', mergeYes: 'Yes, merge', merged: 'The two records are one now.' },
  look: {
    ask: 'See personal data', reason: 'Why you must see it', hint: 'The reason goes into the audit log. What you open stays open for 15 minutes.', submit: 'Open', needed: 'Give a reason of at least {n} characters', opened: 'Personal data is open for 15 minutes', openNow: 'Open for the reason you gave; masked again after 15 minutes.',
    masked: 'Personal data is masked. Give a reason when you need it.', duringCall: 'During the call and its wrap-up this caller’s data is open, so that it can be written down.', veiled: 'Masked; give a reason to see and change it', callAsk: 'See the whole number',
    usual: { goOn: 'Finish writing the ticket of this call', callBack: 'Call the caller back', identity: 'Check who the caller is', handling: 'Needed to handle the matter' },
  },
  withheld: { ask: 'The caller does not say', reason: 'Why it is not given', usual: 'The caller does not want to say' },
}
