//! What several files say alike.

use checklist::{Basis, Edition, Form, GuidelineRef, Library, Row};

/// Whose words the rows are. Stands in every file that has them.
pub(crate) const NOTICE: &str =
    "文はこの手引きで言い換えたものです。提出には厚生労働省の原本を使ってください。";

/// Whose work the files are.
pub(crate) const ORIGIN: &str =
    "この手引きは独立したものです。厚生労働省や日本医師会の刊行物ではありません。";

/// `令和7年度版 医療機関確認用`.
pub(crate) fn sheet_title(edition: &Edition, form: &Form) -> String {
    format!("{} {}", edition.title, form.title)
}

/// Title of a requirement; its id when the library does not have it.
pub(crate) fn lineage_title<'a>(library: &'a Library, id: &'a str) -> &'a str {
    library.lineage(id).map_or(id, |lineage| &lineage.title)
}

/// Title of a device group; its id when the vocabulary does not have it.
pub(crate) fn target_title<'a>(library: &'a Library, id: &'a str) -> &'a str {
    library.vocabulary.targets.iter().find(|target| target.id == id).map_or(id, |target| &target.title)
}

/// Title of a section; empty when the edition does not have it.
pub(crate) fn section_title(edition: &Edition, number: u32) -> &str {
    edition.sections.iter().find(|section| section.number == number).map_or("", |section| &section.title)
}

/// `システム運用編 14.⑤`.
pub(crate) fn clause(library: &Library, edition: &Edition, reference: &GuidelineRef) -> String {
    let guideline = library.guidelines.iter().find(|guideline| guideline.version == edition.guideline);
    let part = guideline.and_then(|guideline| guideline.parts.iter().find(|part| part.id == reference.part));
    format!("{} {}", part.map_or(reference.part.as_str(), |part| &part.title), reference.clause)
}

/// Why a clause is named, as readers see it.
pub(crate) fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Cited => "マニュアルの欄外",
        Basis::Content => "内容対応",
        Basis::Inferred => "推定",
    }
}

/// `※ 事業者と契約していない場合は、記入しなくてよい。`; none without a note.
pub(crate) fn note(row: &Row) -> Option<String> {
    let note = row.note.as_deref().filter(|note| !note.is_empty())?;
    Some(if note.starts_with('※') { note.to_owned() } else { format!("※ {note}") })
}
