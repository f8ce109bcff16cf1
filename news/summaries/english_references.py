"""Find what an English sentence takes for known: names and things of earlier sentences, and words
that add to or compare with one of them.

English words are not parsed, so phrases are read from the text: "the" with the lower-case words
after it, and words with capitals beside each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from news.data import load_toml
from news.entities.gazetteer import is_country, is_place
from news.entities.mentions import load_name_lists
from news.nlp.analysis import AnalyzedWord, Sentence
from news.nlp.stopwords import is_stopword
from news.nlp.words import fold
from news.summaries.sentence_starts import load_reference_lists

_DEFINITE = re.compile(r"\b[Tt]he (?=([a-z][\w’'-]*(?: [a-z][\w’'-]*){0,4}))")
_SPEECH_AFTER = re.compile(
    r" (?:said|says|told|added|stated|admitted|insisted|claimed|believes|explained|revealed"
    r"|warned)\b"
)
_SPEECH_BEFORE = re.compile(r"\b(?:said|says|added|explained) $")
_MAX_SPEECH_CHARS = 12
_DEFINITE_NAME = re.compile(r"^The ([A-Z][\w’'-]*[a-z])(?=[ ,][a-z])")
_NAMED_KIND = re.compile(r"\b[Tt]he ((?:[A-Z][a-z]+ ){1,2})([A-Za-z][a-z]+)(?=’s? |'s? |[ ,.;])")
"""A kind of things with a name: "the Arab money", "the Special Advocates"."""
_RUN = re.compile(r"[A-Z][\w’'&-]*(?:\.? (?:(?:of|for|de|van|von|al|bin|of the) )?[A-Z][\w’'&-]*)*")
_COURTESY = frozenset("mr mrs ms miss dr sir lord lady".split())  # noqa: SIM905
_SPECIFIERS = frozenset(
    "of that which who whose where when whom between behind".split()  # noqa: SIM905
)
_NAME_NEXT = re.compile(r" [A-Z]")
_NOUN_BEFORE = re.compile(r"(?<![\w’'-])([a-z]+) $")
_OFFICE_AFTER = re.compile(
    r", (?:[\w’']+ ){0,3}(?:[Mm]inister|[Ss]ecretary|[Cc]hair(?:man|woman)?|[Dd]irector"
    r"|[Pp]resident|[Hh]ead|[Cc]hief|[Ll]eader|spokes\w+|analyst|economist|manager|professor|founder|lawyer)\b"
)
_AGE_AFTER = re.compile(r", \d\d(?:,|\.$)")
"""An age makes a name that of a person whom the reader should know."""
_MAX_NOUN_CHARS = 24
_ACRONYM_PLURAL = re.compile(r"[A-Z]{2,4}s")
_COURTESY_WORDS = 2
_MAX_PHRASE_WORDS = 3
_SCORE_SENTENCES = 3
_ADDS = re.compile(
    r"\b(?:also|too(?=[.,;])|as well(?! as)|either(?=[.,;])|similar(?! to\b)|similarly"
    r"|likewise|instead(?! of\b)"
    r"|follow(?:s|ed|ing)? suit|do(?:es|ing)? so|did so|such(?! as\b)"
    r"|therefore|for (?:example|instance)|(?:has|have|had) since(?! \d)"
    r"|the same(?! (?:time|day|year|month|week)\b)"
    r"|(?:the|both|all) (?:two|three|four|five|six|other|others|rest)\b"
    r"|(?:at|by|until|around) (?:the|that) time(?! of\b)|that (?:day|night|year|month|week|point)"
    r"|the (?:following|previous|next|same) (?:day|night|year|month|week|season))\b",
    re.IGNORECASE,
)
"""Adds to something, compares with it, or counts from it."""
_OPENS_AFTER = re.compile(
    r"(?:\w+ ){1,4}(?:later|earlier)\b"
    r"|(?:Shortly |Long |Just )?(?:Before|Until|Despite) the [a-z]+,"
    r"|.{0,90}\b[Tt]he \d+-year-old(?= (?:from|in|of|at|has|had|is|was|who|said)\b)"
    r"|(?:Since|After|Before|Following|At|On|With|From|For|By|Under|During) that [a-z]"
    r"|The \d[\d,.]{0,12}(?: (?:million|billion))? [a-z]{2,20}s\b(?! of\b)"
    r"|(?:First|Firstly|Lastly|Next), "
    r"|.{0,120}\bthat(?:['’]s| is| was| isn['’]t) (?:not )?the"
    r" (?:case|problem|point|reason|question)\b"
    r"|(?:Among|Of) the (?:[a-z-]{2,20} ){0,2}[a-z]{2,20}s\b(?! of\b)"
    r"|The (?:second|third|fourth) (?!of\b|quarter|half|day|year|round|time)[a-z]+"
)
_MONTHS = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_LACKS_SUBJECT = re.compile(
    r"(?:[A-Z][a-z]+ed|Beaten|Caught|Given|Taken|Sent)"
    rf" (?!(?:on|in|at) (?:[A-Z][a-z]+day\b|{_MONTHS}\b))"
    r"(?:so|on|to|up|out|off|in|at|by|well|hard|an?|the|his|her|their)"
    r" [^,]*(?:, (?:which|who|but) [^,]*)?$"
    r"|(?:Went|Got|Took|Made|Came|Did|Kept|Gave|Lost|Won|Put)"
    r" (?:to|on|an?|the|his|her|their)\b[^,]*$"
)
_COUNTED = re.compile(r"(?:Second|Third|Fourth|Secondly|Thirdly), ")
_SPEAKER = re.compile(
    r"[,”] (?:he|she|they) (?:said|says|added|went on|told|explained|continued|warned)\b"
)
_SPEAKER_OF_KIND = re.compile(
    r"[,”] (?:said|says|added|explained|insisted|admitted|warned)"
    r" the (?:[\w-]+ ){0,2}(?:spokes\w+|man|woman|minister|producer|director|manager|coach|captain"
    r"|star|singer|actor|actress|striker|midfielder|defender|keeper|goalkeeper|player|boss|chairman"
    r"|\d+-year-old|[A-Z][a-z]+(?:man|woman|er|an|ish|ese))\.?$"
)
"""A quotation of somebody who has no name in it: "added the British producer"."""
_FRONTED_TIME = re.compile(
    r"(?:On|In|By|From|Since|Until|During|Last|Next|This|Late|Early|Earlier)"
    rf"(?: (?:[a-z\d]+|[A-Z][a-z]+day|{_MONTHS})){{1,5}},?"
    r" (?:they|he|she|it(?! (?:was|is|emerged|became|has|had|will be|seems|seemed|looks|looked"
    r"|appeared|turned|took)\b))\b"
)
_PROGRAMME = re.compile(
    r"\b(?:told|on) (?:the )?(?:Today|Newsnight|Breakfast|Panorama)\b(?! [A-Z])"
)
"""A broadcast that is known only with its channel."""
_FRONTED = re.compile(r"(?:[A-Z][a-z]*) [^,A-Z]{3,120}, (?:they|it|he|she)\b")
"""A phrase without a name before a pronoun: "In a bid to win, they…"."""
_PAIRED = re.compile(r"\bnot (?:only|just)\b|\bbut also\b|\band also\b", re.IGNORECASE)
_SCORE = re.compile(r"\b\d{1,3}[-–]\d{1,3}\b")
_NICKNAME = re.compile(r"\b[Tt]he ([A-Z][a-z]+s)\b(?! [A-Z])")
"""What a team is called in the report of a match, which names it otherwise."""
_FRAME = re.compile(
    r"^(?:(?:Earlier|Later) (?:this|that|in)\b"
    r"|Last (?:year|month|season|summer|winter|spring|autumn)\b"
    r"|(?:Back )?[Ii]n (?:(?:early|late|mid|[A-Z][a-z]+)[ -])?(?:1\d\d\d|20\d\d)\b"
    r"|[^,]{2,30} (?:ago|later|earlier)\b)"
)
"""Sets a time in the past that holds for the next sentences of a paragraph."""
_OWN_TIME = re.compile(
    r"\b(?:1\d\d\d|20\d\d|\w+day|now|today|yesterday|currently|tomorrow|will|next"
    r"|this (?:year|week|month)|is|are|has|have)\b"
)

_QUANTITY = re.compile(
    r"(?:Both|Others?|None|Neither|Half|Another|One|Several)"
    r" (?:[a-z]+ly )?(?:is|are|was|were|has|have|had|will|would|can|could|may|might|say|says|said"
    r"|feel|felt|believe|believed|think|thought|fear|feared|expect|expected|hope|hoped|want|wanted)\b"
)
"""A number of those whom the sentence before names: "Both have been sold." """
_OWNER = re.compile(
    r"The (?:company|firm|group|corporation|agency|bank|paper|newspaper|ministry|club|team|band"
    r"|airline|duo|trio|organi[sz]ation|channel|network|site|department|party|union|council)(?:['’]s|s['’])\s"
)
"""An owner that has to be known."""

_NEEDING = (_FRONTED, _FRONTED_TIME, _OPENS_AFTER, _QUANTITY, _OWNER)
_QUOTES = frozenset('“"')
_IS_ASKED = re.compile(
    r"\b(?:(?:was|were|when|been|being) asked|asked (?:if|whether|about|why|how))\b"
)
_OF_COUNTRY = re.compile(r"\b[Tt]he (?:government|country|nation|authorities)\b(?! of\b)")


@dataclass(frozen=True, slots=True)
class EnglishNeeds:
    """What an English sentence takes for known: the sentence before it, each of some names, one
    word of each phrase."""

    previous: bool = False
    names: frozenset[str] = field(default=frozenset())
    nouns: frozenset[tuple[str, ...]] = field(default=frozenset())


class EnglishReferenceFinder:
    """Finds what the English sentences of one text take for known, given in order."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._proper = {
            word.lemma for one in sentences for word in one.words[1:] if word.is_capitalized
        }
        self._lists = load_reference_lists("en")
        self._mentioned: set[str] = set()
        self._names: set[str] = set()
        self._framed_block: int | None = None
        self._is_first = True
        self._previous_text = ""
        self._countries: list[str] = []
        self._is_match = any(_SCORE.search(one.text) for one in sentences[:_SCORE_SENTENCES])

    def find_needs(self, sentence: Sentence) -> EnglishNeeds:
        """Return what the sentence takes for known, and remember what it says."""
        words = {word.text: word for word in sentence.words}
        names = frozenset() if self._is_first else frozenset(self._find_names(sentence, words))
        nouns = frozenset() if self._is_first else frozenset(self._find_things(sentence, words))
        previous = not self._is_first and (
            _adds(sentence.text)
            or any(pattern.match(sentence.text) for pattern in _NEEDING)
            or _SPEAKER.search(sentence.text) is not None
            or _SPEAKER_OF_KIND.search(sentence.text) is not None
            or _PROGRAMME.search(sentence.text) is not None
            or self._is_framed(sentence)
            or self._answers(sentence)
        )
        names |= self._find_other_country(sentence)
        if self._is_match and not self._is_first:
            names |= frozenset(_find_nicknames(sentence, words))
        if _COUNTED.match(sentence.text):
            names |= {"first"}
        self._remember(sentence)
        return EnglishNeeds(previous, names, nouns)

    def _remember(self, sentence: Sentence) -> None:
        self._is_first = False
        self._previous_text = sentence.text
        self._countries += [
            word.lemma for word in sentence.words if word.is_capitalized and is_country(word.lemma)
        ]
        self._mentioned.update(word.lemma for word in sentence.content_words)
        self._names.update(
            word.lemma
            for word in sentence.words
            if word.is_capitalized and word.lemma in self._proper
        )
        if _FRAME.match(sentence.text):
            self._framed_block = sentence.block
        elif _OWN_TIME.search(sentence.text):
            self._framed_block = None

    def _answers(self, sentence: Sentence) -> bool:
        """Return whether a quotation answers the question of the sentence before it."""
        return sentence.text[:1] in _QUOTES and _IS_ASKED.search(self._previous_text) is not None

    def _find_other_country(self, sentence: Sentence) -> frozenset[str]:
        """Return the country that "the government" means, if it is not the first of the text."""
        if self._countries[:1] == self._countries[-1:] or not _OF_COUNTRY.search(sentence.text):
            return frozenset()
        is_named = any(word.is_capitalized and is_country(word.lemma) for word in sentence.words)
        return frozenset() if is_named else frozenset(self._countries[-1:])

    def _is_framed(self, sentence: Sentence) -> bool:
        """Return whether a sentence happened at a time that only one before it tells."""
        return (
            self._framed_block == sentence.block
            and not _FRAME.match(sentence.text)
            and not _OWN_TIME.search(sentence.text)
        )

    def _find_names(self, sentence: Sentence, words: dict[str, AnalyzedWord]) -> Iterator[str]:
        """Yield the names that stand alone and that an earlier sentence gave, those of unknown
        speakers, and surnames with a courtesy title."""
        runs = [
            _list_name(found[0], is_first=not found.start())
            for found in _RUN.finditer(sentence.text)
        ]
        own = {
            part for run in runs if len(run) > 1 and fold(run[0]) not in _COURTESY for part in run
        }
        for found, run in zip(_RUN.finditer(sentence.text), runs, strict=True):
            has_courtesy = len(run) == _COURTESY_WORDS and fold(run[0].rstrip(".")) in _COURTESY
            name = run[-1] if has_courtesy or len(run) == 1 else ""
            word = words.get(name)
            if word is None or word.is_stopword or name in own:
                continue
            if _AGE_AFTER.match(sentence.text, found.end()):
                yield word.lemma
            is_name = has_courtesy or found.start() or word.lemma in self._proper
            is_said = word.lemma in self._names or _speaks(sentence.text, found)
            is_unknown = is_name and is_said and not _is_known_name(word)
            if (has_courtesy or is_unknown) and not _is_explained(sentence.text, found):
                yield word.lemma

    def _find_things(
        self, sentence: Sentence, words: dict[str, AnalyzedWord]
    ) -> Iterator[tuple[str, ...]]:
        """Yield the words of each definite phrase that an earlier sentence explains."""
        named = _DEFINITE_NAME.match(sentence.text)
        if named and named[1] in words and not _is_known_name(words[named[1]]):
            yield (words[named[1]].lemma,)
        for found in _DEFINITE.finditer(sentence.text):
            phrase = self._read_phrase(found, words)
            before = {w.lemma for w in words.values() if sentence.text.find(w.text) < found.start()}
            if phrase and before.isdisjoint(phrase):
                yield (*phrase, *_list_synonyms(phrase))
        yield from self._find_named_kinds(sentence, words)

    def _find_named_kinds(
        self, sentence: Sentence, words: dict[str, AnalyzedWord]
    ) -> Iterator[tuple[str, ...]]:
        """Yield the words of "the Arab money", "the Special Advocates" where the last was said
        before."""
        for found in _NAMED_KIND.finditer(sentence.text):
            word = words.get(found[2])
            if (
                word is not None
                and not word.is_stopword
                and word.lemma in self._mentioned
                and (not word.is_capitalized or word.text.endswith("s"))
                and word.text != "Times"
                and not _is_known_name(word)
            ):
                yield (word.lemma, *map(fold, found[1].split()), *_list_synonyms([word.lemma]))

    def _read_phrase(self, found: re.Match[str], words: dict[str, AnalyzedWord]) -> list[str]:
        """Return the lemmas of a definite phrase that an earlier sentence explains, empty for one
        that is clear."""
        phrase: list[str] = []
        sums_up = False
        texts = found[1].split()[: _MAX_PHRASE_WORDS + 1]
        for text in texts:
            word = words.get(text.rstrip("-’'"))
            if word is None:
                break
            if word.is_stopword:
                if word.folded in _SPECIFIERS:
                    return []
                break
            phrase.append(word.lemma)
            sums_up = sums_up or not self._lists["events"].isdisjoint((word.lemma, word.folded))
        else:
            if _NAME_NEXT.match(found.string, found.end(1)):
                return []
        is_one = texts[0].endswith("est") or not self._lists["unique"].isdisjoint(phrase[:1])
        telling = [one for one in phrase if one not in self._lists["attributes"]]
        is_new = not sums_up and self._mentioned.isdisjoint(telling)
        return [] if is_one or is_new else phrase


