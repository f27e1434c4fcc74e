//! `checklists/<edition>/<form>.yaml`: the rows of a form.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::{Fields, Reader};
use crate::{
    Basis, Certainty, Diagnostic, Edition, Guideline, GuidelineRef, Numbering, Relation, Row, Status, codes,
    library::Known, yaml::Node,
};

/// 1つの様式の行。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct FormShape {
    /// 行。印刷の順に並べる。
    rows: Vec<RowShape>,
}

/// 行。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct RowShape {
    /// 項目ID(lineages.yaml)。
    lineage: String,
    /// 印刷どおりの番号(2-⑥)。番号のない行(節 0)は "" とする。
    number: String,
    /// 対象の id(vocabulary.yaml)。
    target: String,
    /// 私たちの言葉で書いた要件。「はい・いいえ」で答えられる1文。
    text: String,
    /// 添えられた条件(※…)。
    note: Option<String>,
    /// 扱い。書かなければ required。
    status: Option<Status>,
    /// いつまでに満たすか(年度を西暦で)。書かなければ、版の年度。
    deadline: Option<u32>,
    /// true なら、事業者との契約がない医療機関は記入しない。
    blank_if_no_vendor: Option<bool>,
    /// もとになるガイドラインの章や条。
    guideline: Option<Vec<GuidelineRefShape>>,
    /// この行の確からしさ。
    certainty: Certainty,
    /// 確かめた所のアドレス。公式のものを先に書く。certainty が inferred か unknown のときだけ省ける。
    sources: Option<Vec<String>>,
    /// 原本で確かめること。
    doubt: Option<String>,
    /// 直前の版の、ほかの項目から引き継いだときの項目ID。
    from: Option<Vec<String>>,
    /// 直前の版からの変更の種類。行から導けないときだけ書く。
    relation: Option<Vec<Relation>>,
}

/// ガイドラインの章や条への参照。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct GuidelineRefShape {
    /// 編の id と番号を空白で区切る(operation 14.⑤)。
    #[schemars(rename = "ref")]
    reference: String,
    /// 挙げる根拠。マニュアルが引いていれば cited、内容が対応していれば content、推定なら inferred。
    basis: Basis,
    /// 確かめた所のアドレス。
    sources: Option<Vec<String>>,
}

/// Reads the rows of a form of an edition.
pub(crate) fn form(
    reader: &mut Reader<'_>,
    root: &Node,
    edition: &Edition,
    known: &Known,
) -> Option<Vec<Row>> {
    let mut fields = reader.fields(root)?;
    let rows = fields.list("rows", |reader, node| row(reader, node, edition, known));
    fields.close();
    order(reader, root, &rows);
    unique_rows(reader, &rows);
    Some(rows)
}

fn row(reader: &mut Reader<'_>, node: &Node, edition: &Edition, known: &Known) -> Option<Row> {
    let mut fields = reader.fields(node)?;
    let lineage = fields.required("lineage").and_then(|node| lineage(fields.reader, node, edition, known));
    let number = fields.required("number").and_then(|node| number(fields.reader, node, edition, known));
    let target = fields.required("target").and_then(|node| target(fields.reader, node, known));
    let text = fields.string("text");
    let note = fields.optional_string("note");
    let status = fields.optional_named("status").unwrap_or(Status::Required);
    let deadline = deadline(&mut fields, edition, status, known);
    let blank_if_no_vendor = fields.flag("blank_if_no_vendor");
    let guideline =
        fields.optional_list("guideline", |reader, node| guideline_ref(reader, node, edition, known));
    let certainty = fields.named("certainty");
    let sources = fields.urls("sources");
    let doubt = fields.optional_string("doubt");
    let from = fields.optional_list("from", |reader, node| lineage_id(reader, node, known));
    let relation = fields.optional_list("relation", |reader, node| reader.named(node));
    let span = fields.span();
    fields.close();
    reader.needs_source(node, certainty);
    let Number { section, ordinal, printed } = number?;
    Some(Row {
        lineage: lineage?,
        section,
        ordinal,
        number: printed,
        target: target?,
        text: text.unwrap_or_default(),
        note,
        status,
        deadline,
        blank_if_no_vendor,
        guideline,
        certainty: certainty.unwrap_or(Certainty::Unknown),
        sources,
        doubt,
        from,
        relation,
        span,
    })
}

