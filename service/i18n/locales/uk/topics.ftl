# Теми
topic-politics = Політика
topic-conflict = Війна та безпека
topic-economy = Економіка
topic-energy = Енергетика
topic-society = Суспільство
topic-crime = Кримінал
topic-disaster = Надзвичайні події
topic-health = Здоров’я
topic-science = Наука
topic-technology = Технології
topic-culture = Культура
topic-sport = Спорт
topic-environment = Довкілля
topic-lifestyle = Стиль життя