def _find_nicknames(sentence: Sentence, words: dict[str, AnalyzedWord]) -> Iterator[str]:
    """Yield what teams are called alone: "led the Pirates"."""
    for found in _NICKNAME.finditer(sentence.text):
        word = words.get(found[1])
        if word is not None and not word.is_stopword and not _is_known_name(word):
            yield word.lemma


def lacks_english_subject(sentence: Sentence) -> bool:
    """Return whether an English sentence begins with what somebody did and names nobody: "Tried so
    hard to save the day". A name may end like a verb: "Ahmed", "United"."""
    if _LACKS_SUBJECT.match(sentence.text) is None or not sentence.words:
        return False
    first, *rest = sentence.words
    lists = load_name_lists()
    is_name = (
        (first.lemma == first.folded and first.folded.endswith("ed"))  # a verb has another lemma
        or _is_known_name(first)
        or any(first.folded in lists[kind] for kind in ("first_name", "organisation"))
        or any(one.text == first.text for one in rest)
    )
    return not is_name


def _list_synonyms(phrase: Sequence[str]) -> Iterator[str]:
    """Yield what else the things of a phrase may have been called before."""
    for words in _load_synonyms():
        if not words.isdisjoint(phrase):
            yield from words


@cache
def _load_synonyms() -> tuple[frozenset[str], ...]:
    listed = load_toml("summaries/references")["en"]["synonyms"]
    return tuple(frozenset(line.split()) for line in listed.splitlines() if line)


