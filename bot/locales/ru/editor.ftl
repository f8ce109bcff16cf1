editors-only = Это для редакторов.
breaking-usage = Напишите новость после команды: /breaking Текст новости
breaking-preview =
    { $count ->
        [one] № { $id }. Так это увидит { $count } читатель. Отправить?
        [few] № { $id }. Так это увидят { $count } читателя. Отправить?
       *[many] № { $id }. Так это увидят { $count } читателей. Отправить?
    }
breaking-nobody = № { $id }. Сейчас срочные новости не получает никто: отправлять некому.
breaking-cancelled = № { $id }. Отменено, никто ничего не получил.
breaking-already = С № { $id } уже всё решено.
breaking-running = № { $id }. Отправляю: доставлено { $sent }, не доставлено { $failed }, осталось { $left }.
breaking-report = № { $id }. Готово: доставлено { $sent }, не доставлено { $failed }.
correct-usage = Напишите номер и новый текст: /correct 12 Текст новости
retract-usage = Напишите номер: /retract 12
broadcast-unknown = Новости № { $id } нет, она ещё не отправлена или уже отозвана.
correcting-begins = № { $id }. Исправляю.
correcting-running = № { $id }. Исправляю: готово { $sent }, не получилось { $failed }, осталось { $left }.
correcting-report = № { $id }. Исправлено: { $sent }, не получилось { $failed }.
retracting-begins = № { $id }. Отзываю.
retracting-running = № { $id }. Отзываю: готово { $sent }, не получилось { $failed }, осталось { $left }.
retracting-report = № { $id }. Отозвано: { $sent }, не получилось { $failed }.
retraction-notice = Редакция отозвала эту новость.
own-topics-title = Свои темы
own-topics-hint =
    Добавить или изменить: /topic add 🛸 Дроны / Дрони / Drones: дрон, беспилотник, бпла, copter*
    Слово в обычной форме найдёт все формы, звёздочка — любое окончание. Названия на других языках необязательны.
    Дополнить готовую тему: /topic add Спорт: падел, -арена
    Убрать: /topic remove Дроны
topic-added = Тема «{ $topic }» добавлена. Её получат статьи, начиная со следующей, а читатели найдут её в /topics.
topic-changed = Тема «{ $topic }» изменена. Новые слова действуют со следующей статьи.
topic-mended = Слова темы «{ $topic }» изменены. Они действуют со следующей статьи.
topic-removed = «{ $name }»: убрано, и из выбора читателей тоже.
topic-none-of-ours = В теме «{ $name }» нет ничего своего.
stats-title = Цифры
stats-body =
    Читателей: { $active }, на паузе { $paused }, недоступны { $gone }
    Статей: { $articles }, историй { $stories }
    Источников: { $sources }
    Доставлено: { $sent }, ждёт { $waiting }, не доставлено { $failed }
