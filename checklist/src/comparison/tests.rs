use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::Status;
use crate::testing::{edition, form, library, library_of, row};

fn last_pair(library: &Library) -> Comparison<'_> {
    let [.., older, newer] = library.editions.as_slice() else { panic!("two editions") };
    compare(library, older, newer)
}

/// `old ｜ new ｜ remark`, marks between ⟦ and ⟧, one line per entry.
fn shown_entries(comparison: &Comparison) -> Vec<String> {
    let entries = comparison.forms.iter().flat_map(|form| &form.entries);
    let cells = |cells: &[Cell]| cells.iter().map(show).collect::<Vec<_>>().join(" / ");
    entries
        .map(|entry| format!("{} ｜ {} ｜ {}", cells(&entry.old), cells(&entry.new), entry.remark))
        .collect()
}

fn show(cell: &Cell) -> String {
    let marked = |segments: &[Segment]| -> String {
        let show = |segment: &Segment| {
            if segment.changed { format!("⟦{}⟧", segment.text) } else { segment.text.clone() }
        };
        segments.iter().map(show).collect()
    };
    let parts = [&cell.number, &cell.target, &cell.text, &cell.note].map(|segments| marked(segments));
    let placeholder = cell.kind.placeholder().unwrap_or_default().to_owned();
    let parts = parts.into_iter().chain([placeholder]).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn assert_table(older: Vec<Row>, newer: Vec<Row>, lines: &[&str]) {
    let library = library_of(vec![older, newer]);
    assert_eq!(shown_entries(&last_pair(&library)), lines);
}

#[test]
fn a_new_provision_is_marked_whole_and_a_removed_one_too() {
    assert_table(
        vec![row("a", "2-(1)", "all", "甲。")],
        vec![row("b", "2-①", "all", "乙。")],
        &["⟦2-(1)⟧ ⟦全般⟧ ⟦甲。⟧ ｜ （削る） ｜ 削除", "（新設） ｜ ⟦2-①⟧ ⟦全般⟧ ⟦乙。⟧ ｜ 新設"],
    );
}

#[test]
fn an_unchanged_sentence_is_left_out() {
    assert_table(
        vec![row("a", "2-(1)", "all", "甲。"), row("b", "2-(2)", "all", "乙。"), row("c", "", "all", "丙。")],
        vec![row("a", "2-①", "all", "甲。"), row("b", "2-③", "all", "乙。"), row("c", "", "all", "丙。")],
        &[
            "2-(1) 全般 （略） ｜ 2-① 全般 （略） ｜ 番号の表記のみ",
            "⟦2-(2)⟧ 全般 （略） ｜ ⟦2-③⟧ 全般 （略） ｜ 番号のみ変更（2-(2) → 2-③）",
            "全般 （略） ｜ 全般 （略） ｜ ",
        ],
    );
}

#[test]
fn a_variant_of_spelling_is_shown_without_marks() {
    assert_table(
        vec![row("a", "2-①", "all", "８文字。")],
        vec![row("a", "2-①", "all", "8文字。")],
        &["2-① 全般 ８文字。 ｜ 2-① 全般 8文字。 ｜ "],
    );
}

#[test]
fn merged_rows_are_stacked_and_named() {
    let old = ["server", "client", "network"].map(|target| row("a", "2-(7)", target, "パッチを当てている。"));
    assert_table(
        old.to_vec(),
        vec![row("a", "2-⑥", "all", "パッチを当てている。")],
        &["⟦2-(7)⟧ ⟦サーバ⟧ パッチを当てている。 / ⟦2-(7)⟧ ⟦端末PC⟧ パッチを当てている。 / \
           ⟦2-(7)⟧ ⟦ネットワーク機器⟧ パッチを当てている。 ｜ ⟦2-⑥⟧ ⟦全般⟧ パッチを当てている。 ｜ \
           統合（旧 2-(7) サーバ・端末PC・ネットワーク機器）、区分移動（サーバ・端末PC・ネットワーク機器 → 全般）"],
    );
}

#[test]
fn promoted_rows_are_named_when_others_counted_before() {
    let reference = |row| Row { status: Status::Reference, deadline: Some(2025), ..row };
    let rows = |number| ["server", "client"].map(|target| row("a", number, target, "甲。"));
    let [server, client] = rows("2-(4)");
    assert_table(
        vec![server, reference(client)],
        rows("2-(4)").to_vec(),
        &[
            "2-(4) サーバ 甲。 / 2-(4) 端末PC 甲。 ｜ 2-(4) サーバ 甲。 / 2-(4) 端末PC 甲。 ｜ 参考項目から必須へ（端末PC）",
        ],
    );
    assert_table(
        rows("2-(4)").map(reference).to_vec(),
        rows("2-(4)").to_vec(),
        &[
            "2-(4) サーバ 甲。 / 2-(4) 端末PC 甲。 ｜ 2-(4) サーバ 甲。 / 2-(4) 端末PC 甲。 ｜ 参考項目から必須へ",
        ],
    );
}

#[test]
fn a_device_group_that_joins_is_marked_whole() {
    let [server, client] = ["server", "client"].map(|target| row("a", "2-①", target, "甲。"));
    assert_table(
        vec![server.clone()],
        vec![server.clone(), client.clone()],
        &["2-① サーバ 甲。 ｜ 2-① サーバ 甲。 / 2-① ⟦端末PC⟧ 甲。 ｜ 区分移動（サーバ → サーバ・端末PC）"],
    );
    let network = row("a", "2-①", "network", "甲。");
    assert_table(
        vec![server.clone(), client.clone()],
        vec![server, client, network],
        &[
            "2-① サーバ 甲。 / 2-① 端末PC 甲。 ｜ 2-① サーバ 甲。 / 2-① 端末PC 甲。 / ⟦2-①⟧ ⟦ネットワーク機器⟧ ⟦甲。⟧ ｜ \
           区分移動（サーバ・端末PC → サーバ・端末PC・ネットワーク機器）",
        ],
    );
}

#[test]
fn another_section_is_named() {
    assert_table(
        vec![row("a", "2-①", "all", "甲。")],
        vec![row("a", "3-①", "all", "甲。")],
        &["⟦2-①⟧ 全般 甲。 ｜ ⟦3-①⟧ 全般 甲。 ｜ 節の移動（2 節2 → 3 節3）"],
    );
}

#[test]
fn nothing_is_marked_where_nothing_is_established() {
    let doubtful = |row| Row { certainty: Certainty::Unknown, ..row };
    assert_table(
        vec![row("a", "2-①", "all", "甲。"), doubtful(row("b", "2-②", "all", "乙。"))],
        vec![doubtful(row("a", "2-②", "all", "丙。"))],
        &["2-① 全般 甲。 ｜ 2-② 全般 丙。 ｜ 原本で未確認", "2-② 全般 乙。 ｜ （未確認） ｜ 原本で未確認"],
    );
}

#[test]
fn predecessors_of_other_ids_are_named() {
    let from = |row, ids: &[&str]| Row { from: ids.iter().map(|&id| id.to_owned()).collect(), ..row };
    assert_table(
        vec![row("a", "2-①", "all", "甲。")],
        vec![from(row("b", "2-①", "all", "甲。"), &["a"])],
        &["2-① 全般 （略） ｜ 2-① 全般 （略） ｜ 「a」から"],
    );
    let split = ["b", "c"].map(|id| from(row(id, "2-①", "all", "甲。"), &["a"]));
    assert_table(
        vec![row("a", "2-①", "all", "甲。")],
        split.to_vec(),
        &[
            "2-① 全般 甲。 ｜ 2-① 全般 甲。 ｜ 分割（ほかに「c」へ）",
            "2-① 全般 甲。 ｜ 2-① 全般 甲。 ｜ 分割（ほかに「b」へ）",
        ],
    );
}

#[test]
fn a_deadline_that_moved_is_named() {
    let until = |year| Row { deadline: Some(year), ..row("a", "2-①", "all", "甲。") };
    assert_table(
        vec![until(2027)],
        vec![until(2028)],
        &["2-① 全般 （略） ｜ 2-① 全般 （略） ｜ 期限 令和9年度 → 令和10年度"],
    );
    // Each year's checklist is about its own year.
    let unchanged = "2-① 全般 （略） ｜ 2-① 全般 （略） ｜ ";
    assert_table(vec![until(2024)], vec![until(2025)], &[unchanged]);
    assert_table(vec![until(2027)], vec![until(2027)], &[unchanged]);
}

#[test]
fn unchanged_neighbours_can_be_collapsed() {
    let rows = |changed: &str| {
        ["a", "b", "c", "d"]
            .map(|id| row(id, "2-①", "all", if id == "b" { changed } else { "甲。" }))
            .to_vec()
    };
    let library = library_of(vec![rows("乙。"), rows("丙。")]);
    let comparison = last_pair(&library);
    let runs = comparison.forms[0].runs();
    let shown = runs.iter().map(|run| match run {
        Run::Changed(entry) => entry.lineage.to_owned(),
        Run::Unchanged(entries) => format!("{}件", entries.len()),
    });
    assert_eq!(shown.collect::<Vec<_>>(), ["1件", "b", "2件"]);
    assert_eq!(comparison.counts().prose(), "文言変更1、変更なし3");
    assert_eq!(comparison.counts().n_entries, 4);
    assert_eq!(Counts::default().prose(), "");
}

#[test]
fn what_differs_in_spelling_or_deadline_is_not_collapsed() {
    let rows = |text: &str, year| vec![Row { deadline: Some(year), ..row("a", "2-①", "all", text) }];
    for (older, newer) in
        [(rows("８文字。", 2027), rows("8文字。", 2027)), (rows("甲。", 2027), rows("甲。", 2028))]
    {
        let library = library_of(vec![older, newer]);
        let comparison = last_pair(&library);
        assert_eq!(comparison.forms[0].entries[0].relations, [Relation::Same]);
        assert!(!comparison.forms[0].entries[0].is_unchanged());
    }
}

fn joined_forms() -> Library {
    let rows = |number| vec![row("a", number, "all", "甲。")];
    let mut newer = edition("r8", vec![form("joint", rows("2-②"))]);
    newer.forms[0].succeeds = vec!["medical".to_owned(), "pharmacy".to_owned()];
    let older = edition("r7", vec![form("medical", rows("2-①")), form("pharmacy", rows("2-②"))]);
    library(vec![older, newer])
}

#[test]
fn a_form_that_continues_two_has_a_table_for_each() {
    let library = joined_forms();
    let comparison = last_pair(&library);
    let names: Vec<_> = comparison.forms.iter().map(|form| (form.id.as_str(), form.title.as_str())).collect();
    assert_eq!(
        names,
        [
            ("joint-medical", "joint確認用（旧 medical確認用）"),
            ("joint-pharmacy", "joint確認用（旧 pharmacy確認用）")
        ]
    );
    assert_eq!(comparison.title(), "令和7年度版・令和8年度版 新旧対照表");
    assert!(comparison.form("joint-medical").is_some());
}

/// `edition form: numbers (relations) remark`
fn shown_steps(steps: &[Step]) -> Vec<String> {
    let show = |step: &Step| {
        let numbers = step.rows.iter().map(|row| row.number.as_str()).collect::<Vec<_>>().join(" ");
        let names = step.relations.iter().map(|relation| relation.name()).collect::<Vec<_>>().join(" ");
        format!(
            "{} {}: {numbers} ({names}) {}",
            step.edition.id,
            step.form.map_or("-", |form| &form.id),
            step.remark
        )
    };
    steps.iter().map(show).collect()
}

#[test]
fn a_timeline_begins_with_the_first_rows_and_tells_the_end() {
    let rows = |number| vec![row("a", number, "all", "甲。")];
    let library = library_of(vec![vec![], rows("2-(1)"), rows("2-②"), vec![], vec![]]);
    assert_eq!(
        shown_steps(&timeline(&library, "a", "medical")),
        [
            "r7 medical: 2-(1) (new) 新設",
            "r8 medical: 2-② (renumbered) 番号のみ変更（2-(1) → 2-②）",
            "r9 medical:  (removed) 削除"
        ]
    );
    let library = library_of(vec![rows("2-(1)"), rows("2-①")]);
    assert_eq!(
        shown_steps(&timeline(&library, "a", "medical")),
        ["r6 medical: 2-(1) () ", "r7 medical: 2-① (same) 番号の表記のみ"]
    );
    assert_eq!(timeline(&library, "b", "medical"), []);
    assert_eq!(timeline(&library, "a", "vendor"), []);
}

#[test]
fn a_timeline_follows_ids_and_forms() {
    let taken_over = Row { from: vec!["a".to_owned()], ..row("b", "2-①", "all", "甲。") };
    let library = library_of(vec![vec![row("a", "2-①", "all", "甲。")], vec![taken_over]]);
    assert_eq!(
        shown_steps(&timeline(&library, "a", "medical")),
        ["r6 medical: 2-① () ", "r7 medical:  (same) 「b」へ"]
    );
    assert_eq!(shown_steps(&timeline(&library, "b", "medical")), ["r7 medical: 2-① (same) 「a」から"]);
    let library = joined_forms();
    assert_eq!(
        shown_steps(&timeline(&library, "a", "medical")),
        ["r7 medical: 2-① () ", "r8 joint: 2-② (renumbered) 番号のみ変更（2-① → 2-②）"]
    );
    assert_eq!(
        shown_steps(&timeline(&library, "a", "joint")),
        [
            "r7 medical: 2-① () ",
            "r7 pharmacy: 2-② () ",
            "r8 joint: 2-② (renumbered) 番号のみ変更（2-① → 2-②）"
        ]
    );
}

/// Old and table give new, and back: for every form the two editions share.
fn check_restored(library: &Library, comparison: &Comparison) -> Result<(), TestCaseError> {
    let sorted = |provisions: Option<Vec<Provision>>| {
        let mut provisions = provisions.expect("made from this table");
        provisions.sort();
        provisions.dedup();
        provisions
    };
    for table in &comparison.forms {
        let printed = |form: Option<&Form>| {
            FormComparison::provisions(library, form.map_or(&[][..], |form| &form.rows))
        };
        let (older, newer) = (printed(table.older), printed(table.newer));
        prop_assert_eq!(sorted(table.newer_provisions(&older)), sorted(Some(newer.clone())));
        prop_assert_eq!(sorted(table.older_provisions(&newer)), sorted(Some(older)));
    }
    Ok(())
}

const SENTENCES: &[&str] = &[
    "権限を設定している。",
    "権限を設定していない。",
    "８文字（英数字）とする。",
    "8文字(英数字)とする。",
    "13文字とする。",
    "",
    "🏥を守る。",
    "か\u{3099}ある。",
    "がある。",
    "「規程」に定める 。",
    "ﾊﾟｽﾜｰﾄﾞ",
    "パスワード",
];

/// A row with a place that no other row of its form has: its number tells it from all others.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let target = prop::sample::select(&["all", "server", "client", "network"][..]);
    let sentence = || prop::sample::select(SENTENCES);
    let lineage = prop::sample::select(&["a", "b", "c", "d"][..]);
    let from = prop::collection::vec(prop::sample::select(&["a", "b", "c", "d"][..]), 0..2);
    let certainty =
        prop::sample::select(&[Certainty::Secondary, Certainty::Secondary, Certainty::Unknown][..]);
    let row = (lineage, 1..4_u32, target, sentence(), prop::option::of(sentence()), from, certainty);
    let row = row.prop_map(|(lineage, section, target, text, note, from, certainty)| Row {
        note: note.map(str::to_owned).filter(|note| !note.is_empty()),
        from: from.into_iter().filter(|id| *id != lineage).map(str::to_owned).collect(),
        certainty,
        ..crate::testing::row(lineage, &format!("{section}-1"), target, text)
    });
    prop::collection::vec(row, 0..8).prop_map(|mut rows| {
        for (idx, row) in rows.iter_mut().enumerate() {
            row.ordinal = Some(idx as u32);
            row.number = format!("{}-({idx})", row.section);
        }
        rows
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn old_and_table_give_new_and_back(editions in prop::collection::vec(rows(), 2..4)) {
        let library = library_of(editions);
        for older in &library.editions {
            for newer in &library.editions {
                check_restored(&library, &compare(&library, older, newer))?;
            }
        }
    }
}

fn guide() -> Library {
    let (library, report) =
        Library::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../book")).expect("the book is here");
    assert_eq!(report.diagnostics, []);
    library
}

fn between<'a>(library: &'a Library, older: &str, newer: &str) -> Comparison<'a> {
    compare(library, library.edition(older).unwrap(), library.edition(newer).unwrap())
}

