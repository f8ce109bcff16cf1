error-unexpected = Something went wrong. We can see it in the log; please try again a little later.
error-storage = It could not be saved. Please try again a little later.
error-empty-article = There is no text here to make an article of.
error-unreadable-file = { $path } could not be read: { $reason }.
error-source = { $url } could not be read: { $reason }.

reason-bad-url = such an address cannot be read
reason-private-address = the address is inside a private network
reason-dns = there is no such site
reason-refused = the site takes no connections
reason-tls = no secure connection could be made
reason-timeout = the site did not answer in time
reason-broken = the connection was cut
reason-redirects = the site redirects in circles
reason-http-status = the site answered with an error
reason-too-large = the page is too large
reason-not-a-feed = this is no feed
reason-malformed = the feed is broken
