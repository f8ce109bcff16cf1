# Editors change an article, or take it out
button-edit = Edit
button-edit-title = Title
button-edit-text = Text
button-remove = Remove
button-remove-surely = Yes, remove it
button-to-article = To the article
edit-usage = Type the article’s number: /edit 12, and I will ask what to change. Or the new text at once: /edit 12 Text. The number is in /add’s answer and behind the “Edit” button.
edit-unknown = There is no article No. { $id } in the archive.
edit-by-editors = Set by the editors: { $parts }
edit-part-title = title
edit-part-text = text
edit-part-topics = topics
edit-ask-title = No. { $id }. Reply to this message with the new title. Now it is:
edit-ask-text = No. { $id }. Reply to this message with the new text, all of it; send a long one as a .txt file. Now it is:
edit-ask-topics = No. { $id }. What is “{ $title }” about? Tick its topics: the text will not change them any more.
edit-words-only = I need words: reply with text or a .txt file.
edit-saved = Changed. What was sent before stays as it was.
error-same-article = Another article in the archive says just this.
error-article-withdrawn = The editors have taken this article out of the archive.

remove-usage = Type the article’s number: /remove 12
remove-ask = Remove No. { $id } “{ $title }” from the archive? It will be gone from search and from the next digests, and its source will not bring it back.
remove-done = No. { $id } “{ $title }”: removed from the archive. /add can bring it back.
remove-was-pushed = It went out as breaking news No. { $id }. To take it back from readers: /retract { $id }
