/** The same in Korean: complete. */
import type { Messages } from '../zh-CN'

export const retentionKo: Messages['retention'] = {
  title: '기한이 지난 녹음과 폐기',
  rule: '녹음은 {days}일 동안 보존합니다. 기한이 지나도 저절로 폐기되지 않습니다. 한 사람이 목록을 제출하고 다른 기록 관리자나 지도자가 대조하여 승인한 뒤에만 폐기합니다. 민원서가 보관되지 않았거나 감독 중이거나 폐기가 보류된 녹음은 모두 남깁니다.',
  expired: '기한이 지난 녹음', standing: '폐기 가능 여부', tickets: '해당 민원서', act: '작업', free: '목록에 넣을 수 있음', onList: '목록 {id}에 있음', gone: '{at} 폐기됨', waits: '폐기 대기',
  keptName: { 'ticket-open': '민원서 미보관', supervised: '감독 중', 'on-hold': '폐기 보류' },
  counts: '기한이 지난 녹음 {all}건: 목록에 넣을 수 있는 것 {free}건, 승인을 기다리는 목록에 있는 것 {listed}건, 남겨야 할 것 {kept}건.',
  hold: '폐기 보류', release: '보류 해제', held: '이 녹음의 폐기를 보류했습니다.', released: '이 녹음의 보류를 해제했습니다.', holdReason: '보류 사유', releaseReason: '해제 사유', reasonHint: '예: 소송 증거, 신방 재심사. 사유는 암호화하여 보관하고 감사 기록에 남깁니다.',
  of: '{what}: {at} 녹음',
  propose: '폐기 목록 제출', proposeSure: '폐기할 수 있는 녹음 {n}건을 목록으로 만들어 다른 사람이 대조하게 합니다. 지금은 아무것도 폐기되지 않습니다.', proposeYes: '목록 만들기', proposed: '목록 {id}을(를) 만들었습니다. 모두 {n}건이며 다른 사람의 승인을 기다립니다.', nothing: '지금 목록에 넣을 수 있는 녹음이 없습니다.',
  lists: '폐기 목록', noLists: '아직 목록이 없습니다.', list: '목록 {id}', by: '제출', approvedBy: '승인', hash: '확인 값', size: '{n}건', content: '목록 내용 ({n}건)', before: '이 시각 이전의 녹음', outcome: '결과',
  state: { proposed: '다른 사람의 승인 대기', done: '실행 완료', partly: '일부 실행' },
  own: '본인이 제출한 목록입니다. 다른 기록 관리자나 지도자가 승인해야 합니다.',
  approve: '대조하고 승인', approveSure: '먼저 목록 내용을 대조하십시오. 승인하면 녹음 {n}건이 바로 폐기되며 되돌릴 수 없습니다. 그사이 민원서, 감독 또는 보류로 남게 된 것은 건너뜁니다. 승인하는 것은 확인 값이 {start}(으)로 시작하는 이 목록입니다.', approveYes: '승인하고 폐기',
  carryOut: '이어서 실행', carried: '목록 {id}: {gone}건 폐기, {kept}건 보존.',
}
