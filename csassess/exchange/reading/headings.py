"""Words by which headings and the columns of a table of criteria are known."""

import re
from enum import StrEnum
from functools import lru_cache

from csassess.exchange.reading.content import Column


class Section(StrEnum):
    """What the lines below a heading are."""

    IDENTITY = "identity"
    PURPOSE = "purpose"
    CRITERIA = "criteria"
    PERFORMANCE = "performance"
    KNOWLEDGE = "knowledge"
    REQUIREMENTS = "requirements"
    GUIDANCE = "guidance"  # explains criteria: below an outcome, never a criterion
    OTHER = "other"


_SECTIONS: tuple[tuple[Section, str], ...] = (
    (
        Section.REQUIREMENTS,
        r"(unit )?(evidence|assessment) requirements?( and guidance)?|assessment guidance"
        r"|evidence (needed|required)"
        r"|requirements? for evidence|(what|how) (you must|to) (prove|evidence)|assessment (conditions|rules)"
        r"|(additional |specific )?assessment requirements( specified .*)?|evidence requirements for .*"
        r"|specific evidence requirements|rules of evidence|conditions of assessment",
    ),
    (
        Section.PERFORMANCE,
        r"performance (criteria|standards?|statements?|objectives?)|what you must (do|be able to do)|skills"
        r"|practical skills|you must be able to( do)?( the following)?|performance",
    ),
    (
        Section.KNOWLEDGE,
        r"(required |essential |underpinning )?knowledge( (and|&) (understanding|skills))?"
        r"( (for the whole unit|criteria|requirements|statements))*|what you must know( and understand)?"
        r"|you (must|need to) know and understand|knowledge,? (and )?understanding( and skills)? criteria"
        r"|what you need to know( and understand)?|you must know and understand|understanding",
    ),
    (
        Section.CRITERIA,
        r"(learning )?outcomes?,? ((and|&|/) )?(assessment |performance )?criteri(a|on)"
        r"|assessment( and grading)? criteria"
        r"|grading criteria|criteria|(unit )?learning outcomes|unit content and criteria|standards"
        r"|(deilliannau dysgu a )?meini prawf asesu|deilliannau dysgu",
    ),
    (
        Section.PURPOSE,
        r"(unit )?(purpose|aims?|overview|introduction|summary|rationale|description)( (and"
        r"|&) (purpose|aims?|summary))?"
        r"|(purpose|aims?|summary|overview|description) of (the|this) unit( and .*)?|about this unit"
        r"|unit (purpose|aims?|summary|overview|introduction|description)( and (purpose|aims?))?"
        r"|what this unit is about"
        r"|who this unit is for|this unit has the following elements",
    ),
    (
        Section.GUIDANCE,
        r"(range|scope|indicative content|amplification|unit content|(additional |delivery "
        r"|teaching |tutor )?guidance"
        r"|depth of (coverage|treatment)|examples?|notes?|teaching content|(unit )?delivery|content"
        r"|explanation)"
        r"( (statements?|for (the )?(delivery|learners?|tutors?|assessors?)|on delivery|notes))?"
        r"|scope ?/ ?range( statements?)?|(essential |essential )?(delivery|guidance) (information|notes)"
        r"|range( \((ac|lo)? ?[\d., -]+\))?|supporting (information|notes)|terms used|essential guidance.*",
    ),
    (
        Section.OTHER,
        r"assessment( (strategy|methods?|information|details|mode|principles))?|additional information"
        r"|guidance (on|for) assessment( and evidence requirements)?|mapping|resources?( (required"
        r"|needed|list))?|glossary"
        r"|references?|notes ?/ ?comments|candidate recording form|(suggested|recommended) (reading"
        r"|resources)"
        r"|version history|further information|key ?words|external relationships|behaviours|values|key skills"
        r"|functional skills|developed by|unit (recording|tracking) (form|sheet)|signatures?|declaration"
        r"|(learner|candidate|assessor) declaration|contact us|links|feedback|review date"
        r"|recommended assessment methods?"
        r"|ssas?|sector subject areas?|equivalences?|progression|entry requirements|grading"
        r"|unit grading structure"
        r"|employability skills|(national occupational standards|nos)( \(nos\))?( mapping(/signposting)?)?"
        r"|(indicative )?review date|return to .{0,30}",
    ),
    (
        Section.OTHER,
        r"guidance (on|for) .{1,60}|(national occupational standards|nos)\b.{0,60}|mapping .{1,60}"
        r"|links? (to|with) .{1,60}|relationship .{1,60}|resources? .{1,40}|references? and .{1,40}"
        r"|behaviours .{1,40}"
        r"|values .{1,40}|key skills .{1,40}|functional skills .{1,40}|annex.{0,40}|appendix.{0,40}"
        r"|contact us.{0,60}"
        r"|unit review date.{0,40}|sector subject area.{0,60}|opportunities for .{1,60}|grading .{1,40}"
        r"|(the )?(following|this) (unit|qualification) .{1,60}",
    ),
)
_COMPILED = tuple((section, re.compile(words, re.IGNORECASE)) for section, words in _SECTIONS)
_ENUMERATED = re.compile(r"^((section|part) )?(\d{1,2}|[A-H])[.):]?\s+(?=[A-Z])")


@lru_cache(20_000)
def section_of(words: str, *, strict: bool = False) -> Section | None:
    """Return the section that a heading opens; None if the words are no known heading.

    With `strict` headings with words of their own ("Links to …") do not count: a sentence may begin so.
    """
    plain = " ".join(words.replace("\u00ad", "").replace("|", "").split()).strip(" .:–-")
    if not plain or len(plain) > 90:
        return None
    plain = re.sub(r"\s*\(?(continued|cont'?d?\.?|cont’d)\)?$", "", plain, flags=re.IGNORECASE)
    known = _COMPILED[:-1] if strict else _COMPILED
    return next((section for section, words in known if words.fullmatch(plain)), None)


