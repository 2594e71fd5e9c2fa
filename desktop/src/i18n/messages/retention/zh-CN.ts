/** What the page about recordings past their retention says. */
export const retentionZh = {
  title: '期满录音与销毁',
  rule: '录音保存 {days} 天。期满的录音不会自动销毁：一人提出清册，另一位档案员或领导核对、批准后才销毁。工单未归档、督办中、暂缓销毁的一律保留。',
  expired: '期满的录音', standing: '是否可销毁', tickets: '所属工单', act: '操作', free: '可以列入清册', onList: '已列入清册 {id}', gone: '已销毁 {at}', waits: '待销毁',
  keptName: { 'ticket-open': '工单未归档', supervised: '督办中', 'on-hold': '暂缓销毁' },
  counts: '期满 {all} 条：可以列入清册 {free} 条，已在待批准的清册上 {listed} 条，须保留 {kept} 条。',
  hold: '暂缓销毁', release: '解除暂缓', held: '该录音已暂缓销毁。', released: '该录音已解除暂缓。', holdReason: '暂缓的理由', releaseReason: '解除的理由', reasonHint: '例如：诉讼证据、信访复查。理由加密保存，并记入审计日志。',
  of: '{what}：{at} 的录音',
  propose: '提出销毁清册', proposeSure: '把可以销毁的 {n} 条录音列入一份清册，交另一人核对。此时不会销毁任何内容。', proposeYes: '列出清册', proposed: '已列出清册 {id}，共 {n} 条，等待另一人批准。', nothing: '现在没有可以列入清册的录音。',
  lists: '销毁清册', noLists: '还没有清册。', list: '清册 {id}', by: '提出', approvedBy: '批准', hash: '校验值', size: '{n} 条', content: '清册内容（{n} 条）', before: '这之前的录音', outcome: '结果',
  state: { proposed: '待另一人批准', done: '已执行', partly: '部分执行' },
  own: '这份清册是您提出的，须由另一位档案员或领导批准。',
  approve: '核对并批准', approveSure: '请先核对清册内容。批准后 {n} 条录音立即销毁，不能恢复；其间被工单、督办或暂缓保留的会自动跳过。批准的是校验值以 {start} 开头的这份清册。', approveYes: '批准并销毁',
  carryOut: '继续执行', carried: '清册 {id}：已销毁 {gone} 条，保留 {kept} 条。',
}