def _list_name(run: str, *, is_first: bool) -> list[str]:
    """Return the words of a name without a function word that begins the sentence."""
    words = run.split()
    return words[1:] if is_first and len(words) > 1 and is_stopword(fold(words[0])) else words


def _is_explained(text: str, name: re.Match[str]) -> bool:
    """Return whether a noun before a name or a bracket after it says what it is: "the firm Xco"."""
    if text.startswith((" (", " - ", " –"), name.end()) or _OFFICE_AFTER.match(text, name.end()):
        return True
    before = _NOUN_BEFORE.search(text, max(0, name.start() - _MAX_NOUN_CHARS), name.start())
    if before is None:
        return False
    noun = fold(before[1])
    lists = load_reference_lists("en")
    return (
        noun in lists["persons"]
        or noun in load_name_lists()["role"]
        or noun in load_name_lists()["generic_office"]
        or noun in lists["makers"]
    )


def _speaks(text: str, name: re.Match[str]) -> bool:
    """Return whether somebody says something."""
    return (
        _SPEECH_AFTER.match(text, name.end()) is not None
        or _SPEECH_BEFORE.search(text, max(0, name.start() - _MAX_SPEECH_CHARS), name.start())
        is not None
    )


def _adds(text: str) -> bool:
    return _ADDS.search(text) is not None and _PAIRED.search(text) is None


