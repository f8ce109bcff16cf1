# Topics
topic-politics = Politics
topic-conflict = War and security
topic-economy = Economy
topic-energy = Energy
topic-society = Society
topic-crime = Crime
topic-disaster = Accidents
topic-health = Health
topic-science = Science
topic-technology = Technology
topic-culture = Culture
topic-sport = Sport
topic-environment = Nature
topic-lifestyle = Lifestyle
