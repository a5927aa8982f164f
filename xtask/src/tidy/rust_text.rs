//! Rust source as the rules need it: line by line, with code, text in quotes and comments told apart, and with the
//! lines that belong to tests marked.
//!
//! This is a reader of shapes and not of Rust: it knows quotes, comments and braces. That is enough to ask whether a
//! word stands in code or in a sentence about code, which a search through the bare text gets wrong.

/// One line of source.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Line {
    /// Code, with the inside of quotes left out.
    pub code: String,
    /// What stands in quotes on this line.
    pub quoted: String,
    /// What stands in comments on this line, without the slashes.
    pub comment: String,
    /// Inside a `#[cfg(test)]` item.
    pub is_test: bool,
}

impl Line {
    /// Has the comment a sentence that begins with this?
    pub fn comment_says(&self, words: &str) -> bool {
        self.comment.contains(words)
    }
}

#[derive(Clone, Copy)]
enum State {
    Code,
    LineComment,
    BlockComment(u32),
    Quoted,
    /// A raw string, closed by a quote and this many hashes.
    Raw(usize),
}

pub fn lines(source: &str) -> Vec<Line> {
    let mut lines = vec![Line::default()];
    let mut state = State::Code;
    let text: Vec<char> = source.chars().collect();
    let mut at = 0;
    while at < text.len() {
        let here = text[at];
        let next = text.get(at + 1).copied();
        if here == '\n' {
            if matches!(state, State::LineComment) {
                state = State::Code;
            }
            lines.push(Line::default());
            at += 1;
            continue;
        }
        let last = lines.len() - 1;
        let line = &mut lines[last];
        match state {
            State::Code => match (here, next) {
                ('/', Some('/')) => {
                    state = State::LineComment;
                    at += 2;
                }
                ('/', Some('*')) => {
                    state = State::BlockComment(1);
                    at += 2;
                }
                ('"', _) => {
                    line.code.push('"');
                    state = State::Quoted;
                    at += 1;
                }
                ('r', Some('"' | '#')) if !ends_in_name(&line.code) && raw_hashes(&text, at + 1).is_some() => {
                    let hashes = raw_hashes(&text, at + 1).unwrap_or(0);
                    line.code.push('"');
                    state = State::Raw(hashes);
                    at += 2 + hashes;
                }
                ('\'', _) => {
                    let length = char_literal(&text, at);
                    line.code.push('\'');
                    at += length.max(1);
                }
                _ => {
                    line.code.push(here);
                    at += 1;
                }
            },
            State::LineComment => {
                line.comment.push(here);
                at += 1;
            }
            State::BlockComment(depth) => match (here, next) {
                ('*', Some('/')) => {
                    state = if depth == 1 { State::Code } else { State::BlockComment(depth - 1) };
                    at += 2;
                }
                ('/', Some('*')) => {
                    state = State::BlockComment(depth + 1);
                    at += 2;
                }
                _ => {
                    line.comment.push(here);
                    at += 1;
                }
            },
            State::Quoted => match here {
                '\\' => {
                    // The escaped character never ends the quotes; a line's end after a backslash stays a line's end.
                    at += if next == Some('\n') { 1 } else { 2 };
                    line.quoted.push(' ');
                }
                '"' => {
                    line.code.push('"');
                    line.quoted.push(' ');
                    state = State::Code;
                    at += 1;
                }
                _ => {
                    line.quoted.push(here);
                    at += 1;
                }
            },
            State::Raw(hashes) => {
                if here == '"' && text[at + 1..].iter().take(hashes).filter(|&&c| c == '#').count() == hashes {
                    line.code.push('"');
                    line.quoted.push(' ');
                    state = State::Code;
                    at += 1 + hashes;
                } else {
                    line.quoted.push(here);
                    at += 1;
                }
            }
        }
    }
    mark_tests(&mut lines);
    lines
}

fn ends_in_name(code: &str) -> bool {
    // `br"…"` and `cr"…"` are raw strings as well; any other letter before the r makes it the end of a name.
    let before = code.trim_end_matches(['b', 'c']);
    before.chars().last().is_some_and(|last| last.is_alphanumeric() || last == '_')
}

