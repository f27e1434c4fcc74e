//! Small libraries for tests.

use crate::{
    Certainty, Edition, Form, Library, Lineage, Numbering, Publication, Row, Section, Span, Status, Target,
    Vocabulary, fold,
};

/// A required, secondary row; section and place are read from the number (`2-(7)`, `2-⑦`, `` for none).
pub(crate) fn row(lineage: &str, number: &str, target: &str, text: &str) -> Row {
    let figures = fold(number).replace(['(', ')'], "");
    let (section, ordinal) = figures.split_once('-').unwrap_or(("0", ""));
    Row {
        lineage: lineage.to_owned(),
        section: section.parse().unwrap(),
        ordinal: ordinal.parse().ok(),
        number: number.to_owned(),
        target: target.to_owned(),
        text: text.to_owned(),
        note: None,
        status: Status::Required,
        deadline: None,
        blank_if_no_vendor: false,
        guideline: Vec::new(),
        certainty: Certainty::Secondary,
        sources: vec!["https://example.org/".to_owned()],
        doubt: None,
        from: Vec::new(),
        relation: Vec::new(),
        span: Span::default(),
    }
}

pub(crate) fn form(id: &str, rows: Vec<Row>) -> Form {
    Form { id: id.to_owned(), title: format!("{id}確認用"), vendor: false, succeeds: Vec::new(), rows }
}

/// `r7` is 令和7年度版; sections 1 to 4 are 節1 to 節4.
pub(crate) fn edition(id: &str, forms: Vec<Form>) -> Edition {
    let year: u32 = id.trim_start_matches('r').parse().unwrap();
    Edition {
        id: id.to_owned(),
        title: format!("令和{year}年度版"),
        fiscal_year: year + 2018,
        publication: Publication::Published,
        published: format!("令和{year}年5月"),
        numbering: Numbering::Circled,
        checks: 1,
        guideline: "6.0".to_owned(),
        sections: (1..=4).map(|number| Section { number, title: format!("節{number}") }).collect(),
        forms,
        notes: Vec::new(),
        certainty: Certainty::Official,
        sources: Vec::new(),
        span: Span::default(),
    }
}

/// One form, `medical`, in r6, r7 and so on.
pub(crate) fn library_of(editions: Vec<Vec<Row>>) -> Library {
    let editions = editions.into_iter().zip(6..);
    library(editions.map(|(rows, year)| edition(&format!("r{year}"), vec![form("medical", rows)])).collect())
}

/// Targets: server, client, network, `all` for the three, organization. Every lineage of a row is
/// declared, with its id as title.
pub(crate) fn library(editions: Vec<Edition>) -> Library {
    let mut library = Library { editions, ..Library::default() };
    library.vocabulary = Vocabulary {
        targets: vec![
            target("all", "全般", &["server", "client", "network"]),
            target("server", "サーバ", &[]),
            target("client", "端末PC", &[]),
            target("network", "ネットワーク機器", &[]),
            target("organization", "組織", &[]),
        ],
        actors: Vec::new(),
    };
    let rows = library.editions.iter().flat_map(|edition| &edition.forms).flat_map(|form| &form.rows);
    let mut ids: Vec<_> = rows.map(|row| row.lineage.clone()).collect();
    ids.sort();
    ids.dedup();
    library.lineages = ids.into_iter().map(lineage).collect();
    library
}

fn lineage(id: String) -> Lineage {
    Lineage {
        title: id.clone(),
        id,
        summary: String::new(),
        actors: Vec::new(),
        since: "r6".to_owned(),
        until: None,
        formerly: Vec::new(),
        span: Span::default(),
    }
}

fn target(id: &str, title: &str, covers: &[&str]) -> Target {
    Target {
        id: id.to_owned(),
        title: title.to_owned(),
        explanation: String::new(),
        covers: covers.iter().map(|&id| id.to_owned()).collect(),
    }
}