def _is_known_name(word: AnalyzedWord) -> bool:
    """Return whether a capitalized word needs nobody to introduce it: a place, a people, a day."""
    lists = load_name_lists()
    return (
        _ACRONYM_PLURAL.fullmatch(word.text) is not None
        or is_place(word.folded)
        or is_place(word.lemma)
        or is_country(word.lemma)
        or word.lemma in lists["nationality"]
        or any(word.folded in lists[kind] for kind in ("nothing", "no_names_en", "organisation_en"))
        or word.lemma in load_reference_lists("en")["known"]
    )


_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_PAST_YEAR = re.compile(r"\b(?:[Ii]n|[Dd]uring|[Uu]ntil|[Bb]etween)(?: \w+)? (1[5-9]\d\d|20\d\d)\b")
_OPENING_YEAR = re.compile(
    r"(?:Back )?(?:[Ii]n|Since|During|Until|Between)(?: \w+)? (1[5-9]\d\d|20\d\d)\b"
)
_REPORTED = re.compile(r"\b(?:is|are|has|have|said|says?|claim\w*|told|according)\b")
_REPORTS = re.compile(r"\b(?:said|says?|told|according|expect\w{0,3}|believe|think)\b")
_LATER = re.compile(r"\b(?:will|would|to be|is to|are to|plans?|expected|due)\b")
_LONG_AGO = re.compile(
    r"^Born (?:in|on|at)\b"
    r"|^(?:Back )?[Ii]n (?:the )?(?:(?:early|late|mid)[ -])?(?:1\d\d0s|20\d0s)\b"
    r"|\b(?:years|decades) (?:ago|earlier)\b"
    r"|^(?:\w+ )?(?:weeks|months|years) (?:after|before) the\b"
    r"|\bhad \w+ .{0,80}\bfor (?:centuries|decades|generations|many years|hundreds of years)\b"
)
_ALWAYS_THERE = re.compile(
    r"\b(?:has|have) been (?:a|an|one|part|the)\b[^.;]{0,60}\bfor (?:\w+ ){0,3}(?:years|decades)\b"
)
_GOES_ON = re.compile(r"(?:[\w’'-]+ ){1,5}(?:has|have) been \w+ing\b(?! to\b)")
_DATED = re.compile(r"\bsince\b|day\b|\b(?:today|week|month|year|now|said|says)\b|\d")
"""What has been going on is background, unless a time says that it is new."""
_WHAT_IT_IS = re.compile(
    r"^(?:The )?[A-Z][\w’'&-]*(?: [\w’'&-]+){0,4} (?:is|was|are|were)"
    r" (?:a|an|the (?:only|largest|biggest|world)|one of|founded|born"
    r"|established|based)\b|\b(?:each|every) (?:year|day|month)\b"
    r"|^[A-Z][^,.]{2,60} (?:is|are) the (?:leading|main|most common|second|third)\b"
    r"|^(?:The )?(?:use|number|popularity|demand)\b[^,.]{3,60} (?:is|are)"
    r" (?:increasing|growing|rising|becoming)\b"
    r"|^(?:The )?[A-Z][^,.]{1,60} (?:employs|operates|serves)"
    r" (?:about|around|some|more than|nearly|over) \d"
)
_USUAL = re.compile(r"\b(?:typically|usually|traditionally)\b")
_CAREER = re.compile(
    r"(?<!having )(?<!having first )\b(?:joined|signed for|moved to|founded|formed|established"
    r"|set up|filed|bought|acquired|merged|married|graduated|retired"
    r"|was (?:born|appointed|elected|sold|bought|launched|founded|created))\b"
    r"[^.;]{0,120}\b(?:in|since) (?:1\d\d\d|20\d\d)\b"
)
"""What somebody did in a year: news have a day."""
_LAST_TIME = re.compile(
    r"^[^,]{3,60}\b(?:last|previous)\b[^,]{0,60}\b(?:was|were|came)\b"
    r"[^;]{0,80}\bin (?:1\d\d\d|20\d\d)\b"
    r"|^[^,]{2,60}\bpreviously \w+\b[^;]{0,80}\bin (?:1\d\d\d|20\d\d)\b"
)
_GENERAL = re.compile(r"Most (?!of\b|likely\b|recent|importantly|notabl)")
_NO_COUNT = r"(?:\D|\b(?:1\d|20)\d\d\b)*$"
"""The rest of a sentence without a number other than years."""
_FOR_YEARS = re.compile(
    r"(?:For (?:(?:many|several|some|almost|nearly|over|more than|\w+) ){0,2}years"
    r"|(?:For|Over the) (?:(?:many|several|some|almost|nearly|over|more than|\w+) ){0,2}"
    rf"(?:decades|centuries)),{_NO_COUNT}"
)
_SINCE = re.compile(
    r"[^.;\d]{2,80} (?:has|have) (?:been|worked|lived|served|played|remained)"
    rf" [^.;\d]{{2,60}} since (?:1\d|20)\d\d\b{_NO_COUNT}"
)
"""As it has been for years. What was counted over them is news."""
_ONE_OF_MANY = re.compile(
    r"(?:An?|One|Two|Three|Four|Five) (?:year|decade|century)s? ago,"
    r"|(?:Typically|Usually|Traditionally|Historically)(?:,| [a-z]+ing\b)"
    r"|(?:Recent|Previous|Past|Similar|Other) [a-z][a-z -]{2,40}\b[^.,;]{0,60} include\b"
    r"|[^.;]{2,80} (?:is|are) (?:just|only) one of\b"
)
"""What is usual, one of many, or was a year before."""
_FRESH = re.compile(
    r"\b(?:\w+day|now|tonight)\b|\b(?:said|says|told|according)\b"
    r"|\bthis (?:week|month|year|morning|summer|autumn|winter|spring)\b"
)
"""Gives a day, or who said it."""
_RECORD = re.compile(
    r"\b(?:[a-z]{2,}est|best|worst|most|least|first|above|below|higher|lower|more|less|fewer)\b"
)
"""A record or a level: "the deadliest since 2005" is news."""
_INTRODUCED = re.compile(r"[A-Z][^,.]{3,60} [A-Z][\w’'-]+, \d\d,")
_CLOSING_SHARE = 0.7
_RECENT_YEARS, _LONG_PAST = 2, 1990
_MIN_BACKGROUND_NUMBER = 2