/// The lineages of the medical form by what became of them.
fn lineages_by_relation(comparison: &Comparison) -> Vec<(String, Vec<String>)> {
    let mut kinds: BTreeMap<Vec<Relation>, Vec<String>> = BTreeMap::new();
    for entry in &comparison.form("medical").unwrap().entries {
        kinds.entry(entry.relations.clone()).or_default().push(entry.lineage.to_owned());
    }
    let names = |relations: Vec<Relation>| {
        relations.iter().map(|relation| relation.name()).collect::<Vec<_>>().join("+")
    };
    kinds.into_iter().map(|(relations, lineages)| (names(relations), lineages)).collect()
}

#[test]
fn the_guide_says_what_changed_from_r6_to_r7() {
    let library = guide();
    let comparison = between(&library, "r6", "r7");
    let expected = [
        (
            "new",
            vec![
                "password-complexity",
                "password-reuse",
                "external-media",
                "two-factor-auth",
                "operational-rules",
            ],
        ),
        ("merged+moved", vec!["security-patch"]),
        ("wording+moved", vec!["access-rights", "account-cleanup"]),
        ("renumbered", vec!["access-log", "unneeded-services", "source-restriction"]),
        (
            "same",
            vec![
                "safety-manager",
                "asset-inventory",
                "remote-maintenance",
                "mds-sds",
                "incident-contact-chart",
                "backup-recovery",
                "cyber-bcp",
            ],
        ),
        ("unknown", vec!["system-presence"]),
    ];
    let expected =
        expected.map(|(name, ids)| (name.to_owned(), ids.into_iter().map(str::to_owned).collect::<Vec<_>>()));
    assert_eq!(lineages_by_relation(&comparison), expected);
    assert_eq!(
        comparison.form("medical").unwrap().counts().prose(),
        "新設5、統合1、文言変更2、区分移動3、番号のみ変更3、変更なし7、未確認1"
    );
}