/// The lineage of a row: known, still in use and under its present id.
fn lineage(reader: &mut Reader<'_>, node: &Node, edition: &Edition, known: &Known) -> Option<String> {
    let id = lineage_id(reader, node, known)?;
    let lineage = known.lineages.iter().flatten().find(|lineage| lineage.id == id);
    let until = lineage.and_then(|lineage| lineage.until.as_deref());
    let last_year = until.and_then(|until| known.fiscal_years.get(until));
    if let (Some(lineage), Some(last_year)) = (lineage, last_year)
        && *last_year < edition.fiscal_year
    {
        let until = until.unwrap_or_default();
        let message = format!("項目 `{id}` は {until} で終わっています");
        let problem = Diagnostic::error(&codes::LINEAGE_RETIRED, reader.span(&node.bytes), message);
        let problem = problem.related(lineage.span.clone(), format!("`until: {until}` とあります"));
        let help = "続いている項目なら `until` を消します。別の要件なら新しい項目IDを付けます";
        reader.report.push(problem.help(help));
    }
    Some(id)
}

pub(super) fn lineage_id(reader: &mut Reader<'_>, node: &Node, known: &Known) -> Option<String> {
    let id = reader.string(node)?;
    let Some(lineages) = &known.lineages else { return Some(id) };
    if lineages.iter().any(|lineage| lineage.id == id) {
        return Some(id);
    }
    if let Some(lineage) = lineages.iter().find(|lineage| lineage.formerly.contains(&id)) {
        let message = format!("項目ID `{id}` は今は使いません");
        let problem = Diagnostic::error(&codes::LINEAGE_RENAMED, reader.span(&node.bytes), message);
        let problem = problem.related(lineage.span.clone(), "この項目の以前の ID です");
        reader.report.push(problem.help(format!("今の ID にします: `{}`", lineage.id)));
        return None;
    }
    let ids = lineages.iter().map(|lineage| lineage.id.as_str());
    let message = format!("`{id}` という項目IDはありません");
    let help = "新しい項目は checklists/lineages.yaml に加えます";
    reader.unknown(&codes::UNKNOWN_LINEAGE, node, message, ids, help);
    None
}

/// A number as printed, taken apart.
struct Number {
    section: u32,
    ordinal: Option<u32>,
    printed: String,
}

fn number(reader: &mut Reader<'_>, node: &Node, edition: &Edition, known: &Known) -> Option<Number> {
    let printed = reader.text(node)?;
    let is_doubtful = known.doubtful_editions.contains(&edition.id);
    let mut split = split_number(&printed, edition.numbering);
    if is_doubtful {
        split = split.or_else(|| split_number(&printed, Numbering::Parenthesized));
    }
    let Some((section, ordinal)) = split else {
        let example = match edition.numbering {
            Numbering::Circled => "2-④",
            Numbering::Parenthesized => "2-(4)",
        };
        let message = format!("番号 `{printed}` がこの版の形ではありません");
        let help = format!("この版の番号は `{example}` の形です。番号のない行は `number: \"\"` とします");
        reader.error(&codes::NUMBER_STYLE, node, message, help);
        return None;
    };
    if !is_doubtful && !edition.sections.iter().any(|known| known.number == section) {
        let message = match ordinal {
            Some(_) => format!("番号 `{printed}` の節 {section} は、この版にありません"),
            None => "番号のない行を置く節 0 は、この版にありません".into(),
        };
        let help = format!(
            "checklists/{}/edition.yaml の `sections` に節 {section} を加えるか、番号を直します",
            edition.id
        );
        reader.error(&codes::UNKNOWN_SECTION, node, message, help);
    }
    Some(Number { section, ordinal, printed })
}

/// Section and place of a printed number; (0, none) for the empty one.
fn split_number(printed: &str, numbering: Numbering) -> Option<(u32, Option<u32>)> {
    if printed.is_empty() {
        return Some((0, None));
    }
    let (section, rest) = printed.split_once('-')?;
    let ordinal = match numbering {
        Numbering::Parenthesized => plain_number(rest.strip_prefix('(')?.strip_suffix(')')?)?,
        Numbering::Circled => circled(rest)?,
    };
    Some((plain_number(section)?, Some(ordinal)))
}

