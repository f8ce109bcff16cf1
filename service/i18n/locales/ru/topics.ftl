# Topics
topic-politics = Политика
topic-conflict = Война и безопасность
topic-economy = Экономика
topic-energy = Энергетика
topic-society = Общество
topic-crime = Криминал
topic-disaster = Происшествия
topic-health = Здоровье
topic-science = Наука
topic-technology = Технологии
topic-culture = Культура
topic-sport = Спорт
topic-environment = Природа
topic-lifestyle = Стиль жизни