def find_background(sentences: Sequence[Sentence], title: Sentence) -> frozenset[int]:
    """Return the numbers of the sentences that tell what was long before the news, and of those at
    the end that say what somebody is or does all the time."""
    years = [int(year) for one in sentences for year in _YEAR.findall(one.text)]
    known = {int(year) for year in _YEAR.findall(title.text)}
    about = {word.lemma for word in title.content_words}
    found = set()
    for number, one in enumerate(sentences):
        is_plain = not _LATER.search(one.text) and not _REPORTED.search(one.text)
        opening = _OPENING_YEAR.match(one.text)
        is_second_half = 2 * number >= len(sentences)
        is_told = is_plain and (is_second_half or not number)
        told = [opening[1]] if opening else _PAST_YEAR.findall(one.text) if is_told else []
        old = {int(year) for year in told}
        is_old = (
            bool(old)
            and max(old) <= max(max(years) - _RECENT_YEARS, _LONG_PAST)
            and known.isdisjoint(old)
        )
        is_general = _GENERAL.match(one.text) is not None
        is_late = number >= _MIN_BACKGROUND_NUMBER
        is_closing = number >= _CLOSING_SHARE * len(sentences)
        is_off = number == 0 and about.isdisjoint(word.lemma for word in one.content_words)
        if (
            (is_old and (is_late or number == 0))
            or ((is_late or is_off) and is_plain and _LONG_AGO.search(one.text))
            or (is_late and _ALWAYS_THERE.search(one.text))
            or (is_late and _GOES_ON.match(one.text) and not _DATED.search(one.text))
            or (is_late and is_plain and known.isdisjoint(_list_years(one)) and _recalls(one.text))
            or (is_closing and _WHAT_IT_IS.search(one.text))
            or (is_late and is_general and not _REPORTS.search(one.text))
            or (is_late and _is_usual_or_long_so(one.text))
            or (is_second_half and is_plain and _USUAL.search(one.text))
            or (is_second_half and _is_quoted_next(sentences, number))
        ):
            found.add(number)
    return frozenset(found)


