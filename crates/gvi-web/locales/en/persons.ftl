# Persons in the authority's own compartment.

menu-persons = Persons

persons-title = Persons
persons-lead = Find a person in the authority’s own compartment. No other compartment is searched, and every row shown is logged.
persons-search = Search for a person
persons-search-hint = Part of a name, the whole code, or at least four digits of a telephone number.
persons-caption = Persons in the authority’s own compartment
persons-count =
    { $count ->
        [one] One person
       *[other] { $count } persons
    }
persons-count-at-least = At least { $count } persons
persons-empty = No persons yet
persons-empty-what-to-do = Add a person only when there is a written reason for the person to be here.
persons-none-found = Nobody found
persons-none-found-what-to-do = Try a shorter part of the name, or search by code or telephone number.
person-add = Add person
person-added = The person is added.
person-edit = Edit the record
person-card = Record
person-form-lead = Write only what is needed, factually, and so that the person could read it.
person-name = Name
person-code = Code
person-born = Born
person-born-year = Year of birth
person-born-on = Date of birth
person-born-hint = At least the year. If only the year is known, the person counts as the youngest they can be.
person-born-age = { $born } ({ $age } years)
person-born-age-least = { $born } (at least { $age } years)
person-minor = Under 18: special rules apply.
person-why-here = Why the person is here
person-why-here-hint = The concrete reason, without judging words.
person-suspicion = Suspicion
person-suspicion-reference = Reference to a suspicion
person-suspicion-hint = A case number. Without a reference the page says that the person is not suspected.
person-suspected = There is a suspicion
person-not-suspected = Not suspected
person-not-suspected-text = No suspicion is registered. The mark is only removed with a reference to a case.
person-phones = Telephone
person-emails = E-mail
person-addresses = Address
person-addresses-hint = Never write the address of a person with protected identity.
person-others = Other route
person-one-a-line = One a line.
person-protected = Protected identity
person-protected-text = Only the named handlers can see that the person is here. Do not spread name, address or map.
person-protected-hint = The person becomes invisible to everybody but the handlers: in lists, search, counts and cards.
person-handlers = Handlers
person-handlers-hint = User names with commas between them. Used only for protected identity; you are always among them.
person-ends = Erased after
person-ends-hint = Twelve months ahead at most. An edit can only move the date nearer.
person-memberships = Memberships in groups
person-memberships-none = The person is not listed in any group.
person-who-can-see = Those in this authority who work with persons. No other authority.
contact-kind-phone = Telephone
contact-kind-email = E-mail
contact-kind-address = Address
contact-kind-other = Other route
fault-not-a-birth = Give a year or date of birth that can be right
fault-not-a-day = Give a date
fault-not-a-reference = Give a case number, not a description
fault-in-the-past = Give a later date
fault-in-the-future = That day has not been yet
fault-too-far = The date is too far ahead
fault-cannot-extend = An edit cannot extend the time. Give the same date or an earlier one.
fault-protected-address = The address of a person with protected identity must not be kept here
fault-no-such-colleague = No colleague has that user name
fault-disrespectful = The text holds a disrespectful word. Describe what happened in plain words: write person and group.
fault-names-a-people = The name points at a people, an origin or a religion. Choose a neutral code name, for example after a place or a bird. If the word means something else here: choose another name all the same, and tell those who keep the system, so that the word list is mended.
