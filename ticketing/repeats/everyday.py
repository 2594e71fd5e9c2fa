"""What every second call says: phrases that show no likeness of two matters. Data of `rarity`, nothing else."""

from __future__ import annotations

from ticketing.repeats.words import words

PHRASES = (
    "您好你好请问一下想咨询反映来电人来电表示诉求希望尽快帮忙解决处理谢谢感谢麻烦现在目前已经一直没有不能无法",
    "可以怎么如何什么为什么多少什么时候需要要求相关部门有关部门工作人员联系电话答复回复问题情况事情这个那个",
    "残疾人残疾证残疾人证残联视力听力言语肢体智力精神多重一级二级三级四级家里家人孩子父亲母亲本人自己",
    "办理申请申领补贴政策规定材料手续条件标准享受发放生活困难护理社区街道乡镇村委会单位小区",
    "我是我的我们他们因为所以但是而且之后以后以前今年去年昨天今天上个月",
    "문의합니다안녕하세요알고싶습니다장애인해결해주십시오감사합니다",
)

COMMON = frozenset().union(*(words(phrase).shingles for phrase in PHRASES))
"""Shingles of these phrases."""