/// Digits without sign or leading zero.
fn plain_number(digits: &str) -> Option<u32> {
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    digits.parse().ok().filter(|_| is_plain)
}

/// ① to ㊿.
fn circled(figure: &str) -> Option<u32> {
    let mut chars = figure.chars();
    let (figure, None) = (u32::from(chars.next()?), chars.next()) else { return None };
    match figure {
        0x2460..=0x2473 => Some(figure - 0x2460 + 1),
        0x3251..=0x325f => Some(figure - 0x3251 + 21),
        0x32b1..=0x32bf => Some(figure - 0x32b1 + 36),
        _ => None,
    }
}

fn target(reader: &mut Reader<'_>, node: &Node, known: &Known) -> Option<String> {
    let id = reader.string(node)?;
    let Some(vocabulary) = &known.vocabulary else { return Some(id) };
    if vocabulary.targets.iter().any(|target| target.id == id) {
        return Some(id);
    }
    let ids = vocabulary.targets.iter().map(|target| target.id.as_str());
    let help = "使えるものは checklists/vocabulary.yaml の `targets` にあります";
    reader.unknown(&codes::UNKNOWN_TARGET, node, format!("`{id}` という対象はありません"), ids, help);
    None
}

/// The edition's own year, unless the row says another or only announces something.
fn deadline(
    fields: &mut Fields<'_, '_, '_>,
    edition: &Edition,
    status: Status,
    known: &Known,
) -> Option<u32> {
    let Some(node) = fields.optional("deadline") else {
        return (status != Status::Reference).then_some(edition.fiscal_year);
    };
    let year = fields.reader.number(node)?;
    let is_doubtful = known.doubtful_editions.contains(&edition.id);
    if !is_doubtful && !(edition.fiscal_year..=edition.fiscal_year + 50).contains(&year) {
        let message = format!("期限の年度 `{year}` が版の年度 {} より前か、遠すぎます", edition.fiscal_year);
        let help = "年度の始まる年を西暦で書きます(令和9年度なら 2027)。版の年度と同じなら書きません";
        fields.reader.error(&codes::BAD_DEADLINE, node, message, help);
        return None;
    }
    Some(year)
}

fn guideline_ref(
    reader: &mut Reader<'_>,
    node: &Node,
    edition: &Edition,
    known: &Known,
) -> Option<GuidelineRef> {
    let mut fields = reader.fields(node)?;
    let place = fields.required("ref").and_then(|node| clause(fields.reader, node, edition, known));
    let basis = fields.named("basis");
    let sources = fields.urls("sources");
    fields.close();
    let (part, clause) = place?;
    Some(GuidelineRef { part, clause, basis: basis?, sources })
}

/// `operation 14.⑤`: a part and a clause whose chapter at least is in `guideline.yaml`.
fn clause(
    reader: &mut Reader<'_>,
    node: &Node,
    edition: &Edition,
    known: &Known,
) -> Option<(String, String)> {
    let reference = reader.string(node)?;
    let version = known.guidelines.iter().flatten().find(|guideline| guideline.version == edition.guideline);
    let (part, clause) = reference.split_once(' ').unwrap_or((&reference, ""));
    let Some(version) = version else { return Some((part.to_owned(), clause.to_owned())) };
    if has_chapter(version, part, clause) {
        return Some((part.to_owned(), clause.to_owned()));
    }
    let (message, help) = match version.parts.iter().find(|known| known.id == part) {
        None => {
            let ids: Vec<_> = version.parts.iter().map(|part| part.id.as_str()).collect();
            let message = format!("`{part}` という編は、第{}版にありません", edition.guideline);
            let near = super::did_you_mean(part, ids.iter().copied());
            (message, format!("{near}編の id と番号を半角の空白で区切ります。使える編: {}", ids.join("、")))
        }
        Some(_) if clause.is_empty() => (
            format!("`{reference}` に章や条の番号がありません"),
            format!("`{part} 14.⑤` のように、半角の空白と番号を続けます"),
        ),
        Some(part) => {
            let message = format!("`{clause}` の章は、第{}版の{}にありません", edition.guideline, part.title);
            (message, "番号を直すか、guideline.yaml のこの編に章を加えます".to_owned())
        }
    };
    reader.error(&codes::UNKNOWN_GUIDELINE_CLAUSE, node, message, help);
    None
}

