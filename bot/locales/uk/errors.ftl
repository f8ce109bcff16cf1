error-unexpected = Щось пішло не так. Ми вже бачимо це в журналі; спробуйте ще раз трохи згодом.
error-storage = Не вдалося зберегти. Спробуйте ще раз трохи згодом.
error-empty-article = У цьому повідомленні немає тексту, з якого вийшла б стаття.
error-unreadable-file = Не вдалося прочитати { $path }: { $reason }.
error-source = Не вдалося прочитати { $url }: { $reason }.

reason-bad-url = таку адресу не можна прочитати
reason-private-address = адреса всередині приватної мережі
reason-dns = такого сайту не знайшлося
reason-refused = сайт не приймає з’єднань
reason-tls = не вдалося встановити захищене з’єднання
reason-timeout = сайт не відповів вчасно
reason-broken = зв’язок обірвався
reason-redirects = сайт відсилає по колу
reason-http-status = сайт відповів помилкою
reason-too-large = сторінка завелика
reason-not-a-feed = це не стрічка
reason-malformed = стрічка зіпсована
