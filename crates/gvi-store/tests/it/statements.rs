//! Every statement of this room is understood by both databases.
//!
//! Statements are found in the sources, as the compiler would put them together: a literal, a `concat!`, or one of the room's own macros
//! that make a text. None can hide, for three reasons, each with a test of its own or an assertion: only `db.rs` speaks to the driver,
//! it takes nothing but texts that are in the program, and in every test run it refuses a text that does not begin with one of
//! [`FIRST_WORDS`], which are the words that are looked for here.

use std::collections::BTreeMap;
use std::path::Path;

use gvi_store::db::{DbTx, FIRST_WORDS, Pool};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use sqlx::{AssertSqlSafe, Executor as _, SqlSafeStr as _};

use crate::databases;

/// A macro of the room that takes nothing but literals: what it calls them, and its body.
struct LiteralMacro {
    parameters: Vec<String>,
    body: Vec<TokenTree>,
}

impl LiteralMacro {
    /// The body with what it is given in the places of the parameters.
    fn expanded(&self, arguments: &Group) -> Vec<TokenTree> {
        let arguments: Vec<TokenTree> = arguments.stream().into_iter().collect();
        let given: Vec<&[TokenTree]> = arguments.split(|tree| is_punct(Some(tree), ',')).filter(|argument| !argument.is_empty()).collect();
        assert_eq!(given.len(), self.parameters.len(), "a macro is given another number of texts than it takes");
        self.put_in(&self.body, &given)
    }

    fn put_in(&self, body: &[TokenTree], given: &[&[TokenTree]]) -> Vec<TokenTree> {
        let mut trees = Vec::new();
        let mut at = 0;
        while at < body.len() {
            let parameter = match (&body[at], body.get(at + 1)) {
                (TokenTree::Punct(dollar), Some(TokenTree::Ident(name))) if dollar.as_char() == '$' => {
                    self.parameters.iter().position(|parameter| *name == parameter)
                }
                _ => None,
            };
            match (parameter, &body[at]) {
                (Some(place), _) => {
                    trees.extend(given[place].iter().cloned());
                    at += 1;
                }
                (None, TokenTree::Group(group)) => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    let mut put = Group::new(group.delimiter(), self.put_in(&inner, given).into_iter().collect());
                    put.set_span(group.span());
                    trees.push(TokenTree::Group(put));
                }
                (None, tree) => trees.push(tree.clone()),
            }
            at += 1;
        }
        trees
    }
}

type Macros = BTreeMap<String, LiteralMacro>;

/// A statement and where it stands.
struct Statement {
    place: String,
    text: String,
}

struct Reader<'m> {
    file: &'m str,
    own: &'m Macros,
    all: &'m Macros,
    found: Vec<Statement>,
}

fn is_statement(text: &str) -> bool {
    FIRST_WORDS.iter().any(|word| text.starts_with(word))
}

/// The text of a string literal, as the program has it; nothing for another literal.
fn text_of(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix('r') {
        let raw = raw.trim_matches('#');
        return Some(raw.strip_prefix('"')?.strip_suffix('"')?.to_owned());
    }
    let inside = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::new();
    let mut signs = inside.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign != '\\' {
            text.push(sign);
            continue;
        }
        match signs.next() {
            // A line that goes on: the break and the blanks after it are not there.
            Some('\n') => while signs.next_if(|sign| sign.is_whitespace()).is_some() {},
            Some('n') => text.push('\n'),
            Some(other @ ('"' | '\\' | '\'')) => text.push(other),
            other => panic!("an escape that this test does not read: {other:?} in {literal}"),
        }
    }
    Some(text)
}

fn is_punct(tree: Option<&TokenTree>, sign: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == sign)
}

fn group(tree: Option<&TokenTree>, delimiter: Option<Delimiter>) -> Option<&Group> {
    match tree {
        Some(TokenTree::Group(group)) if delimiter.is_none_or(|wanted| group.delimiter() == wanted) => Some(group),
        _ => None,
    }
}

/// Whether a macro's body is a text.
fn makes_text(body: &[TokenTree]) -> bool {
    match body.first() {
        Some(TokenTree::Literal(literal)) => text_of(&literal.to_string()).is_some(),
        Some(TokenTree::Ident(name)) => *name == "concat" && is_punct(body.get(1), '!'),
        _ => false,
    }
}

