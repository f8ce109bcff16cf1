too-hasty = You are faster than I can answer. Give me { $lasts }, and we can go on.
too-hasty-inline = Too fast: wait a moment