def _is_usual_or_long_so(text: str) -> bool:
    """Return whether a sentence tells what is usual, one of many, or as it has been for years: not
    what will be, what is of a day, and what is the highest since a year."""
    since = _SINCE.match(text) is not None and not _RECORD.search(text)
    return (
        (since or _FOR_YEARS.match(text) is not None or _ONE_OF_MANY.match(text) is not None)
        and not _LATER.search(text)
        and not _FRESH.search(text)
    )


def _list_years(sentence: Sentence) -> frozenset[int]:
    return frozenset(int(year) for year in _YEAR.findall(sentence.text))


def _recalls(text: str) -> bool:
    """Return whether a sentence tells what somebody did in a year, or when it was the last time."""
    return _CAREER.search(text) is not None or _LAST_TIME.match(text) is not None


def _is_quoted_next(sentences: Sequence[Sentence], number: int) -> bool:
    """Return whether a sentence only introduces somebody whom the next one quotes: "Guide Ann Lee,
    40, voted in Xtown." """
    following = sentences[number + 1 : number + 2]
    return (
        bool(following)
        and following[0].text[:1] in _QUOTES
        and _INTRODUCED.match(sentences[number].text) is not None
    )


_SCENE = re.compile(
    r"(?:It (?:took|was|is)|It[’'ʼ]s|There(?:[’'ʼ]s| is| was)|Once|When|Imagine|Earlier|Given"
    r"|Ever since|This time"
    r"|For (?:years|decades|months)|Over the|If)\b"
)


