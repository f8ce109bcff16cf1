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
own-topics-title = Власні теми
own-topics-hint =
    Додати чи змінити: /topic add 🛸 Дроны / Дрони / Drones: дрон, безпілотник, бпла, copter*
    Слово у звичайній формі знайде всі форми, зірочка — будь-яке закінчення. Назви іншими мовами необов’язкові.
    Доповнити готову тему: /topic add Спорт: падел, -арена
    Прибрати: /topic remove Дрони
topic-added = Тему «{ $topic }» додано. Її отримають статті, починаючи з наступної, а читачі знайдуть її в /topics.
topic-changed = Тему «{ $topic }» змінено. Нові слова діють з наступної статті.
topic-mended = Слова теми «{ $topic }» змінено. Вони діють з наступної статті.
topic-removed = «{ $name }»: прибрано, і з вибору читачів теж.
topic-none-of-ours = У темі «{ $name }» немає нічого власного.
stats-title = Цифри
stats-body =
    Читачів: { $active }, на паузі { $paused }, недоступні { $gone }
    Статей: { $articles }, історій { $stories }
    Джерел: { $sources }
    Доставлено: { $sent }, чекає { $waiting }, не доставлено { $failed }