/// `macro_rules! name { ($first:literal, …) => { body } }`, if it takes nothing but literals.
fn literal_macro(definition: &Group) -> Option<LiteralMacro> {
    let trees: Vec<TokenTree> = definition.stream().into_iter().collect();
    let pattern = group(trees.first(), None)?;
    let body: Vec<TokenTree> = group(trees.get(3), None)?.stream().into_iter().collect();
    let written = pattern.stream().to_string().replace(' ', "");
    let mut parameters = Vec::new();
    for parameter in written.split(',').filter(|parameter| !parameter.is_empty()) {
        match parameter.strip_prefix('$').and_then(|rest| rest.strip_suffix(":literal")) {
            Some(name) => parameters.push(name.to_owned()),
            None => {
                assert!(!makes_text(&body), "a macro that makes a text takes literals: {definition}");
                return None;
            }
        }
    }
    assert!(trees.len() <= 5, "a macro that takes literals has one arm: {definition}");
    Some(LiteralMacro { parameters, body })
}

fn macros_of(stream: TokenStream, macros: &mut Macros) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    for (at, tree) in trees.iter().enumerate() {
        if let (TokenTree::Ident(word), Some(TokenTree::Ident(name))) = (tree, trees.get(at + 2))
            && *word == "macro_rules"
            && let Some(text) = group(trees.get(at + 3), None).and_then(literal_macro)
        {
            assert!(macros.insert(name.to_string(), text).is_none(), "two macros are called {name}");
        } else if let TokenTree::Group(group) = tree {
            macros_of(group.stream(), macros);
        }
    }
}

impl Reader<'_> {
    fn named(&self, name: &str) -> Option<&LiteralMacro> {
        self.own.get(name).or_else(|| self.all.get(name))
    }

    /// The text that these tokens make. Panics if they make none: nothing is passed over in silence.
    fn text(&self, trees: &[TokenTree]) -> String {
        let cannot =
            || panic!("{}: a text that this test cannot put together: {}", self.file, trees.iter().cloned().collect::<TokenStream>());
        match trees {
            [TokenTree::Literal(literal)] => text_of(&literal.to_string()).unwrap_or_else(cannot),
            // A path to a macro of another file: its last name counts.
            [.., TokenTree::Ident(name), TokenTree::Punct(bang), TokenTree::Group(arguments)] if bang.as_char() == '!' => {
                if *name == "concat" {
                    let pieces: Vec<TokenTree> = arguments.stream().into_iter().collect();
                    return pieces
                        .split(|tree| is_punct(Some(tree), ','))
                        .filter(|piece| !piece.is_empty())
                        .map(|piece| self.text(piece))
                        .collect();
                }
                match self.named(&name.to_string()) {
                    Some(known) => self.text(&known.expanded(arguments)),
                    None => cannot(),
                }
            }
            _ => cannot(),
        }
    }

    fn keep(&mut self, text: String, line: usize) {
        if is_statement(&text) {
            self.found.push(Statement { place: format!("{}:{line}", self.file), text });
        }
    }

    fn walk(&mut self, stream: TokenStream) {
        let trees: Vec<TokenTree> = stream.into_iter().collect();
        let mut at = 0;
        while at < trees.len() {
            match &trees[at] {
                // An attribute, documentation among them. What is only there for tests is never sent in earnest.
                TokenTree::Punct(hash) if hash.as_char() == '#' => {
                    at += if is_punct(trees.get(at + 1), '!') { 2 } else { 1 };
                    if trees.get(at).is_some_and(|tree| tree.to_string().replace(' ', "") == "[cfg(test)]") {
                        while group(trees.get(at), Some(Delimiter::Brace)).is_none() {
                            at += 1;
                        }
                    }
                }
                TokenTree::Ident(name) if is_punct(trees.get(at + 1), '!') && *name == "macro_rules" => at += 3,
                TokenTree::Ident(name) if is_punct(trees.get(at + 1), '!') && group(trees.get(at + 2), None).is_some() => {
                    let name = name.to_string();
                    let line = trees[at].span().start().line;
                    let Some(arguments) = group(trees.get(at + 2), None) else { unreachable!("seen above") };
                    match self.named(&name) {
                        _ if name == "concat" => self.keep(self.text(&trees[at..=at + 2]), line),
                        Some(known) if makes_text(&known.body) => self.keep(self.text(&trees[at..=at + 2]), line),
                        Some(known) => self.walk(known.expanded(arguments).into_iter().collect()),
                        None => self.walk(arguments.stream()),
                    }
                    at += 2;
                }
                TokenTree::Literal(literal) => {
                    let written = literal.to_string();
                    if written.starts_with('"') || written.starts_with("r\"") || written.starts_with("r#") {
                        let text = text_of(&written).expect("a string");
                        self.keep(text, literal.span().start().line);
                    }
                }
                TokenTree::Group(group) => self.walk(group.stream()),
                _ => {}
            }
            at += 1;
        }
    }
}

