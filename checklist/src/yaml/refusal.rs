//! Errors of the YAML crate in the words of an editor.
//!
//! Each variant is translated; message texts of the crate are never read.

use std::{ops::Range, path::Path};

use serde_saphyr::{Error, ExternalMessageSource, budget::BudgetBreach, granit_parser::ErrorKind};

use super::MAX_DEPTH;
use crate::{Code, Diagnostic, Span, codes};

/// Code, message and remedy of an error.
type Words = (&'static Code, String, &'static str);

const QUOTE_IT: &str = "値に記号が入るときは、値の全体を \"…\" で囲みます";
const CHECK_INDENT: &str = "前の行と字下げをそろえます。同じまとまりのキーは同じ桁から書き始めます";
const CHECK_BRACKETS: &str = "`[` と `]`、`{` と `}` の数をそろえ、間を半角の `,` で区切ります";
const CHECK_QUOTES: &str = "引用符の閉じ忘れがないかを確かめます。引用符の後ろには値を続けられません";

/// An error as a problem at its place in the text.
pub(super) fn diagnostic(file: &Path, text: &str, error: &Error) -> Diagnostic {
    let bytes = bytes(text, error);
    let (code, message, help) = words(error, &text[bytes.clone()]);
    Diagnostic::error(code, Span::new(file, bytes), message).help(help)
}

/// Parser errors count in characters only.
fn bytes(text: &str, error: &Error) -> Range<usize> {
    let Some(location) = error.location() else { return 0..0 };
    let start =
        text.char_indices().nth(location.span().offset() as usize).map_or(text.len(), |(byte, _)| byte);
    if let Error::Budget { breach: BudgetBreach::Anchors { .. }, .. } = error {
        return anchor(text, start);
    }
    let len = text[start..].chars().next().map_or(0, char::len_utf8);
    start..start + len
}

/// The `&name` in front of a value.
fn anchor(text: &str, value: usize) -> Range<usize> {
    let start = text[..value].rfind('&').unwrap_or(value);
    let len = text[start..].find(|char: char| char.is_whitespace() || ",[]{}".contains(char));
    start..len.map_or(text.len(), |len| start + len)
}

fn words(error: &Error, seen: &str) -> Words {
    match error {
        Error::Budget { breach, .. } => budget(breach),
        Error::ExternalMessage { source, .. } => match &**source {
            ExternalMessageSource::Parser(error) => syntax(error.kind(), seen),
            _ => unreadable(),
        },
        Error::MergeKeyNotAllowed { .. } | Error::MergeValueNotMapOrSeqOfMaps { .. } => {
            alias("`<<` で別のまとまりを取り込むことはできません")
        }
        Error::UnknownAnchor { .. } | Error::AliasError { .. } => {
            alias("`*` で別の場所の値を呼び出すことはできません")
        }
        Error::UnsupportedTag { tag, .. } => (
            &codes::YAML_SYNTAX,
            format!("型の指定 `{tag}` は使えません"),
            "`!` で始まる語を消すか、値を \"…\" で囲みます",
        ),
        Error::MultipleDocuments { .. } => second_document(),
        Error::NullIntoString { .. } | Error::Unexpected { .. } | Error::SerdeInvalidType { .. } => {
            let help = "キーは半角の英小文字で書きます。値が `{` や `[` で始まるなら \"…\" で囲みます";
            (&codes::YAML_SYNTAX, "キーの名前として読めません".into(), help)
        }
        Error::Eof { .. } => (&codes::YAML_SYNTAX, "途中でファイルが終わっています".into(), CHECK_BRACKETS),
        _ => unreadable(),
    }
}

fn budget(breach: &BudgetBreach) -> Words {
    match breach {
        BudgetBreach::Anchors { .. } => alias("`&` で値に名前を付けることはできません"),
        BudgetBreach::Aliases { .. } => alias("`*` で別の場所の値を呼び出すことはできません"),
        BudgetBreach::Depth { .. } => too_deep(),
        BudgetBreach::Documents { .. } => second_document(),
        _ => (
            &codes::FILE_TOO_LARGE,
            "値の数が多すぎます".into(),
            "ファイルを分けるか、別のファイルが紛れていないかを確かめます",
        ),
    }
}

fn alias(message: &str) -> Words {
    (
        &codes::ALIAS,
        message.into(),
        "同じ値でも、それぞれの場所に書きます。文字として使うなら \"…\" で囲みます",
    )
}

fn too_deep() -> Words {
    let message = format!("入れ子が {MAX_DEPTH} 段を超えています");
    (&codes::NESTING_TOO_DEEP, message, "`[` や `{` の閉じ忘れ、`- ` の重なりがないかを確かめます")
}

fn second_document() -> Words {
    let help = "`---` の行を消します。1つのファイルに書けるのは1つのまとまりだけです";
    (&codes::YAML_SYNTAX, "`---` で区切った2つめのまとまりがあります".into(), help)
}

