error-unexpected = Что-то пошло не так. Мы уже видим это в журнале; попробуйте ещё раз чуть позже.
error-storage = Не получилось сохранить. Попробуйте ещё раз чуть позже.
error-empty-article = В этом сообщении нет текста, из которого вышла бы статья.
error-unreadable-file = Не удалось прочитать { $path }: { $reason }.
error-source = Не удалось прочитать { $url }: { $reason }.

reason-bad-url = такого адреса нельзя прочитать
reason-private-address = адрес внутри частной сети
reason-dns = такого сайта не нашлось
reason-refused = сайт не принимает соединений
reason-tls = не удалось установить защищённое соединение
reason-timeout = сайт не ответил вовремя
reason-broken = связь оборвалась
reason-redirects = сайт отправляет по кругу
reason-http-status = сайт ответил ошибкой
reason-too-large = страница слишком велика
reason-not-a-feed = это не лента
reason-malformed = лента испорчена
