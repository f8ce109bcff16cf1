"""Patterns of what a headline leaves out of a sentence, and of where it may end."""

from __future__ import annotations

import re

_ENGLISH_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
ENGLISH_WEEKDAY = re.compile(_ENGLISH_WEEKDAY)
_WEEKDAY = (
    r"(?:понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье"
    r"|понеділок|вівторок|середу|четвер|п['’ʼ]ятницю|суботу|неділю)"
)
_MONTH = (
    r"(?:январ|феврал|март|апрел|ма[яй]|июн|июл|август|сентябр|октябр|ноябр|декабр"
    r"|січн|лют|берез|квіт|трав|черв|лип|серп|верес|жовт|листопад|груд)[а-яіїє]{0,4}"
)
BRACKETS = re.compile(r"\s\([^()]{1,80}\)(?=[\s,.]|$)|,\sor\s(?:the\s)?[A-Z]{2,8},(?=\s)")
_PARTICIPLE = (
    r"(?:не\s)?(?!бывш)\w{2,30}(?:вш|ющ|ящ|ащ|ущ|нн|ем|им|т)"
    r"(?:ий|ый|ая|яя|ее|ое|ие|ые|ого|его|ой|ей|их|ых|ую|юю|им|ым|ими|ыми)(?:ся)?"
)
NAME_CLAUSE = re.compile(
    rf"(?<=[^\W\d_]),\s(?!котор[^,«]{{1,99}}«)"
    rf"(?:who|whose|which|where|comprising|based|headquartered|founded|owned"
    rf"|котор\w{{2,3}}|где|який|яка|яке|які|де|{_PARTICIPLE})"
    r" (?:[^,–—«“]|«[^«»,]{1,40}»){3,99},"
    r"(?= (?!(?:а|и|но|і|й|але|чтобы|щоб|что|що|когда|коли|если|якщо"
    r"|and|but|or) )[^\W\d_])"
)
# More of those whom a clause names: «, принадлежащая А, Б и В, купила…».
REST_OF_LIST = re.compile(r" [A-ZА-ЯЁІЇЄҐ«“][^,]{1,60} (?:и|і|та|й|and) [^,]{2,60},")
# Who reported or said so, after the comma of such a clause.
REPORTED = re.compile(
    r" (?:(?:как|як) )?(?:сообща|сообщи|пиш|переда|уточни|заяви|отмети"
    r"|повідомл|повідоми|зазначи)\w*\b"
)
INSERTION = re.compile(r" [–—-] (?!(?:это|це|не) )[^–—«»“”:]{2,70}? [–—-] (?!(?:это|це|не) )")
LEADING_TIME = re.compile(
    rf"^(?:(?:В|Во|У)\s{_WEEKDAY}"
    rf"|Сегодня|Вчера|Сьогодні|Вчора|Учора|Накануне|Напередодні|On\s{_ENGLISH_WEEKDAY})"
    r"(?:\s(?:утром|вечером|ночью|днём|днем|вранці|ввечері|увечері|вночі|уночі|вдень))?"
    r"(?:,?\s\d{1,2}\s[а-яіїє]{3,10})?,?\s(?!\d)"
    rf"|^\d{{1,2}}\s{_MONTH},?\s(?!\d)"
)
CIRCUMSTANCE = re.compile(r"(?:коли|когда|поки|пока)\s[^,–—«“:]{3,90},\s(?=\S+\s\S+\s\S+\s\S)")
"""What else was at the time with which a sentence begins."""
_AFTER_PREPOSITION = "".join(
    rf"(?<!\b{word})"
    for word in "до с со по к от на за з із від після после для через о об про у в во"  # noqa: SIM905
    " и і й та".split()
)
_MIDDLE_TIME = re.compile(
    rf"(?<=[^\W\d_]){_AFTER_PREPOSITION}(?<!ть)(?<!ти),?\s(?:(?:в|во|у)\s{_WEEKDAY}(?:,?\s\d{{1,2}}\s{_MONTH},?)?"
    rf"|(?:сегодня|вчера|накануне|сьогодні|вчора|напередодні)(?:,?\s\d{{1,2}}\s{_MONTH},?)?"
    rf"|\d{{1,2}}\s{_MONTH}(?:\s\d{{4}}\s(?:года|року))?"
    r")(?=\s(?!и\s|і\s|по\s)[^\W\d_])"
)
_MIDDLE_DAY = re.compile(
    rf"(?<=[\w,])\son\s{_ENGLISH_WEEKDAY}"
    r"(?:\s(?:night|morning|evening|afternoon))?(?=\s(?!and\s|or\s|to\s|through\s|until\s)[a-z])"
)
_GERUND_INSERTION = re.compile(
    r",\s\w{2,30}(?:ывая|ивая|авая|упая|ечая|уя|ясь|вши|вшись|аючи|ючи|ячи|ившись|чись)\s[^,–—«“:]{3,90},(?=\s\w)"
)
CONNECTOR = re.compile(
    r"^(?:Кроме того|При этом|Также|Поэтому|Таким образом|Однако|Но|А|Так|Крім того|При цьому"
    r"|Також|Тому|Однак|Але|Отже|However|But|And|Also|Meanwhile|In addition),?\s"
)
# What was found out, told without who did it: «Оказалось, что…», «Они выяснили, что…».
FINDING = re.compile(
    r"^(?:(?:Стало|Стали)\sизвестно|Стало\sвідомо|Как\sстало\sизвестно|Выяснилось|Оказалось|З['’ʼ]ясувалося|Виявилося|Сообщается"
    r"|Отмечается|Уточняется|Повідомляється|Зазначається|(?:Они|Он|Она|Вони|Він|Вона)\s(?:выяснил|установил|обнаружил|пришл|доказал"
    r"|з['’ʼ]ясува|встанови|вияви|дове|дійш)\w*(?:\s(?:к\sвыводу|висновку))?),\s(?:что|що)\s"
)
# What follows a claim and says whose it is.
_CLAIM = (
    r"(?:сказал|сказав|заявил|заявля|выразил|высказал|считает|заяви|висловив|висловила|вважа)\w*"
)
CLAIMED = re.compile(
    rf"^(?:(?:Об\sэтом|Про\sце|Так)\s(?:[^,.]{{0,60}}?\s)?{_CLAIM}"
    r"|(?:Такое\sмнение|Таким\sмнением|Такое\sзаявление|С\sтаким\sзаявлением|Таку\sдумку|Такою\sдумкою|Таку\sзаяву)\s)"
)
# What a claim can do without, where its speaker has to be named.
CONCESSION = re.compile(
    r",\s(?:хотя|однако|поскольку|так\sкак|хоча|проте|оскільки|тому\sщо|потому\sчто)\s"
)
# Who says so, at the end of the sentence itself: «…, заявил в эфире премьер Иван Лозовой».
SAID_AFTER = re.compile(
    r",\s(?:заяви(?:л|ла)|заявляет|считает|полагает|уверен[а]?|убежд[её]н[а]?|предупреди(?:л|ла)|подчеркну(?:л|ла)|отмети(?:л|ла)"
    r"|сказа(?:л|ла)|заяви(?:в|ла)|вважає|переконан(?:ий|а)|попереди(?:в|ла)|наголоси(?:в|ла)|зазначи(?:в|ла)|сказа(?:в|ла))\s"
)
CLAIMING_OFFICE = re.compile(rf"\b{_CLAIM}\s([а-яёіїєґ]{{5,20}}\s[A-ZА-ЯЁІЇЄҐ][^,.]{{1,40}})\.")
# A place that has to be known: «в регионе», and not «в Омском регионе».
BARE_PLACE = re.compile(
    r"(?<![иоы]го )(?<!ой )(?<!ом )(?<!ій )(?<!ому )(?<!ої )"
    r"\b(?:регион[ае]|город[ае]|области|район[ае]|кра[яе]|стран[ые]|республик[ие]|регіон[уі]|міст[аі]|області|район[уі]|країн[иі])\b"
    r"(?! [A-ZА-ЯЁІЇЄҐ«])"
)
# The first or second of two views, neither of which is the news alone; a clause without its main
# one.
ONE_SIDE = re.compile(
    r"(?:[А-ЯІЇЄҐ]\w+ (?:из|із|з) (?:котор|як)\w+|С одной стороны|С другой(?: стороны)?"
    r"|З одного боку|З іншого боку|On (?:the )?one hand|On the other hand)\b"
)
# What goes on: the news comes after it.
FRAME = re.compile(
    r"\b(?:проход[ия]т|пройд[её]т|пройдут|стартовал[аои]?|старту[ею]т|начал(?:ся|ась|ось|ись)|продолжа[ею]тся"
    r"|проходить|проходять|триває|тривають|стартува(?:в|ла|ло|ли)|розпоча(?:вся|лася|лося|лися))\b"
    r"|^(?:По (?:словам|мнению)|За словами|На думку)\b"
)
# What somebody or something is.
STATE = re.compile(
    r"^[^,]{3,80}\b(?:является|являются|считается|считаются|находится|вважається|вважаються|є) "
)
FILLER = re.compile(
    r"\s(?:официально|офіційно|officially|фактически|фактично|по\sего\sсловам,|в\sочередной\sраз|вчергове)(?=\s)"
)
PERSON_ROLE = re.compile(
    r"^[A-Z][^,]{2,40}?(?:,\s[^,]{3,30}?){0,3}\s[a-z]{3,20}\s(?=[A-Z][a-z]{1,20}\s[A-Z]\w{1,20}\s(?:is|has|was|will|said|says|believes|admit\w+|insists|wants|hopes|fears|told|claims|feels|plans)\b)"
    r"|^[A-Z][\w\s]{1,30}['’]s\s(?=[A-Z][a-z]{1,20}\s[A-Z]\w{1,20}\s(?:is|has|was|will|said|says|wants|hopes|plans)\b)"
)
_OFFICIALS = r"(?:police|officials|authorities|prosecutors|firefighters|ministry|court|sources)"
FINAL_ATTRIBUTION = re.compile(
    r",\s(?:(?:как\s)?(?:сообща|сообщи|пиш|переда|уточни|подсчита|рассказали|говорится)\w*"
    r"|(?:як\s)?(?:повідомл|повідоми|пиш|переда|уточни|підрахува|розповіли|йдеться|ідеться)\w*"
    r"|according\sto\s(?:the\s)?(?:local\s)?(?:police|officials|authorities|reports))(?:\s[^,]*)?$"
    rf"|,\s(?:\S+\s){{0,3}}{_OFFICIALS}\s(?:said|says|say|reported|reports|confirmed|announced)(?:\s(?:on|in|at|late|early|to)\s[^,]{{1,40}}|\s\w+)?$",
    re.IGNORECASE,
)
_ENGLISH_ATTRIBUTION = re.compile(r",\s(?:it\shas\sbeen\s\w+)$")
HELD = re.compile(
    r",\s(?:according\sto\s[^,]{3,90}|[^,]{2,80}\s(?:said|says|say|told|insisted|insists|admitted|believes?|claims?|claimed|warns?|warned"
    r"|suggests?|suggested|predicts?|predicted|argues?|argued|heard|shows|showed|found|finds|thinks?|reported|announced)(?:\s[^,]{2,60})?"
    r"|(?:said|says|say|warns?|warned|claims?|believes?)\s[^,]{3,80}(?:,\s[^,]{3,60})?)$"
)
"""Who says so: without it an opinion is told as a fact."""
MAIN_VERB = re.compile(r"[^,]{3,60},\s(?:is|are|was|were|has|have|will|can)\s")
_MEDIUM = (
    r"(?:газет|издани|агентств|агенці|телеканал|канал|радио|радіо|телевидени|телебаченн|служб"
    r"|видан|портал|сайт|журнал)[а-яёіїє]{0,3}"
)
_SPOKE = (
    r"(?:заяв|сообщ|расска|сказа|отмет|поясн|объясн|призна|подчеркн|повідом|розпов|зазнач|зізна)"
)
# An adjective is only a half of the name of a medium: «Комсомольской правде».
_TOLD_TO = re.compile(
    r"(?<=[^\W\d_])\s(?:в\s(?:интервью|эфире|комментарии)|в\sінтерв['’ʼ]ю|у\s(?:коментарі|ефірі))"
    rf"\s(?:{_MEDIUM}\s)?"
    r"(?:«[^«»]{2,40}»|[A-Z][\w.-]{1,30}(?:\s[A-Z][\w.-]{1,30}){0,2}"
    r"|[А-ЯЁІЇЄҐ][\w.-]{1,30}(?:\s[А-ЯЁІЇЄҐ][\w.-]{1,30}){0,2}"
    rf"(?:\s{_MEDIUM}|(?=\s{_SPOKE})|(?<!ой)(?<!ей)(?<!ому)(?<!ему)(?<!ого)(?<!его)(?<!ій)(?<!ої)(?!\s{_MEDIUM}\b)))"
    r"(?=\s(?!(?:и|й|і|та|а)\s)[а-яёіїєґ])"
)
_PERCENT = re.compile(r"(?<=\d) (?:процент(?:а|ов)?|відсотк(?:и|ів|а)|per ?cent)(?!\w)")
_RANGE_START = re.compile(
    r"\b(?:с|з|із|від|from)\s\d[\d.,]*%?(?:\s(?:тыс|тис|млн|млрд|million|billion)\b\.?)?\s(?=(?:до|to)\s\d)"
)
_OUTCOME = re.compile(
    r",\s(?:in\s(?:a|an|what|the\s(?:latest|first))|the\s(?:latest|first|second|third|largest|biggest)|an?\s(?:move|step"
    r"|decision|sign|day|week|month|year))\s[^,–—“”]{3,120}$"
)
"""What an event means: "…, in a case that has shaken the country"."""
DELETIONS = (
    (_OUTCOME, ""),
    (_ENGLISH_ATTRIBUTION, ""),
    (_GERUND_INSERTION, ""),
    (_PERCENT, "%"),
    (_TOLD_TO, ""),
    (_MIDDLE_TIME, ""),
    (_MIDDLE_DAY, ""),
    (_RANGE_START, ""),
)
"""What a sentence that is too long loses, one after another, and what is put there."""
# What may be before the main clause, and what the rest may not begin with.
OPENING_ATTRIBUTION = re.compile(
    r"^(?:По\s(?:словам|данным|информации|сведениям|мнению|оценкам?|предварительным\sданным)|Согласно|Как\s(?:сообщ|пиш|переда|отмеч"
    r"|отмет|заяв|уточн|рассказ|стало\sизвестно)\w*|За\s(?:словами|даними|інформацією|попередніми\sданими|оцінк\w+)"
    r"|На\sдумку|Згідно\sз|Як\s(?:повідом|пиш|переда|зазнач|заяв|уточн|розпов|стало\sвідомо)\w*|According\sto)\s[^,]{3,90},\s"
)
_OFFICE = (
    r"(?:глав|директор|гендиректор|замдиректор|президент|министр|премьер|руководител|заместител|председател|представител"
    r"|эксперт|аналитик|профессор|доктор|начальник|координатор|секретар|депутат|адвокат|основател|автор"
    r"|тренер|сотрудник|голов|очільни|керівни|міністр|заступни|представни|аналітик|експерт|засновни"
    r"|речни|професор|спікер|лікар|врач|мэр|мер|губернатор|владелец|власни)"
)
NAMED_SPEAKER = re.compile(
    r"(?:Как|Як)\s[^,]{3,80}\s[A-ZА-ЯЁІЇЄҐ][a-zа-яёіїєґ’'-]+\s[A-ZА-ЯЁІЇЄҐ][a-zа-яёіїєґ’'-]+,\s"
)
# Who the speaker of «Как заявил Иван Лозовой, …» is.
APPOSITION = re.compile(
    rf"(?P<office>(?:[а-яёіїєґ-]{{3,20}} )?{_OFFICE}[а-яёіїєґ]{{0,4}}\s[^,]{{3,120}}),\s"
    rf"(?:(?:{_PARTICIPLE}|котор\w{{2,3}}|як(?:ий|а|е|і))\s[^,]{{3,120}},\s)?"
)
# Its loss leaves no opinion without the one who holds it.
OPENING_REPORT = re.compile(
    r"^(?:По\s(?:данным|информации|сведениям|предварительным\sданным)|Как\s(?:сообщ|пиш|переда|стало\sизвестно)\w*"
    r"|За\s(?:даними|інформацією|попередніми\sданими)|Як\s(?:повідом|пиш|переда|стало\sвідомо)\w*"
    r"|According\sto\s(?:a\sreport|reports|the\spolice|police|officials))(?:\s[^,]{3,90})?,\s"
)
OPENING_PHRASE = re.compile(
    r"^(?:(?:After|Following|To\smark|Despite|Amid|Ahead\sof|Given|Speaking|Born|Asked|Having|In\sa|In\san|With|During)\s[^,]{3,90}"
    r"|(?:В\sходе|Во\sвремя|В\sрамках|После|На\sфоне|Несмотря\sна|В\sсвязи\sс|Під\sчас|У\sмежах|У\sрамках|Після|Попри)\s[^,]{3,90}),\s"
)
SUBORDINATE_START = re.compile(
    rf"(?:(?:котор|как|что|где|как|чтобы|який|яка|яке|які|що|де|who|which|that|and|but|he|she|it|they|it['’]s|a\slot"
    rf"|и|а|но|і|та|але|он|она|они|він|вона|вони)\b|котор|{_PARTICIPLE}\b)",
    re.IGNORECASE,
)