def sets_scene(text: str) -> bool:
    """Return whether an English sentence opens like one that leads up to the news."""
    return _SCENE.match(text) is not None


_ONE_NAME = re.compile(
    r"[A-Z][a-z]+(?= (?:has|had|was|is|did|does|can|could|[a-z]{3,20}(?:ed|s))\b)"
)
_PERSON = re.compile(r"\b(?:[Hh]e|[Hh]is|[Ss]he|[Hh]er|\d+-year-old)\b")
_TURN = re.compile(r"(?:But|Now) (?!it\b|that\b|this\b|not\b)[a-z]")
_MAX_TURN_NUMBER, _PERSON_SENTENCES = 8, 3


def is_anecdote(sentences: Sequence[Sentence], title: Sentence) -> bool:
    """Return whether an English text opens with a person of one name whom nobody knows."""
    found = _ONE_NAME.match(sentences[0].text) if sentences else None
    if found is None:
        return False
    name = sentences[0].words[0]
    early = sentences[:_PERSON_SENTENCES]
    return (
        name.text == found[0]
        and not name.is_stopword
        and not _is_known_name(name)
        and name.lemma not in {one.lemma for one in title.words}
        and any(name.text in one.text[1:] for one in sentences)
        and not any(_is_in_full(name.text, one) for one in early)
        and any(_PERSON.search(one.text) for one in early)
    )


def _is_in_full(name: str, sentence: Sentence) -> bool:
    """Return whether another name is beside a name."""
    return any(
        name in (one.text, other.text) and one.is_capitalized and other.is_capitalized
        for one, other in pairwise(sentence.words)
    )


def may_turn(sentence: Sentence, number: int) -> bool:
    """Return whether a sentence may come to the news after an opening scene: "But new
    research…"."""
    return (
        0 < number <= _MAX_TURN_NUMBER
        and _TURN.match(sentence.text) is not None
        and any(word.is_capitalized for word in sentence.words[1:])
    )
