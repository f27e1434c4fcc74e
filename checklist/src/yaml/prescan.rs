//! A look at the text before it is parsed, for mistakes that Japanese editors make and YAML
//! parsers explain badly.

use std::{borrow::Cow, ops::Range, path::Path};

use super::MAX_FILE_BYTES;
use crate::{Code, Diagnostic, Report, Span, codes};

const IDEOGRAPHIC_SPACE: char = '\u{3000}';
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Bytes as text, unless they are too many or not UTF-8.
pub(super) fn decode<'a>(file: &Path, bytes: &'a [u8]) -> Result<&'a str, Box<Diagnostic>> {
    if bytes.len() > MAX_FILE_BYTES {
        let message = format!("ファイルが大きすぎます({} バイトを超えています)", MAX_FILE_BYTES);
        let help = "1つのファイルは 1 MiB までです。別のファイルが紛れていないかを確かめます";
        return Err(Box::new(
            Diagnostic::error(&codes::FILE_TOO_LARGE, Span::file(file), message).help(help),
        ));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let message = format!("UTF-8 として読めないバイト `0x{:02X}` があります", bytes[at]);
        let help = "エディタで文字コードを UTF-8(BOM なし)にして保存し直します";
        Box::new(Diagnostic::error(&codes::NOT_UTF8, Span::new(file, at..at), message).help(help))
    })
}

/// Reports a byte order mark and puts a comment of the same length in its place, so that the rest
/// is read as if it were not there and every byte keeps its position.
pub(super) fn without_mark<'a>(file: &Path, text: &'a str, report: &mut Report) -> Cow<'a, str> {
    let Some(rest) = text.strip_prefix(BYTE_ORDER_MARK) else { return text.into() };
    let message = "ファイルの先頭に BOM(目に見えない印)があります";
    let help = "エディタで「UTF-8(BOM なし)」を選んで保存し直します";
    report.push(Diagnostic::error(&codes::BYTE_ORDER_MARK, Span::new(file, 0..0), message).help(help));
    format!("##\n{rest}").into()
}

/// Signs that look like YAML but are not: all of them, in order.
pub(super) fn signs(file: &Path, text: &str) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let mut block = Block::default();
    for (start, line) in lines(text) {
        let sign = indentation(line, block.holds(line)).or_else(|| match block.enter(line) {
            true => None,
            false => punctuation(line),
        });
        problems.extend(sign.map(|sign| sign.diagnostic(file, start)));
    }
    problems
}

/// A wrong sign in a line.
struct Sign {
    code: &'static Code,
    /// In the line.
    bytes: Range<usize>,
    message: String,
    help: String,
}

impl Sign {
    fn diagnostic(self, file: &Path, start: usize) -> Diagnostic {
        let bytes = self.bytes.start + start..self.bytes.end + start;
        Diagnostic::error(self.code, Span::new(file, bytes), self.message).help(self.help)
    }
}

/// Text after `|` or `>`, where full-width signs are nobody's business.
#[derive(Default)]
struct Block {
    /// Indentation of the line that opened it.
    opened_at: Option<usize>,
}

impl Block {
    fn holds(&self, line: &str) -> bool {
        let indent = line.len() - line.trim_start_matches(' ').len();
        self.opened_at
            .is_some_and(|opened_at| line.trim_matches([' ', '\t']).is_empty() || indent > opened_at)
    }

    /// Whether the line is inside; if not, whether it opens the next block is kept.
    fn enter(&mut self, line: &str) -> bool {
        if self.holds(line) {
            return true;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        let content = line.split(" #").next().unwrap_or(line).trim_end();
        let header =
            content.trim_end_matches(|char: char| char.is_ascii_digit() || matches!(char, '+' | '-'));
        let opens = [": |", ": >", "- |", "- >"].iter().any(|end| header.ends_with(end));
        self.opened_at = opens.then_some(indent);
        false
    }
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |start, line| {
        let this = *start;
        *start += line.len();
        Some((this, line.trim_end_matches(['\n', '\r'])))
    })
}

