# Search in the authority's own compartment.

menu-search = Search
search-title = Search
search-lead = Searches only the authority’s own compartment, and only what you may see.
search-label = Name, code, place or title
search-label-short = Search group, person, incident
search-hint = Groups are searched by code name, other names and code. Persons by name and code. Incidents by place and code. Received items by title. What you type is not kept.
search-too-short = Write at least two characters.
search-nothing = Nothing was found
search-nothing-what-to-do = Try a shorter part of the name, or the code. If you look for something at another authority: ask for a disclosure.
search-count =
    { $count ->
        [one] One result
       *[other] { $count } results
    }
search-count-of = { $shown } of { $count } results are shown. Write more to get fewer.
search-count-at-least =
    { $count ->
        [one] At least one result. Write more to get fewer.
       *[other] At least { $count } results. Write more to get fewer.
    }
search-also-called = also called { $names }
