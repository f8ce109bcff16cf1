# Time zones
timezone-title = Time zone
timezone-is = Now it is { $zone }, and your clock shows { $clock }.
timezone-hint = Choose a city, or type yours: “Manchester”, “Poland”, “UTC+3”.
timezone-saved = Time zone: { $zone }, your clock shows { $clock }. { $next }
timezone-unclear = I know no time zone “{ $text }”. Type a city, for example: /timezone London
region-europe = Europe and the Atlantic
region-asia = Asia
region-america = America
region-africa = Africa
region-oceania = Australia and Oceania
