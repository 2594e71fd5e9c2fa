/** What the ticket page says about a ticket's life: moves, limits, files, links, people. */
export const lifeZh = {
  colon: '：',
  article: '第{n}条{rest}',
  system: '系统',
  whoAs: '{who}（{role}）',
  forCaller: '来电人提出，{who} 代为记录',
  actor: { caller: '来电人', agent: '话务员', 'city-seat': '市级座席', unit: '承办单位', supervisor: '督导', leader: '分管领导', archivist: '档案员', admin: '管理员', system: '系统' },
  span: { daysHours: '{d} 天 {h} 小时', days: '{d} 天', hoursMinutes: '{h} 小时 {m} 分', hours: '{h} 小时', minutes: '{m} 分钟' },
  due: { left: '还剩 {length}', over: '已逾期 {length}', workdays: '还剩 {n} 个工作日' },
  clock: {
    title: '时限', none: '没有正在计算的时限。', how: '怎样算出来的', due: '截止 {time}', extended: '已延期 {n} 次', atOnce: '应立即办理', suspended: '时限中止，另有期限',
    lapsed: '没有在期限内申请，不能再退件', stoppedInTime: '已按时完成', stoppedLate: '已完成，但超过了时限', provisional: '其中有尚未公布放假安排的年份，此日期为推算，公布后会重新计算。',
    counted: '计入的 {n} 天', skipped: '不计的 {n} 天', said: '{name}，{words}',
    state: { running: '进行中', warned: '临近到期', overdue: '已逾期', suspended: '中止', stopped: '已完成', lapsed: '已过期限', late: '逾期完成' },
    unit: { WD: '{n} 个工作日', hours: '{n} 小时', minutes: '{n} 分钟', 'at-once': '立即' },
  },
  move: {
    lead: '承办单位', beside: '协办单位', supervised: '督办中',
    title: '办理', as: '以何身份', possible: '现在可以做的', none: '以您现在的身份，此时没有可以做的。', doIt: '现在去做', duties: '还应履行', asked: '等待决定的申请', asCaller: '您正在代来电人记录。经办人是您，提出的是来电人，经过中会同时写明。',
    suggested: '可能应当督办', certain: '系统将自动督办',
    barred: '现在不能做的（{n} 项）及原因', confirm: '确认：{move}', working: '正在提交……', done: '已完成：{move}', nothingNeeded: '不需要填写其他内容。', advice: '请告知来电人：', allOf: '须全部具备', unitElsewhere: '该单位属于{office}，工单将随之转往该机构。', unitNotThere: '该单位的账号属于{office}，在现在的机构收不到这张工单。', unknownUnit: '该单位没有登录账号：工单不会出现在任何承办单位的收件列表中。',
    conflict: '工单刚被别人改动过，已更新为最新内容。您填写的还在，请核对后再次提交。', unreachable: '没有收到服务器的答复。请再次提交；同一次提交不会重复办理。', unsentFirst: '工单内容还没有保存成功，请先处理表单中的问题。',
  },
  step: { title: '经过', begun: '建立工单', changed: '修改：{fields}' },
  link: {
    title: '关联工单', none: '没有关联的工单。', why: '依据', score: '相似度 {score}，界限 {bound}', count: '已 {count} 次，规定 {threshold} 次', phrases: '共同的词句', sameMatter: '同一事项', join: '并入 {number}',
    split: '拆分出另一件事', splitSure: '一事一单：为同一来电人的另一件事建立新工单？', splitYes: '建立新工单', splitDone: '已建立新工单 {number}',
    kind: { 'split-from': '拆分自', 'split-from-by': '由此拆出', 'joined-into': '并入', 'joined-into-by': '并入本单的', 'repeats-one-person': '同一人重复反映', 'repeats-one-person-by': '同一人重复反映', 'repeats-many-persons': '多人反映同一事项', 'repeats-many-persons-by': '多人反映同一事项' },
  },
  file: {
    title: '附件', none: '还没有附件。', open: '下载', add: '添加附件', hint: 'PDF、图片、Word（docx）或 Excel（xlsx），每个不超过 {most}。每次打开都会记入审计日志。', sending: '正在上传 {name}', sent: '{name} 已添加。',
    stopped: '已停止上传 {name}。', tooLarge: '{name} 有 {size}，超过了 {most}。请压缩或分开后再上传。', badKind: '{name} 不能添加：内容不是 PDF、图片、docx 或 xlsx。请另存为这些格式后再上传。', unreachable: '{name} 没有传完：连接中断。请再试一次。',
  },
  person: { title: '来电人', nothing: '没有登记个人信息。', history: '此人的其他工单', noHistory: '没有其他工单。', same: '可能是同一人', merge: '合并到此人', mergeSure: '合并后两份记录成为一份，不能撤销。', mergeYes: '确认合并', merged: '两份记录已合并。' },
  look: {
    ask: '查看个人信息', reason: '查看的理由', hint: '理由会记入审计日志。查看后 15 分钟内有效。', submit: '查看', needed: '请写明理由，至少 {n} 个字', opened: '个人信息已打开，15 分钟内有效', openNow: '个人信息已按您的理由打开，15 分钟后自动隐去。',
    masked: '个人信息已隐去。需要时请说明理由。', duringCall: '通话和整理期间，本次来电人的信息直接显示，便于记录。', veiled: '已隐去，说明理由后可以查看和修改', callAsk: '查看完整号码',
    usual: { goOn: '继续填写本次来电的工单', callBack: '回电联系来电人', identity: '核对来电人身份', handling: '办理此事需要' },
  },
  withheld: { ask: '来电人不愿提供', reason: '未提供的原因', usual: '来电人不愿提供' },
}