_OUTCOME_HEAD = re.compile(
    r"(the )?(unit )?(learning )?(outcomes?|aims?|objectives?)( ?\(?LOs?\)?)?\b.{0,40}|LOs?|elements?"
    r"|(the )?learner (will|should)( be able to)?:?|deilliannau dysgu.{0,40}",
    re.IGNORECASE,
)
_CRITERIA_HEAD = re.compile(
    r"(the )?((assessment|performance|grading|evidence) )?criteri(a|on)"
    r"( ?\(.{0,20}\)|[ :–—-]*(the |your )?(learners?|candidates?|you)\b.{0,40})?"
    r"|ACs?|performance statements?|meini prawf asesu.{0,40}"
    r"|(for a |to achieve (a|an) )?(pass|merit|distinction)\b.{0,90}|(the )?learner can:?"
    r"|assessment of (the )?learning outcomes?|standards?"
    r"|what (you|(the )?(learners?|candidates?)) (must|have to|need to|should|can|will)"
    r" (be able to )?(do|show|demonstrate|prove|know|know and understand|do and know)",
    re.IGNORECASE,
)
_WEAK_HEAD = re.compile(  # heads of criteria only if a column of labels is left of them
    r"(tasks?|skills?|activit(y|ies)|statements?( of competence)?|competenc(e|y|es|ies)( statements?)?)",
    re.IGNORECASE,
)
_LABEL_HEAD = re.compile(r"(no|nos|ref|refs|number|code|item|id|#)\.?", re.IGNORECASE)
_GUIDANCE_HEAD = re.compile(
    r".*\b(guidance|knowledge|skills|understanding|evidence|content|amplification|range|scope"
    r"|examples?|notes?|assessor|"
    r"assessed|date|portfolio|page|method|ref(erence)?|exemplification|information|comments?|types?"
    r"|initials|signature|"
    r"location|coverage|depth|delivery|sign|met|achieved|location)\b.*",
    re.IGNORECASE,
)


def role_of_head(words: str, *, beside_labels: bool = False) -> tuple[Column, bool] | None:
    """Return the column that a cell of a heading row names, and whether it holds labels only.

    None if the words head no column known here. `beside_labels` says that a column of labels is on the left.
    """
    plain = " ".join(words.split()).strip(" .:*")
    if _LABEL_HEAD.fullmatch(plain):
        return Column.GUIDANCE, True
    if re.search(r"outcome", plain, re.IGNORECASE) and re.search(r"criteri", plain, re.IGNORECASE):
        return None
    if _OUTCOME_HEAD.fullmatch(plain):
        return Column.OUTCOME, bool(re.fullmatch(r"LOs?", plain))
    if _CRITERIA_HEAD.fullmatch(plain) or (beside_labels and _WEAK_HEAD.fullmatch(plain)):
        return Column.CRITERIA, bool(re.fullmatch(r"ACs?", plain))
    if len(plain) < 120 and _GUIDANCE_HEAD.fullmatch(plain):
        return Column.GUIDANCE, False
    return None


_IDENTITY = re.compile(
    r"(unit |standard )(title|number|no\.?|reference|code)\b.{0,20}(:|\t)|(unit )?title\s*(:|\t)"
    r"|unit [A-Z]{0,4}\d+\s*[:–-]",
    re.IGNORECASE,
)


def is_identity(words: str) -> bool:
    """Return whether a line names the unit that begins here: "Unit title: …"."""
    return bool(_IDENTITY.match(words.strip()))


_GRADES = re.compile(r"\b(pass|merit|distinction)\b", re.IGNORECASE)


def grade_of(head: str) -> str | None:
    """Return the grade that a column heading names."""
    found = _GRADES.search(head)
    return found[1].lower() if found else None


_LEAD = re.compile(
    r"(the |an? )?(learners?|candidates?|you|students?|apprentices?|trainees?"
    r"|assessment criteria[ –:-]*the learner|"
    r"learning outcomes?[ –:-]*the learner)"
    r" (will|can|should|must|need to|is able to"
    r"|shall)( be able to)?( consistently)?( know( and understand)?)?"
    r"( demonstrate that they can)?( show that you can)?( the following)?[:.…]*"
    r"|(bydd|gall) y dysgwr( yn)?( gallu)?:?"
    r"|when you have completed this unit.*|in order to pass this unit.*:|(to achieve"
    r"|to be competent|for) .*(must|need to).*:",
    re.IGNORECASE,
)


@lru_cache(20_000)
def is_lead(words: str) -> bool:
    """Return whether words only lead in what follows: "The learner can:"."""
    return bool(_LEAD.fullmatch(" ".join(words.split())))


_GUIDANCE_LEAD = re.compile(
    r"(candidates?|learners?|you|students?) (must|should|could|may|will|need to|need) "
    r"(have|be able to (show|explain)|know|understand|demonstrate|be aware|include|cover)\b.*"
    r"|(typical|examples?|this (could|should|may|must) include|for example|guidance|e\.?g\.?)\b.*",
    re.IGNORECASE,
)


_GUIDANCE_NAME = re.compile(
    r"(Indicative content|Taught content|Amplification|Assessment guidance|Guidance|Range|Scope)\s*:\s+\S"
)


def is_named_guidance(words: str) -> bool:
    """Return whether a line names itself guidance: "Indicative content: …"."""
    return bool(_GUIDANCE_NAME.match(words.strip()))


def is_guidance(words: str) -> bool:
    """Return whether a line begins a passage of guidance."""
    return bool(_GUIDANCE_LEAD.match(words.strip()))