#[test]
fn the_guide_says_which_rows_counted_from_r6_on() {
    let library = guide();
    let forms = relations(&library, library.edition("r5").unwrap(), library.edition("r6").unwrap());
    let medical = forms.iter().find(|form| form.newer.is_some_and(|form| form.id == "medical")).unwrap();
    let promoted = medical.changes.iter().flat_map(|change| {
        let is_promoted = |pair: &&(usize, usize)| {
            (change.old[pair.0].status, change.new[pair.1].status) == (Status::Reference, Status::Required)
        };
        change
            .pairs
            .iter()
            .filter(is_promoted)
            .map(|pair| (change.lineage, change.new[pair.1].target.as_str()))
    });
    assert_eq!(
        promoted.collect::<BTreeSet<_>>(),
        BTreeSet::from([
            ("security-patch", "server"),
            ("security-patch", "client"),
            ("unneeded-services", "server"),
            ("unneeded-services", "client"),
            ("access-rights", "client"),
            ("account-cleanup", "client"),
            ("backup-recovery", "organization"),
            ("cyber-bcp", "organization"),
        ])
    );
    let kinds = lineages_by_relation(&between(&library, "r5", "r6"));
    assert_eq!(kinds.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["promoted", "same"]);
}

#[test]
fn any_two_editions_of_the_guide_give_each_other_back() {
    let library = guide();
    for older in &library.editions {
        for newer in &library.editions {
            check_restored(&library, &compare(&library, older, newer)).unwrap();
        }
    }
}