fn sources() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| {
            let path = file.unwrap().path();
            assert!(path.is_file(), "{}: a folder within src is not read yet; teach this test to", path.display());
            (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn statements_of(files: &[(String, String)]) -> Vec<Statement> {
    let mut by_file: Vec<Macros> = Vec::new();
    for (_, text) in files {
        let mut macros = Macros::new();
        macros_of(text.parse().unwrap(), &mut macros);
        by_file.push(macros);
    }
    let mut all = Macros::new();
    for (_, text) in files {
        let mut macros = Macros::new();
        macros_of(text.parse().unwrap(), &mut macros);
        all.append(&mut macros);
    }
    let mut found = Vec::new();
    for ((file, text), own) in files.iter().zip(&by_file) {
        let mut reader = Reader { file, own, all: &all, found: Vec::new() };
        reader.walk(text.parse().unwrap());
        found.append(&mut reader.found);
    }
    found
}

#[test]
fn a_statement_is_found_however_it_is_put_together() {
    let text = r##"
        //! SELECT nothing FROM a comment.
        macro_rules! there { () => { "p.ends >= $1" }; }
        macro_rules! select { ($rest:literal) => { concat!("SELECT id FROM boats ", $rest) }; }
        macro_rules! other { ($x:ident) => { fn $x() {} }; }
        macro_rules! ordered { ($lead:literal, $order:literal) => { concat!("SELECT k FROM l WHERE ", $lead, " ORDER BY k ", $order) }; }
        macro_rules! both_ways { ($lead:literal) => { [ordered!($lead, "DESC"), ordered!($lead, "ASC")] }; }
        fn f() {
            db.rows("SELECT a \
                     FROM b", args![]);
            let sql = concat!("DELETE FROM c WHERE ", crate::x::there!(), " AND d = 'it''s'");
            for sql in ["UPDATE e SET f = 1", select!("WHERE g = $1")] {}
            other!(h);
            both_ways!("m = 1");
            told("SELECTED words are no statement");
        }
        #[cfg(test)]
        mod tests { const S: &str = "SELECT i FROM j"; }
    "##;
    let found = statements_of(&[("boats.rs".to_owned(), text.to_owned())]);
    let texts: Vec<&str> = found.iter().map(|statement| statement.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "SELECT a FROM b",
            "DELETE FROM c WHERE p.ends >= $1 AND d = 'it''s'",
            "UPDATE e SET f = 1",
            "SELECT id FROM boats WHERE g = $1",
            "SELECT k FROM l WHERE m = 1 ORDER BY k DESC",
            "SELECT k FROM l WHERE m = 1 ORDER BY k ASC"
        ]
    );
    assert_eq!(found[0].place, "boats.rs:9");
}

#[test]
fn no_statement_can_be_sent_that_is_not_looked_for() {
    for (file, text) in sources() {
        let own = text.split("#[cfg(test)]").next().unwrap();
        if file != "db.rs" {
            assert!(!own.contains("sqlx"), "{file}: only db.rs speaks to the driver");
        }
        // Texts that are not in the program, or that are made to last by force, could not be found in the sources.
        for door in ["AssertSqlSafe", "leak("] {
            assert!(!own.contains(door), "{file}: {door} lets a statement in that no test has seen");
        }
    }
}

#[test]
fn nothing_changes_or_erases_a_frozen_figure() {
    let about: Vec<Statement> =
        statements_of(&sources()).into_iter().filter(|statement| statement.text.contains("frozen_figures")).collect();
    assert!(about.len() >= 3, "writing, what is there, and what a page shows");
    for Statement { place, text } in about {
        let written_once = text.starts_with("INSERT") && text.ends_with("DO NOTHING");
        assert!(text.starts_with("SELECT") || written_once, "{place}: {text}");
    }
}

/// Quotation marks with a first word behind them.
fn starts(text: &str) -> usize {
    FIRST_WORDS.iter().map(|word| text.matches(&format!("\"{word}")).count()).sum()
}

/// How often a macro is used in the end: by itself, and by the macros that use it.
fn uses(name: &str, outside: &str, macros: &BTreeMap<&str, String>) -> usize {
    let call = |text: &str| {
        text.match_indices(&format!("{name}!("))
            .filter(|(at, _)| !text[..*at].ends_with(|sign: char| sign.is_alphanumeric() || sign == '_'))
            .count()
    };
    let by_another = |other: &str, body: &str| match call(body) {
        0 => 0,
        times => times * uses(other, outside, macros),
    };
    call(outside) + macros.iter().map(|(other, body)| by_another(other, body)).sum::<usize>()
}

#[test]
fn as_many_statements_are_found_as_there_are_beginnings_in_the_sources() {
    let files = sources();
    let found = statements_of(&files);
    // Counted in another, cruder way: a quotation mark with a first word behind it. Those inside macro definitions count once for each
    // use of the macro instead.
    let mut begun = 0;
    for (_, text) in &files {
        let mut macros: BTreeMap<&str, String> = BTreeMap::new();
        let mut outside = String::new();
        let mut within: Option<&str> = None;
        let own = text.split("#[cfg(test)]\nmod tests").next().unwrap();
        for line in own.lines().filter(|line| !line.trim_start().starts_with("//")) {
            if let Some(name) = line.strip_prefix("macro_rules! ") {
                within = Some(name.trim_end_matches(" {"));
            } else if line == "}" {
                within = None;
            }
            let place = within.map_or(&mut outside, |name| macros.entry(name).or_default());
            place.push_str(line);
            place.push('\n');
        }
        begun += starts(&outside);
        for (name, body) in &macros {
            begun += starts(body) * uses(name, &outside, &macros);
        }
    }
    // The words themselves stand in db.rs, and are no statements.
    begun -= FIRST_WORDS.len();
    let in_words = found.iter().filter(|statement| FIRST_WORDS.contains(&statement.text.as_str())).count();
    assert_eq!(found.len() - in_words, begun);
    assert!(found.len() > 300, "only {} statements were found", found.len());
}

async fn refused(pool: &Pool, statements: &[Statement]) -> (usize, Vec<String>) {
    let (mut understood, mut refused) = (0, Vec::new());
    for Statement { place, text } in statements.iter().filter(|statement| !FIRST_WORDS.contains(&statement.text.as_str())) {
        let sql = AssertSqlSafe(text.clone()).into_sql_str();
        // A statement that PostgreSQL refuses ends its transaction, so each has one of its own.
        let prepared = match pool.begin().await.unwrap() {
            DbTx::Sqlite(mut tx) => tx.prepare(sql).await.map(drop),
            DbTx::Postgres(mut tx) => tx.prepare(sql).await.map(drop),
        };
        match prepared {
            Ok(()) => understood += 1,
            Err(error) => refused.push(format!("{place}: {error}\n    {text}")),
        }
    }
    (understood, refused)
}

#[tokio::test]
async fn both_databases_understand_every_statement() {
    let statements = statements_of(&sources());
    let sqlite = databases::sqlite().await;
    let (understood, no) = refused(&sqlite.pool, &statements).await;
    assert!(no.is_empty(), "SQLite refuses:\n{}", no.join("\n"));
    println!("{understood} statements");
    let Some(postgres) = databases::postgres("statements").await else { return };
    let (on_the_other, no) = refused(&postgres, &statements).await;
    assert!(no.is_empty(), "PostgreSQL refuses:\n{}", no.join("\n"));
    assert_eq!(understood, on_the_other);
}

#[tokio::test]
async fn a_statement_that_is_not_understood_is_named_with_its_place() {
    let sqlite = databases::sqlite().await;
    let wrong = Statement { place: "boats.rs:7".into(), text: "SELECT colour FROM persons".into() };
    let (understood, no) = refused(&sqlite.pool, &[wrong]).await;
    assert_eq!(understood, 0);
    assert!(no[0].starts_with("boats.rs:7: ") && no[0].contains("colour"), "{}", no[0]);
}