/// Tabs and U+3000 before the first sign of a line. Text of a block may begin with U+3000.
fn indentation(line: &str, is_in_block: bool) -> Option<Sign> {
    let content = line.trim_start_matches([' ', '\t', IDEOGRAPHIC_SPACE]);
    let indent = &line[..line.len() - content.len()];
    if let Some(at) = indent.find('\t').filter(|_| !content.is_empty()) {
        let n_tabs = indent[at..].chars().take_while(|char| *char == '\t').count();
        return Some(Sign {
            code: &codes::TAB_INDENT,
            bytes: at..at + n_tabs,
            message: "字下げにタブが使われています".into(),
            help: "タブを半角の空白に替えます(1段につき2つ)".into(),
        });
    }
    let at = indent.find(IDEOGRAPHIC_SPACE).filter(|_| !is_in_block)?;
    let n_bytes = indent[at..].chars().take_while(|char| *char == IDEOGRAPHIC_SPACE).count() * 3;
    Some(Sign {
        code: &codes::IDEOGRAPHIC_SPACE_INDENT,
        bytes: at..at + n_bytes,
        message: "行の初めに全角の空白があります".into(),
        help: "字下げなら半角の空白に替えます(1段につき2つ)。空の行なら消します".into(),
    })
}

/// Full-width `－`, `＃`, `：` and a full-width space where YAML wants the half-width ones.
fn punctuation(line: &str) -> Option<Sign> {
    let mut rest = line.trim_start_matches(' ');
    while let Some(item) = rest.strip_prefix("- ") {
        rest = item.trim_start_matches(' ');
    }
    let at = line.len() - rest.len();
    first_sign(rest, at).or_else(|| key_sign(rest, at)).or_else(|| flow_sign(line))
}

fn first_sign(rest: &str, at: usize) -> Option<Sign> {
    let mut chars = rest.chars();
    let (first, second) = (chars.next()?, chars.next());
    let half_width = match first {
        '＃' => '#',
        '－' | '‐' | '−' | 'ー' | '―' if matches!(second, Some(' ' | IDEOGRAPHIC_SPACE)) => '-',
        _ => return None,
    };
    Some(Sign {
        code: &codes::FULLWIDTH_SIGN,
        bytes: at..at + first.len_utf8(),
        message: format!("行の初めに全角の `{first}` があります"),
        help: format!("半角の `{half_width}` に替え、後ろに半角の空白を1つ置きます"),
    })
}

/// `key：value` or `key:　value`.
fn key_sign(rest: &str, at: usize) -> Option<Sign> {
    let key_bytes =
        rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(byte)).count();
    let (key, rest) = rest.split_at(key_bytes);
    if key.is_empty() {
        return None;
    }
    let colon = at + key_bytes;
    if rest.starts_with('：') {
        return Some(fullwidth_colon(key, colon));
    }
    rest.strip_prefix(':').filter(|rest| rest.starts_with(IDEOGRAPHIC_SPACE)).map(|_| Sign {
        code: &codes::FULLWIDTH_SIGN,
        bytes: colon + 1..colon + 4,
        message: format!("`{key}:` の後ろが全角の空白です"),
        help: "半角の空白に替えます".into(),
    })
}

fn fullwidth_colon(key: &str, colon: usize) -> Sign {
    Sign {
        code: &codes::FULLWIDTH_COLON,
        bytes: colon..colon + '：'.len_utf8(),
        message: format!("キー `{key}` の後ろのコロンが全角です"),
        help: format!("半角のコロンと半角の空白にします: `{key}: …`"),
    }
}

/// `{key：value, other：value}`, outside quotation marks.
fn flow_sign(line: &str) -> Option<Sign> {
    let mut quote = None;
    let mut word_start = None;
    let mut is_open = false;
    for (at, char) in line.char_indices() {
        match (quote, char) {
            (Some(open), _) if open == char => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(char),
            (None, '#') => return None,
            (None, '{') => (is_open, word_start) = (true, None),
            (None, '}') => (is_open, word_start) = (false, None),
            (None, ',') => word_start = None,
            (None, '：') if is_open => {
                let key = line[word_start.unwrap_or(at)..at].trim();
                let is_key = key.starts_with(|char: char| char.is_ascii_lowercase())
                    && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
                if is_key {
                    return Some(fullwidth_colon(key, at));
                }
            }
            (None, ' ') if word_start.is_none() => {}
            (None, _) => word_start = word_start.or(Some(at)),
        }
    }
    None
}
