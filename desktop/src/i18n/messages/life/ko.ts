/** The same in Korean, as it is written in Yanbian's offices: complete. */
import type { Messages } from '../zh-CN'

export const lifeKo: Messages['life'] = {
  colon: ': ',
  article: '제{n}조{rest}',
  system: '시스템',
  whoAs: '{who}({role})',
  forCaller: '발신자의 뜻을 {who} 님이 대신 기록',
  actor: { caller: '발신자', agent: '상담원', 'city-seat': '시급 상담원', unit: '처리 기관', supervisor: '감독', leader: '담당 책임자', archivist: '기록 관리원', admin: '관리자', system: '시스템' },
  span: { daysHours: '{d}일 {h}시간', days: '{d}일', hoursMinutes: '{h}시간 {m}분', hours: '{h}시간', minutes: '{m}분' },
  due: { left: '{length} 남음', over: '{length} 지남', workdays: '근무일 {n}일 남음' },
  clock: {
    title: '기한', none: '계산 중인 기한이 없습니다.', how: '어떻게 계산했는지', due: '마감 {time}', extended: '{n}회 연장', atOnce: '바로 처리해야 함', suspended: '기한 정지, 별도 기한 적용',
    lapsed: '기한 안에 신청하지 않아 더는 반려할 수 없음', stoppedInTime: '기한 안에 완료', stoppedLate: '완료했으나 기한을 넘김', provisional: '휴가 배치가 아직 공포되지 않은 해가 들어 있어 추산한 날짜이며, 공포 뒤 다시 계산합니다.',
    counted: '센 날 {n}일', skipped: '세지 않은 날 {n}일', said: '{name}, {words}',
    state: { running: '진행 중', warned: '마감 임박', overdue: '기한 지남', suspended: '정지', stopped: '완료', lapsed: '기한 지남', late: '기한 넘겨 완료' },
    unit: { WD: '근무일 {n}일', hours: '{n}시간', minutes: '{n}분', 'at-once': '바로' },
  },
  move: {
    lead: '처리 기관', beside: '협조 처리 기관', supervised: '감독 중',
    title: '처리', as: '누구의 이름으로', possible: '지금 할 수 있는 일', none: '지금 이 역할로 할 수 있는 일이 없습니다.', doIt: '지금 하기', duties: '아직 해야 할 일', asked: '결정을 기다리는 신청', asCaller: '발신자를 대신해 기록하고 있습니다. 기록한 사람은 본인, 뜻은 발신자의 것이며 경과에 함께 표시됩니다.',
    suggested: '감독 처리가 필요할 수 있음', certain: '시스템이 곧 자동으로 감독 처리함',
    barred: '지금 할 수 없는 일({n}건)과 이유', confirm: '확인: {move}', working: '보내는 중…', done: '완료: {move}', nothingNeeded: '따로 입력할 내용이 없습니다.', advice: '발신자에게 알릴 내용:', allOf: '모두 필요', unitElsewhere: '이 기관은 {office} 소속이므로 민원서도 그곳으로 이관됩니다.', unitNotThere: '이 기관의 계정은 {office}에 있어 지금의 기관에서는 이 민원서를 받지 못합니다.', unknownUnit: '로그인 계정이 없는 기관입니다. 어느 처리 기관의 목록에도 나타나지 않습니다.',
    conflict: '방금 다른 사람이 민원서를 바꿔 최신 내용으로 갱신했습니다. 입력한 내용은 그대로 있으니 확인하고 다시 보내세요.', unreachable: '서버의 답이 없습니다. 다시 보내세요. 같은 요청은 두 번 처리되지 않습니다.', unsentFirst: '민원서 내용이 아직 저장되지 않았습니다. 먼저 양식의 문제를 해결하세요.',
  },
  step: { title: '경과', begun: '민원서 작성', changed: '수정: {fields}' },
  link: {
    title: '관련 민원서', none: '관련된 민원서가 없습니다.', why: '근거', score: '유사도 {score}, 기준 {bound}', count: '지금까지 {count}회, 규정 {threshold}회', phrases: '함께 나온 말', sameMatter: '같은 사안', join: '{number}에 합치기',
    split: '다른 사안을 나누기', splitSure: '한 사안 한 민원서: 같은 발신자의 다른 사안으로 새 민원서를 만들까요?', splitYes: '새 민원서 만들기', splitDone: '새 민원서 {number}을(를) 만들었습니다',
    kind: { 'split-from': '나뉘어 나온 곳', 'split-from-by': '여기서 나뉨', 'joined-into': '합쳐진 곳', 'joined-into-by': '여기로 합쳐짐', 'repeats-one-person': '같은 사람의 반복', 'repeats-one-person-by': '같은 사람의 반복', 'repeats-many-persons': '여러 사람의 같은 사안', 'repeats-many-persons-by': '여러 사람의 같은 사안' },
  },
  file: {
    title: '첨부 파일', none: '첨부 파일이 없습니다.', open: '내려받기', add: '파일 첨부', hint: 'PDF, 그림, Word(docx), Excel(xlsx), 하나에 {most} 이하. 열 때마다 감사 기록에 남습니다.', sending: '{name} 올리는 중', sent: '{name}을(를) 첨부했습니다.',
    stopped: '{name} 올리기를 멈췄습니다.', tooLarge: '{name}은(는) {size}로 {most}를 넘습니다. 줄이거나 나누어 올리세요.', badKind: '{name}은(는) 첨부할 수 없습니다. 내용이 PDF, 그림, docx, xlsx가 아닙니다. 이 형식으로 저장해 다시 올리세요.', unreachable: '연결이 끊겨 {name}을(를) 다 올리지 못했습니다. 다시 시도하세요.',
  },
  person: { title: '발신자', nothing: '등록된 개인정보가 없습니다.', history: '이 사람의 다른 민원서', noHistory: '다른 민원서가 없습니다.', same: '같은 사람일 수 있음', merge: '이 사람으로 합치기', mergeSure: '합치면 두 기록이 하나가 되고 되돌릴 수 없습니다.', mergeYes: '합치기 확인', merged: '두 기록을 합쳤습니다.' },
  look: {
    ask: '개인정보 보기', reason: '보려는 이유', hint: '이유는 감사 기록에 남습니다. 연 뒤 15분 동안 볼 수 있습니다.', submit: '보기', needed: '이유를 {n}자 이상 쓰세요', opened: '개인정보를 열었습니다. 15분 동안 볼 수 있습니다', openNow: '밝힌 이유로 개인정보를 열었습니다. 15분 뒤 저절로 가려집니다.',
    masked: '개인정보가 가려져 있습니다. 필요하면 이유를 밝혀 주세요.', duringCall: '통화와 정리 중에는 기록할 수 있도록 이번 발신자의 정보를 그대로 보여 줍니다.', veiled: '가려짐: 이유를 밝히면 보고 고칠 수 있습니다', callAsk: '전체 번호 보기',
    usual: { goOn: '이번 통화의 민원서를 이어서 작성', callBack: '발신자에게 다시 전화', identity: '발신자 본인 확인', handling: '이 일을 처리하는 데 필요' },
  },
  withheld: { ask: '발신자가 알려 주지 않음', reason: '알려 주지 않은 이유', usual: '발신자가 알려 주기를 원하지 않음' },
}
