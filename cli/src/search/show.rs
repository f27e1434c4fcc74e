//! An answer in print: for people, and as JSON for programs.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use checklist::nearest;
use search_index::{Answer, Explanation, Hit, Options};
use serde_json::{Value, json};

/// What was asked.
pub(super) struct Question<'a> {
    /// As typed.
    pub(super) text: &'a str,
    /// What was asked for beside it.
    pub(super) options: &'a Options,
    /// Words the book explains, to offer when nothing was found.
    pub(super) words: &'a [String],
}

/// How marks look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Not at all.
    Plain,
    /// Bold, on a terminal.
    Bold,
}

/// An answer for people: how many, what was put in place, then each hit with its address and excerpt.
pub(super) fn human(question: &Question<'_>, answer: &Answer, look: Look) -> String {
    match answer.hits.is_empty() {
        true => nothing(question),
        false => found(question, answer, look),
    }
}

/// An answer for programs: one JSON object.
///
/// - `query`: as typed, words joined by spaces
/// - `level`: 0 when all that was typed was found, up to 3 for some of its crumbs; 0 without hits
/// - `total`: how many sections were found, of which `hits` holds the first
/// - `instead`: `{from, to}`: words that were looked up beside those typed, and found
/// - `kinds`, `editions`: `{name, count}` of the sections found, each under the other filter only
/// - `hits`, best first: `url` (from the root of the site), `page`, `anchor`, `title`, `heading`, `breadcrumb` (a list),
///   `kind`, `edition` (or null), `excerpt`, `marks` (pairs of positions in the excerpt, in code points, the end
///   exclusive), `score`, `level`
pub(super) fn json(question: &Question<'_>, answer: &Answer) -> String {
    format!("{:#}\n", object(question, answer))
}

/// The same object with `explanation`: how the query was understood, and where the score of each hit comes from.
///
/// # Errors
///
/// When the explanation holds what JSON cannot say, which does not happen.
pub(super) fn explained_json(question: &Question<'_>, explanation: &Explanation) -> Result<String> {
    let mut object = object(question, &explanation.answer);
    let mut value = serde_json::to_value(explanation).context("説明を JSON にできません")?;
    if let Some(fields) = value.as_object_mut() {
        // Both stand in the object itself.
        fields.retain(|name, _| name != "answer" && name != "query");
    }
    object["explanation"] = value;
    Ok(format!("{object:#}\n"))
}

fn object(question: &Question<'_>, answer: &Answer) -> Value {
    let counts = |counts: &[(String, usize)]| -> Value {
        counts.iter().map(|(name, count)| json!({"name": name, "count": count})).collect()
    };
    json!({
        "query": question.text,
        "level": answer.level,
        "total": answer.total,
        "instead": answer.instead.iter().map(|pair| json!({"from": pair.from, "to": pair.to})).collect::<Value>(),
        "kinds": counts(&answer.kinds),
        "editions": counts(&answer.editions),
        "hits": answer.hits.iter().map(hit).collect::<Value>(),
    })
}

fn hit(hit: &Hit) -> Value {
    json!({
        "url": address(hit),
        "page": hit.page,
        "anchor": hit.anchor,
        "title": hit.title,
        "heading": hit.heading,
        "breadcrumb": hit.breadcrumb,
        "kind": hit.kind,
        "edition": hit.edition,
        "excerpt": hit.excerpt,
        "marks": hit.marks,
        "score": hit.score,
        "level": hit.level,
    })
}

fn found(question: &Question<'_>, answer: &Answer, look: Look) -> String {
    let mut out = format!("「{}」: {}\n", question.text, count(answer));
    for pair in &answer.instead {
        let _ = writeln!(out, "『{}』を『{}』としても検索しました", pair.from, pair.to);
    }
    let mut level = 0;
    for (rank, hit) in (1..).zip(&answer.hits) {
        if hit.level != level {
            level = hit.level;
            let _ = writeln!(out, "\n── {}", notice(level));
        }
        let _ = write!(out, "\n{}", entry(rank, hit, look));
    }
    out + &filters(question, answer)
}

