# A pause
pause-title = Пауза
pause-hint = На паузе не приходит ничего: ни сводки, ни срочные новости. Когда срок кончится, я вернусь и скажу об этом. Можно и написать: /pause 3 дня
button-pause-day = На день
button-pause-week = На неделю
button-pause-open = Пока не вернусь
button-pause-over = Вернуть сводку
pause-ends = Сводка снова будет приходить.
pause-over = Пауза закончилась: сводка снова с вами.
pause-unclear = Не понял, на сколько. Напишите так: /pause 3 дня, /pause неделя, /pause до 25 июля
