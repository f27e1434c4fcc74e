use search_index::Hit;

use super::{Evaluation, Outcome, shortfalls, show, sum_up};
use crate::{
    judgements::{Floor, Judged, Kind, Place},
    measures::{Average, score},
};

fn judged(query: &str, kind: Kind) -> Judged {
    let place = |anchor: &str, grade| Place { page: "faq.html".into(), anchor: Some(anchor.into()), grade };
    Judged { query: query.into(), kind, relevant: vec![place("good", 2), place("best", 3)] }
}

fn hit(anchor: &str) -> Hit {
    Hit {
        section: 0,
        page: "faq.html".into(),
        anchor: anchor.into(),
        title: "よくある質問".into(),
        heading: anchor.into(),
        breadcrumb: Vec::new(),
        kind: String::new(),
        edition: None,
        excerpt: String::new(),
        marks: Vec::new(),
        score: 1.0,
        level: 0,
    }
}

fn outcome<'a>(judged: &'a Judged, anchors: &[&str]) -> Outcome<'a> {
    let hits: Vec<Hit> = anchors.iter().map(|anchor| hit(anchor)).collect();
    let places: Vec<_> = hits.iter().map(|hit| (hit.page.as_str(), hit.anchor.as_str())).collect();
    Outcome { judged, score: score(&judged.relevant, &places), hits }
}

#[test]
fn kinds_are_averaged_apart_and_the_worst_stand_first() {
    let judged = [
        judged("一", Kind::Typo),
        judged("二", Kind::Typo),
        judged("三", Kind::Exact),
        judged("四", Kind::Exact),
    ];
    let outcomes = [
        outcome(&judged[0], &["x", "best"]),
        outcome(&judged[1], &[]),
        outcome(&judged[2], &["best", "good"]),
        outcome(&judged[3], &["x", "good"]),
    ];
    let floor = Floor { mrr: Some(0.5), kind_mrr: Some(0.3), empty: Some(0.2) };
    let evaluation = sum_up(&outcomes, Some(floor));
    assert_eq!(evaluation.overall.mrr, 0.5);
    assert_eq!(evaluation.overall.empty, 0.25);
    let kinds: Vec<_> = evaluation.kinds.iter().map(|(kind, average)| (*kind, average.mrr)).collect();
    assert_eq!(kinds, [(Kind::Exact, 0.75), (Kind::Typo, 0.25)]);
    let worst: Vec<_> = evaluation.worst.iter().map(|outcome| outcome.judged.query.as_str()).collect();
    assert_eq!(worst, ["二", "四", "一"], "by rank, then by how much was gained");
    assert_eq!(
        evaluation.shortfalls,
        [
            "「打ち間違い」の問いの MRR が 0.250 で、0.300 より低くなりました",
            "答えの出ない問いが 25.0 % で、20.0 % より多くなりました",
        ]
    );
}

#[test]
fn a_floor_that_is_just_met_holds() {
    let average = Average { n_queries: 2, mrr: 0.5, ndcg: 0.0, recall: 0.0, empty: 0.5 };
    let floor = Floor { mrr: Some(0.5), kind_mrr: Some(0.5), empty: Some(0.5) };
    assert!(shortfalls(floor, &average, &[(Kind::Exact, average)]).is_empty());
    assert!(shortfalls(Floor::default(), &Average::default(), &[]).is_empty());
}

#[test]
fn a_table_stands_in_columns() {
    let judged = [judged("体制図", Kind::Part)];
    let outcomes = [outcome(&judged[0], &["x", "y", "z", "w"])];
    let evaluation: Evaluation<'_> = sum_up(&outcomes, None);
    let said = show::human("list.jsonl", &evaluation);
    let (table, rest) = said.split_once("\nMRR: ").expect("a table and its legend");
    assert_eq!(
        table,
        "検索の評価: list.jsonl(1 問)\n\n\
         問い        問    MRR   nDCG  再現率  答えなし\n\
         全体         1  0.000  0.000   0.000     0.0 %\n\
         言葉の一部   1  0.000  0.000   0.000     0.0 %\n"
    );
    let (_, worst) = rest.split_once("\n\n").expect("the worst queries");
    assert_eq!(
        worst,
        "答えが1番目に出なかった問い(悪い順、10 問まで)\n\n\
         「体制図」(言葉の一部): 10 番目までにない\n\
        \x20 出てほしい: faq.html#best\n\
        \x20 出たもの: よくある質問 › x(faq.html#x)\n\
        \x20 出たもの: よくある質問 › y(faq.html#y)\n\
        \x20 出たもの: よくある質問 › z(faq.html#z)\n"
    );
}

#[test]
fn programs_get_every_query() {
    let judged = [judged("体制図", Kind::Part)];
    let outcomes = [outcome(&judged[0], &["x", "best"])];
    let said = show::json(&sum_up(&outcomes, None), &outcomes);
    let said: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(said["overall"]["mrr"], 0.5);
    assert_eq!(said["kinds"]["part"]["queries"], 1);
    assert_eq!(said["queries"][0]["rank"], 2);
    assert_eq!(said["queries"][0]["hits"], serde_json::json!(["faq.html#x", "faq.html#best"]));
}