fn unreadable() -> Words {
    (&codes::YAML_SYNTAX, "YAML として読めません".into(), CHECK_INDENT)
}

fn syntax(kind: &ErrorKind, seen: &str) -> Words {
    use ErrorKind as Kind;
    let (message, help): (String, _) = match kind {
        Kind::RecursionLimitExceeded => return too_deep(),
        Kind::UnknownAnchor | Kind::MissingAnchorOrAliasName => {
            return alias("`&` や `*` で値に名前を付けることはできません");
        }
        Kind::TabNotAllowed
        | Kind::TabInBlockIndentation
        | Kind::TabInIndentation
        | Kind::TabAtBlockScalarStart
        | Kind::TabInPlainScalar => {
            let help = "タブを半角の空白に替えます";
            return (&codes::TAB_INDENT, "タブは使えません".into(), help);
        }
        Kind::BomInsideDocument => {
            let help = "見えない文字を消します。その行を打ち直すのが確かです";
            return (&codes::BYTE_ORDER_MARK, "途中に BOM(目に見えない印)があります".into(), help);
        }
        Kind::MappingValueNotAllowed | Kind::InvalidColonPlacement => (
            "ここに `キー: 値` は書けません".into(),
            "前の行と字下げをそろえるか、値に `: ` が入るなら値の全体を \"…\" で囲みます",
        ),
        Kind::MappingKeyNotAllowed | Kind::ExpectedBlockMappingKey | Kind::InvalidMappingValueWhitespace => {
            ("ここにはキーが要ります".into(), CHECK_INDENT)
        }
        Kind::SimpleKeyExpected | Kind::InvalidSimpleKey => (
            "キーの後ろに `: ` がありません".into(),
            "`キー: 値` の形で書きます。コロンの後ろには半角の空白を1つ置きます",
        ),
        Kind::UnexpectedCharacter { character } if character.is_control() => (
            format!("目に見えない文字 U+{:04X} があります", u32::from(*character)),
            "その文字を消します。行を打ち直すのが確かです",
        ),
        Kind::UnexpectedCharacter { character } => {
            (format!("値を `{character}` で始めることはできません"), QUOTE_IT)
        }
        Kind::UnclosedQuotedScalar
        | Kind::InvalidQuotedScalarIndent
        | Kind::DocumentIndicatorInQuotedScalar => ("引用符が閉じていません".into(), CHECK_QUOTES),
        Kind::InvalidTrailingSingleQuotedScalar | Kind::InvalidTrailingDoubleQuotedScalar => {
            ("引用符を閉じた後ろに文字が続いています".into(), CHECK_QUOTES)
        }
        Kind::UnknownQuotedScalarEscape | Kind::InvalidQuotedScalarHexEscape | Kind::InvalidUnicodeEscape => {
            ("`\\` の後ろの文字を読めません".into(), "`\\` をそのまま書くなら '…' で囲みます")
        }
        Kind::UnclosedFlowCollection { open } => (format!("`{open}` が閉じていません"), CHECK_BRACKETS),
        Kind::MismatchedFlowCollectionEnd { open, close } => {
            (format!("`{open}` が `{close}` で閉じられています"), CHECK_BRACKETS)
        }
        Kind::ExpectedFlowMappingSeparator
        | Kind::ExpectedFlowSequenceSeparator
        | Kind::MisplacedFlowCollectionEnd
        | Kind::UnexpectedEofFlowMapping
        | Kind::UnexpectedEofFlowSequence
        | Kind::FlowMappingValueAdjacentCollection => {
            ("かっこの組み合わせが合いません".into(), CHECK_BRACKETS)
        }
        Kind::ExpectedBlockSequenceEntry | Kind::BlockSequenceEntryNotAllowed => {
            ("ここには `- ` で始まる行が要ります".into(), "並びの行は、どれも同じ桁の `- ` で始めます")
        }
        Kind::InvalidBlockEntryWhitespace => {
            ("`-` の後ろに空白がありません".into(), "`- ` と半角の空白を置きます")
        }
        Kind::InvalidIndentation
        | Kind::InvalidBlockScalarIndent
        | Kind::InvalidFlowScalarIndent
        | Kind::ExpectedDocumentStart => ("字下げがそろっていません".into(), CHECK_INDENT),
        Kind::CommentNotSeparated => {
            ("`#` の前に空白がありません".into(), "覚え書きの `#` の前には半角の空白を置きます")
        }
        Kind::CommentInterceptedScalar => {
            ("値の途中に覚え書きの行があります".into(), "`#` の行を値の前か後ろへ移します")
        }
        Kind::ExpectedNodeContent => (format!("値が要る所に `{}` があります", seen.escape_debug()), QUOTE_IT),
        _ => return unreadable(),
    };
    (&codes::YAML_SYNTAX, message, help)
}