STATED = re.compile(
    r"^(?P<who>[^,:–—]{3,110}?)\s(?:сообщил|заявил|рассказал|отметил|объявил|выяснил|установил|доказал|подсчитал|предупредил"
    r"|уверен|подтвердил|обнаружил|повідоми[лв]|заяви[лв]|розпові[лв]|зазначи[лв]|оголоси[лв]|з['’ʼ]ясува[лв]|встанови[лв]|дове[лв]"
    r"|підрахува[лв]|попереди[лв]|підтверди[лв]|вияви[лв])(?:а|о|и|і|ы)?,?\s(?:о\sтом,\s)?(?:что|що)\s(?P<what>\S.*)$"
    r"|^(?P<who2>[^,:–—]{3,110}?)\s(?:считает|считают|полагает|полагают|пришли\sк\sвыводу|пришел\sк\sвыводу|вважає|вважають"
    r"|дійшли висновку|переконан[аий]?), (?:что|що) (?P<what2>\S.*)$"
)
# Their subject follows: «существует угроза», «ведется ремонт».
_IMPERSONAL = (
    r"(?:(?:существу|действу|отсутству|хвата|існу|браку|вистача|трива)[а-яіїє]{1,4}"
    r"|(?:вед|готов|готу|стро|буду|проход|провод|ожида|очіку|планиру|плану|требу|потребу|наблюда"
    r"|спостеріга|сохраня|зберіга|продолжа|продовжу|разраб|розробля|обсужда|обговорю|рассматр|розгляда"
    r"|име|появля|расслед|розслід|реша|виріш)[а-яіїє]{0,9}ть?ся)\s"
)
# Begins with a verb whose subject is before «что».
LACKS_SUBJECT = re.compile(
    rf"(?:не\s)?(?:\w{{3,20}}о\s)?(?!{_IMPERSONAL})"
    r"[а-яёіїєґ]{2,20}(?:[аяу]ет|[аяу]ют|[еи]тся|ає|ує|ить|їть|ться)\s"
)
_RELATIVE = (
    r"(?:(?:в|во|на|о|об|по|с|со|из|от|для|за|при|под|к|у|благодаря)\sкотор|котор"
    r"|(?:у|в|на|про|за|з|із|для|до|від|при)\sяк(?:ому|ій|их|ого|ої|им|ою)\b|як(?:ий|а|е|і|ого|ої|их)\b"
    r"|(?:[а-яё]{3,20}|(?:в|на|о|с|из|от|для|за|при|под|к|у)\s[а-яё]{3,20})\sкотор(?:ого|ой|ых)\b"
    r"|(?:in|on|of|to|for|with|at|by|from)\s(?:which|whom)\b|(?:who|which|whose|where)\b)"
)
RELATIVE = re.compile(
    r",\s(?:\S+\s){0,2}(?:котор\w+|як(?:ий|а|е|і|ого|ої|их|ому|ій|ою|им|ими))\b", re.IGNORECASE
)
# Where a sentence may be cut after a complete clause.
CLAUSE_END = re.compile(
    rf"""(?:
      ,\s(?=(?:{_RELATIVE}|чтобы|где|когда|куда|откуда|если|хотя|поскольку|потому|так\sкак|пока|причем|причём|а|но
         |однако|после|по\sсравнению|включая|в\sрезультате|сообща|пиш|переда|заяви|говорит|рассказ|отмети|подчеркн
         |(?:little|up|down|days|weeks|months|years|hours|its|their|compared|despite|thanks|due|boosted|driven|helped|less\sthan|more\sthan|just)\s
         |порівняно|щоб|де|коли|куди|якщо|хоча|оскільки|бо|але|проте|унаслідок|внаслідок|повідомл|when|while|after|as|but|and
         |although|though|because|since|with|including|according|\w+ing\b
         |\w+(?:вший|вшая|вшие|вшись|ющий|ющая|ющие|ящий|ящая|ящие|ая|ив|ав|ючи|ячи|вши)\b)\w*)
    | \s(?=(?:but|while|although|because|whereas|which|who|after|before|when)\s)
    | ,\s(?=(?:что|що)\s(?:знамену|означа|ста[лн]|явля|прив[ео]|позвол|вызва|вызыва|подтвержда
         |свидетельств|соста[вн]|соответств|превыша|сдела|може|дела|призв[еі]|дозвол|спричин|підтверджу|свідч|станов|перевищу|роб))
    | \s[–—]\s | ;\s | :\s
    )""",
    re.VERBOSE | re.IGNORECASE,
)
COMMA = re.compile(r",\s(?=[а-яёіїєґ])(?!(?:что|що)\s)")
CONJUNCTION = re.compile(
    r"\s(?=(?:и|а также|та|і|й|and|as|while|в|на|по|с|для|из|от|при|у|до|за|о|об|через|из-за|з|від"
    r"|про|щодо|к|ко|во|со|под|над|перед|между|после|без|против|среди|вместо|около|під|між|після"
    r"|серед|замість|проти|in|at(?!\sleast\s|\smost\s)|for|from|by|with|over|during|following|amid|despite|until|since|because|within|alongside|against|that|along|near|under|about|into|across|through|among|without"
    r"|to\s(?:ensure|help|avoid|boost|prevent|protect|mark|celebrate|find|make|discuss|raise|tackle|approve|beat|reach|become|win|cut|build)"
    rf"|on(?=\s{_ENGLISH_WEEKDAY}))\s)",
    re.IGNORECASE,
)
# What a cut leaves open: a range, one of two, the first part of "not only".
OPEN_END = re.compile(
    r"(?:\b(?:обратил|зверну)\w+\s(?:к|до|в|у)\s[^,]{2,60}|\b(?:между|між|between|both|either)\s(?:(?!и\s|і\s|й\s|та\s|and\s)\S+\s){0,3}(?!и\s|і\s|та\s|and\s)\S+"
    r"|\bкак\s(?:\S+\s){0,3}\S+|\b(?:с|от|від|з|from)\s\d\S*"
    r"|\b(?:не\sтолько|не\sлише|not\sonly)\b.*|\d[^\s%\d]*|\d\s?(?:тыс|млн|млрд|тис|million|billion|trillion|m|bn)\.?)$",
    re.IGNORECASE,
)
THAT = re.compile(r"\s(?:that|whether)\b")
# What the colon after it introduces is what was said or shown: «Проверка показала: …».
SAYS_WHAT = re.compile(
    r"\b(?:рассчитыва|надеет|надеют|ожида|опаса|требу|обеща|розрахову|сподіва|очіку|побою|вимага|обіця"
    r"|засвидетельствова|показа|показыва|выясни|заяви|сообщи|сказа|отмети|подчеркну|объясни|спроси|говор|счита|увер"
    r"|засвідчи|свідч|з['’ʼ]ясува|повідоми|зазначи|наголоси|переконан|вважа|поясни|запита|каж|said|says|found|shows?|showed)\w*$",
    re.IGNORECASE,
)
# «первой страной, которая…»: what comes after it says first in what.
UNIQUE = re.compile(
    r"\b(?:перв|единственн|последн|перш|єдин|останн)(?:ый|ая|ое|ой|ые|ым|ими|ого|ую|ий|а|е|і|ою|их|ому)"
    r"\s[а-яёіїєґ]{3,20}$"
)
ANY_RELATIVE = re.compile(r",\s(?:котор|як(?:ий|а|е|і|ого|ої|их|ому)\b|кто\b|хто\b)")
# «не то, а это»: the first half alone denies what nobody said.
CONTRAST = re.compile(r",\s(?:а|но|але|but|rather)\s")
# «40% и 5% соответственно»: neither can be cut off.
RESPECTIVELY = re.compile(r"\b(?:соответственно|відповідно(?! до)|respectively)\b")
CONCEDED = re.compile(r"\b(?:may|might)\b")
BUT = re.compile(r",?\sbut\s")
WITH = re.compile(r"\swith\s")
# What is done together with somebody.
TOGETHER = re.compile(
    r"\b(?:sp[eo]aks?|spoke|met|meets?|meeting|talk(?:s|ed)?|agree[sd]?|clash(?:es|ed)?|split|call(?:ed)?|phone)\b[^,]{0,30}$"
)
COLON = re.compile(r":\s")
COLON_OR_DASH = re.compile(r"(?::|\s[–—-])\s")
ANYTHING = re.compile("")
# A dash or a colon after it brings what it means.
POINTS_ON = re.compile(
    r"\b(?:in particular|especially|namely|one thing|two things|question|reason|problem|goal"
    r"|answer|condition|exception|difference)$"
)
# What "and" joins to things that were counted is counted too: "34 women and children".
AND = re.compile(r"\sand\s")
COUNTED = re.compile(r"(?<![\d,.])\d[\d,.]{0,12}\s[\w-]{1,30}$")
NAME_END = re.compile(r"\s[A-Z][\w’'-]*$")
AND_NAME = re.compile(r",?\sand\s[A-Z]")
NOT = re.compile(r"\b(?:не|not)\b", re.IGNORECASE)
TOLD = re.compile(
    r"\b(?:told|tells?|warn\w*|assur\w+|inform\w+|promis\w+|remind\w+|notified|convinc\w+|shows?|showed|said|says?|means?"
    r"|so|such|announc\w+|reveal\w+|confirm\w+|found|finds?|believ\w+|claim\w+|hop\w+|agree\w*|not\w+)\b"
)
"""What is told that something is so."""
PRONOUN = re.compile(
    r"\b(?:он|она|они|его|ее|её|их|им|ему|ей|него|нее|них|ним|ней|він|вона|вони|його|її|їх|їм|йому)\b"
)
OWNED = re.compile(r"\b(?:his|her|their|him|them)\b")
"""Stands for a person or an office that was named before it."""
OCCASION = re.compile(
    r"(?<=[а-яёіїє])\s(?:на\s(?:встрече|совещании|брифинге|пресс-конференции|заседании|зустрічі|нараді|брифінгу|засіданні)"
    r"|в\s(?:интервью|эфире|комментарии|ходе)|під\sчас|в\sінтерв)\b.*$"
)
OFFICE = re.compile(r"(?:В|Во|На|У)\s")