/// The number of hashes between an `r` and its quote, or none when this is no raw string (`r#type`).
fn raw_hashes(text: &[char], from: usize) -> Option<usize> {
    let hashes = text[from..].iter().take_while(|&&c| c == '#').count();
    (text.get(from + hashes) == Some(&'"')).then_some(hashes)
}

/// The length of a character in single quotes, or 0 when the quote begins a lifetime.
fn char_literal(text: &[char], at: usize) -> usize {
    match (text.get(at + 1), text.get(at + 2)) {
        (Some('\\'), Some(_)) => {
            // Past the backslash and what it escapes, to the closing quote (`'\u{1F600}'` is the longest).
            let closing = text[at + 3..].iter().take(10).position(|&c| c == '\'');
            closing.map_or(0, |distance| distance + 4)
        }
        (Some(_), Some('\'')) => 3,
        _ => 0,
    }
}

/// Marks each item under `#[cfg(test)]`, from its attribute to its closing brace or semicolon.
fn mark_tests(lines: &mut [Line]) {
    let mut at = 0;
    while at < lines.len() {
        if !lines[at].code.contains("#[cfg(test)]") {
            at += 1;
            continue;
        }
        let mut depth = 0i32;
        let mut opened = false;
        while at < lines.len() {
            lines[at].is_test = true;
            let code = lines[at].code.replace("#[cfg(test)]", "");
            for here in code.chars() {
                match here {
                    '{' => {
                        depth += 1;
                        opened = true;
                    }
                    '}' => depth -= 1,
                    _ => {}
                }
            }
            let ended = (opened && depth <= 0) || (!opened && code.trim_end().ends_with(';'));
            at += 1;
            if ended {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(source: &str) -> Vec<String> {
        lines(source).into_iter().map(|line| line.code.trim().to_owned()).collect()
    }

    #[test]
    fn quotes_and_comments_are_told_from_code() {
        let read = lines("let a = \"unwrap()\"; // and unwrap()\n/* expect( */ b();");
        assert_eq!(read[0].code.trim(), "let a = \"\";");
        assert_eq!(read[0].quoted.trim(), "unwrap()");
        assert_eq!(read[0].comment.trim(), "and unwrap()");
        assert_eq!(read[1].code.trim(), "b();");
    }

    #[test]
    fn escapes_raw_strings_and_nested_comments_end_where_they_end() {
        assert_eq!(code(r#"f("a\"b"); g()"#), [r#"f(""); g()"#]);
        assert_eq!(code("f(r#\"a\"b\"#); g()"), ["f(\"\"); g()"]);
        assert_eq!(code("f(br\"a\\\"); g()"), ["f(b\"\"); g()"]);
        assert_eq!(code("/* a /* b */ c */ g()"), ["g()"]);
        assert_eq!(code("let r#type = 1;"), ["let r#type = 1;"]);
    }

    #[test]
    fn a_lifetime_is_not_a_character() {
        assert_eq!(code("fn f<'a>(x: &'a str) { g('\"', '\\'', '\\n') }"), ["fn f<'a>(x: &'a str) { g(', ', ') }"]);
    }

    #[test]
    fn a_text_over_several_lines_stays_on_its_lines() {
        let read = lines("f(\"SELECT a \\\n   FROM b\");\ng()");
        assert_eq!(read.len(), 3);
        assert!(read[0].quoted.contains("SELECT a"));
        assert!(read[1].quoted.contains("FROM b"));
        assert_eq!(read[2].code, "g()");
    }

    #[test]
    fn what_stands_under_cfg_test_is_marked_to_its_closing_brace() {
        let read = lines("fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() { \"}\" }\n}\nfn c() {}\n#[cfg(test)]\nmod far;\nfn d() {}");
        let marks: Vec<bool> = read.iter().map(|line| line.is_test).collect();
        assert_eq!(marks, [false, true, true, true, true, false, true, true, false]);
    }
}
