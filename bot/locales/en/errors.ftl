error-unexpected = Something went wrong. We can see it in the log; please try again a little later.
error-storage = It could not be saved. Please try again a little later.
error-empty-article = There is no text here to make an article of.
error-unreadable-file = { $path } could not be read: { $reason }.
error-source = { $url } could not be read: { $reason }.
