# Groups and channels
group-greeting =
    Hello! This is Svodka. Every day at { $clock } I will send the main news here. Now: /digest. To find something: /search word. Topics and hour are for the admins to choose: /topics, /time.
channel-greeting = I will post a digest to the channel “{ $title }” every day at { $clock }, and breaking news at once.
admins-only = The group’s admins set this.
open-me-first = To read it in full, open { $name } and press Start.
