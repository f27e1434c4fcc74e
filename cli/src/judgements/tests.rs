use std::path::Path;

use checklist::{Report, Severity};
use search_index::Section;

use super::{Floor, Judged, Judgements, Kind, Place, read};

fn sections() -> Vec<Section> {
    [("faq.html", ""), ("faq.html", "usb-plugged"), ("items/access-log.html", "steps")]
        .map(|(page, anchor)| Section { page: page.into(), anchor: anchor.into(), ..Section::default() })
        .into()
}

fn reading(text: &str) -> (Judgements, Vec<String>) {
    let mut report = Report::default();
    let judgements = read(Path::new("search-eval.jsonl"), text, &sections(), Severity::Error, &mut report);
    (judgements, report.sorted().iter().map(|problem| problem.message.clone()).collect())
}

#[test]
fn a_list_is_read_line_by_line() {
    let text = "\u{feff}{\"floor\": {\"mrr\": 0.85, \"empty\": 0}}\n\n\
                {\"query\": \"USB\", \"kind\": \"short\", \"relevant\": [\
                {\"page\": \"faq.html\", \"anchor\": \"usb-plugged\", \"grade\": 3}, {\"page\": \"faq.html\", \"grade\": 1}]}\r\n";
    let (judgements, problems) = reading(text);
    assert_eq!(problems, Vec::<String>::new());
    let places = [("usb-plugged", 3), ("", 1)].map(|(anchor, grade)| Place {
        page: "faq.html".into(),
        anchor: (!anchor.is_empty()).then(|| anchor.to_owned()),
        grade,
    });
    let judged = Judged { query: "USB".into(), kind: Kind::Short, relevant: places.into() };
    let floor = Floor { mrr: Some(0.85), kind_mrr: None, empty: Some(0.0) };
    assert_eq!(judgements, Judgements { floor: Some(floor), queries: vec![judged] });
}

#[test]
fn every_mistake_is_said_and_the_other_lines_count() {
    let line = |query: &str, kind: &str, relevant: &str| {
        format!("{{\"query\": \"{query}\", \"kind\": \"{kind}\", \"relevant\": [{relevant}]}}\n")
    };
    let good = "{\"page\": \"faq.html\", \"grade\": 3}";
    let text = [
        line("1", "exact", good),
        "not json\n".into(),
        "[1]\n".into(),
        "{\"floor\": {\"mrr\": 0.5}}\n".into(),
        line("2", "exakt", good),
        line("3", "exact", ""),
        line("4", "exact", "{\"page\": \"faq.html\", \"grade\": 4}"),
        line("5", "exact", "{\"page\": \"fap.html\", \"grade\": 3}"),
        line("6", "exact", "{\"page\": \"faq.html\", \"anchor\": \"usb-pluged\", \"grade\": 3}"),
        line("7", "exact", &format!("{good}, {good}")),
        line("1", "exact", good),
        line(" ", "exact", good),
        "{\"query\": \"8\", \"kind\": \"exact\", \"relevent\": []}\n".into(),
    ];
    let (judgements, problems) = reading(&text.concat());
    let queries: Vec<_> = judgements.queries.iter().map(|judged| judged.query.as_str()).collect();
    assert_eq!(queries, ["1"]);
    assert_eq!(
        problems,
        [
            "JSON として読めません",
            "`{` で始まる形ではありません",
            "`floor` は1行目にだけ書けます",
            "`exakt` という種類はありません",
            "`relevant` に、見せたいところが1つもありません",
            "`grade` は 3(いちばん)、2(よい)、1(出てもよい)のどれかにします",
            "`fap.html` というページは本にありません",
            "`faq.html` に `usb-pluged` という見出しはありません",
            "`faq.html` が2回書かれています",
            "問い `1` が2回書かれています",
            "`query` の値が `\" \"` です。空でない文字列にします",
            "`relevent` というキーはありません",
        ]
    );
}

#[test]
fn a_floor_is_between_0_and_1() {
    let (judgements, problems) = reading("{\"floor\": {\"mrr\": 85}}\n");
    assert_eq!(judgements.floor, None);
    assert_eq!(problems, ["`mrr` の値が `85` です。0 から 1 までの数にします"]);
}

#[test]
fn an_empty_list_is_a_mistake() {
    assert_eq!(reading("\n").1, ["問いが1つもありません"]);
    assert_eq!(reading("{\"floor\": {}}\n").1, ["問いが1つもありません"]);
}

#[test]
fn a_mistake_stands_where_it_was_made() {
    let text = "{\"query\": \"faq.html\", \"kind\": \"exact\", \"relevant\": [{\"page\": \"faq.html\", \"grade\": 3}, {\"page\": \"faq.html\", \"anchor\": \"no\", \"grade\": 2}]}\n";
    let mut report = Report::default();
    read(Path::new("list"), text, &sections(), Severity::Warning, &mut report);
    let [problem] = &report.diagnostics[..] else { panic!("{:?}", report.diagnostics) };
    assert_eq!(&text[problem.span.bytes.clone()], "\"no\"");
    assert_eq!(problem.severity, Severity::Warning);
}