fn has_chapter(guideline: &Guideline, part: &str, clause: &str) -> bool {
    let part = guideline.parts.iter().find(|known| known.id == part);
    let chapter = |number: &str| number.split(|char: char| !char.is_ascii_digit()).next().map(str::to_owned);
    let wanted = chapter(clause).filter(|chapter| !chapter.is_empty());
    wanted.is_some()
        && part.is_some_and(|part| part.clauses.iter().any(|clause| chapter(&clause.number) == wanted))
}

/// Numbers never go down while status, section and target stay the same; sections never go down
/// while the status does (the R5 sheet prints what counts first, then 参考項目).
fn order(reader: &mut Reader<'_>, root: &Node, rows: &[Row]) {
    let nodes = root.get("rows").into_iter().flat_map(Node::children);
    let by_start: BTreeMap<_, _> = nodes.map(|node| (node.bytes.start, node)).collect();
    for pair in rows.windows(2) {
        let [before, row] = pair else { continue };
        if before.status != row.status {
            continue;
        }
        let is_same_run = before.section == row.section && before.target == row.target;
        let goes_down = row.section < before.section || is_same_run && row.ordinal < before.ordinal;
        let node = by_start.get(&row.span.bytes.start).and_then(|node| node.get("number"));
        if let (true, Some(node)) = (goes_down, node) {
            let message = format!("番号 `{}` が `{}` より後ろにあります", row.number, before.number);
            let help = "印刷の順に並べます。節は小さい順、同じ対象の中では番号の小さい順です";
            reader.error(&codes::NUMBER_ORDER, node, message, help);
        }
    }
}

/// A row is found by section, target and number, and its anchor is made of lineage and target.
fn unique_rows(reader: &mut Reader<'_>, rows: &[Row]) {
    let mut by_number: BTreeMap<(u32, &str, &str), &Row> = BTreeMap::new();
    let mut by_lineage: BTreeMap<(&str, &str), &Row> = BTreeMap::new();
    for row in rows {
        let same_number = by_number.insert((row.section, &row.target, &row.number), row);
        let same_lineage = by_lineage.insert((&row.lineage, &row.target), row);
        let (what, first) = match (same_number, same_lineage) {
            (_, Some(first)) => (format!("項目 `{}`・対象 `{}`", row.lineage, row.target), first),
            (Some(first), None) => (format!("番号 `{}`・対象 `{}`", row.number, row.target), first),
            (None, None) => continue,
        };
        let message = format!("{what} の行が重なっています");
        let problem = Diagnostic::error(&codes::DUPLICATE_ROW, row.span.clone(), message);
        let problem = problem.related(first.span.clone(), "前の行はここです");
        reader.report.push(problem.help("どちらかを消すか、番号・対象・項目IDを直します"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_the_style_of_their_edition() {
        use Numbering::{Circled, Parenthesized};
        assert_eq!(split_number("2-④", Circled), Some((2, Some(4))));
        assert_eq!(split_number("12-㊿", Circled), Some((12, Some(50))));
        assert_eq!(split_number("2-㉑", Circled), Some((2, Some(21))));
        assert_eq!(split_number("2-(14)", Parenthesized), Some((2, Some(14))));
        assert_eq!(split_number("", Circled), Some((0, None)));
        for wrong in ["2-(4)", "2④", "2-④⑤", "2-", "-④", "２-④", "02-④", "2 -④", "2-4", "2.10"]
        {
            assert_eq!(split_number(wrong, Circled), None, "{wrong}");
        }
        for wrong in ["2-④", "2-(0)", "2-()", "2-(+4)", "2-(４)", "2-(4", "99999999999-(1)"] {
            assert_eq!(split_number(wrong, Parenthesized), None, "{wrong}");
        }
    }
}