fn count(answer: &Answer) -> String {
    match answer.hits.len() {
        n if n < answer.total => format!("{} 件のうち、はじめの {n} 件", answer.total),
        n => format!("{n} 件"),
    }
}

fn entry(rank: usize, hit: &Hit, look: Look) -> String {
    let facets: Vec<&str> = [hit.kind.as_str(), hit.edition.as_deref().unwrap_or_default()]
        .into_iter()
        .filter(|facet| !facet.is_empty())
        .collect();
    let facets = if facets.is_empty() { String::new() } else { format!("({})", facets.join("、")) };
    let excerpt = marked(hit, look);
    let excerpt = if excerpt.is_empty() { excerpt } else { format!("    {excerpt}\n") };
    format!("{rank:>2}. {}{facets}\n    {}\n{excerpt}", title(hit), address(hit))
}

/// 「用語集 › 二要素認証」; the title alone where the page begins.
pub(crate) fn title(hit: &Hit) -> String {
    let Hit { title, heading, .. } = hit;
    if heading.is_empty() || heading == title { title.clone() } else { format!("{title} › {heading}") }
}

/// From the root of the site: `glossary.html#backup`.
pub(crate) fn address(hit: &Hit) -> String {
    if hit.anchor.is_empty() { hit.page.clone() } else { format!("{}#{}", hit.page, hit.anchor) }
}

/// The excerpt, its marks bold where that can be seen.
fn marked(hit: &Hit, look: Look) -> String {
    let [begin, end] = match look {
        Look::Plain => ["", ""],
        Look::Bold => ["\x1b[1m", "\x1b[0m"],
    };
    let mut out = String::new();
    for (position, char) in hit.excerpt.chars().enumerate() {
        if hit.marks.iter().any(|mark| mark.1 == position) {
            out.push_str(end);
        }
        if hit.marks.iter().any(|mark| mark.0 == position) {
            out.push_str(begin);
        }
        // What stands in a book must not steer the terminal.
        out.push(if char.is_control() { ' ' } else { char });
    }
    if hit.marks.iter().any(|mark| mark.1 == hit.excerpt.chars().count()) {
        out.push_str(end);
    }
    out
}

/// Why hits of a level stand here although not all of the query was found in them.
fn notice(level: u8) -> &'static str {
    match level {
        0 => "そのまま探した結果",
        1 => "言葉を分けて探した結果",
        2 => "打ち間違いとみて、似た語で探した結果",
        _ => "近い文字の並びを含むところ",
    }
}

/// How the list can be narrowed, when it can.
fn filters(question: &Question<'_>, answer: &Answer) -> String {
    let options = question.options;
    let facets = [
        ("--kind", options.kind.is_some(), &answer.kinds),
        ("--edition", options.edition.is_some(), &answer.editions),
    ];
    let mut out = String::new();
    for (option, is_set, counts) in facets {
        if counts.len() > 1 || (is_set && !counts.is_empty()) {
            let counts: Vec<String> = counts.iter().map(|(name, n)| format!("{name} {n}")).collect();
            let blank = if out.is_empty() { "\n" } else { "" };
            let _ = writeln!(out, "{blank}絞り込み({option}): {}", counts.join("、"));
        }
    }
    out
}

/// What to try when nothing was found.
fn nothing(question: &Question<'_>) -> String {
    let mut out = format!("「{}」は見つかりませんでした\n", question.text);
    if let Some(word) = nearest(question.text, question.words.iter().map(String::as_str)) {
        let _ = writeln!(out, "  もしかして: {word}");
    }
    let options = question.options;
    if options.kind.is_some() || options.edition.is_some() {
        out.push_str("  --kind と --edition を外すと、本の全体から探します\n");
    }
    out + "  短い言葉か、別の言い方で試してください\n"
}

#[cfg(test)]
mod tests;
