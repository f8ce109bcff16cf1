too-hasty = You are faster than I can answer. Give me { $lasts }, and we can go on.
