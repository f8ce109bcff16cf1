editors-only = Це для редакторів.
breaking-usage = Напишіть новину після команди: /breaking Текст новини
breaking-preview =
    { $count ->
        [one] № { $id }. Так це побачить { $count } читач. Надіслати?
        [few] № { $id }. Так це побачать { $count } читачі. Надіслати?
       *[many] № { $id }. Так це побачать { $count } читачів. Надіслати?
    }
breaking-nobody = № { $id }. Зараз термінові новини не отримує ніхто: надсилати нікому.
breaking-cancelled = № { $id }. Скасовано, ніхто нічого не отримав.
breaking-already = Щодо № { $id } вже все вирішено.
breaking-running = № { $id }. Надсилаю: доставлено { $sent }, не доставлено { $failed }, лишилося { $left }.
breaking-report = № { $id }. Готово: доставлено { $sent }, не доставлено { $failed }.
correct-usage = Напишіть номер і новий текст: /correct 12 Текст новини
retract-usage = Напишіть номер: /retract 12
broadcast-unknown = Новини № { $id } немає, її ще не надіслано або вже відкликано.
correcting-begins = № { $id }. Виправляю.
correcting-running = № { $id }. Виправляю: готово { $sent }, не вдалося { $failed }, лишилося { $left }.
correcting-report = № { $id }. Виправлено: { $sent }, не вдалося { $failed }.
retracting-begins = № { $id }. Відкликаю.
retracting-running = № { $id }. Відкликаю: готово { $sent }, не вдалося { $failed }, лишилося { $left }.
retracting-report = № { $id }. Відкликано: { $sent }, не вдалося { $failed }.
retraction-notice = Редакція відкликала цю новину.
sources-title = Джерела
sources-none = Джерел поки немає. Додати: /sources add https://…
sources-line-well = { $title } — { $moment }
sources-line-new = { $title } — ще не читав
sources-line-failing =
    { $count ->
        [one] { $title } — { $count } збій: { $reason }
        [few] { $title } — { $count } збої поспіль: { $reason }
       *[many] { $title } — { $count } збоїв поспіль: { $reason }
    }
sources-line-paused = { $title } — на паузі
sources-added = Додав { $url }. Прочитаю протягом хвилини.
sources-known = { $url } уже є.
stats-title = Цифри
stats-body =
    Читачів: { $active }, на паузі { $paused }, недоступні { $gone }
    Статей: { $articles }, історій { $stories }
    Джерел: { $sources }
    Доставлено: { $sent }, чекає { $waiting }, не доставлено { $failed }
