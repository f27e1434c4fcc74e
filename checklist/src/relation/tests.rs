use super::*;
use crate::testing::{edition, form, library, library_of, row};

use Relation::*;

/// `lineage: relation relation`, one line per change of the last two editions.
fn shown(library: &Library) -> Vec<String> {
    let [.., older, newer] = library.editions.as_slice() else { panic!("two editions") };
    let forms = relations(library, older, newer);
    forms.iter().flat_map(|form| &form.changes).map(show).collect()
}

fn show(change: &Change) -> String {
    let names: Vec<_> = change.relations().iter().map(|relation| relation.name()).collect();
    let doubt = if matches!(change.derivation, Derivation::Ambiguous { .. }) { "?" } else { "" };
    format!("{}{doubt}: {}", change.lineage, names.join(" "))
}

/// One lineage `a`, before and after.
fn one(older: Vec<Row>, newer: Vec<Row>) -> String {
    shown(&library_of(vec![older, newer])).join("; ")
}

fn a(number: &str, target: &str) -> Row {
    row("a", number, target, "文。")
}

fn from(row: Row, lineages: &[&str]) -> Row {
    Row { from: lineages.iter().map(|&id| id.to_owned()).collect(), ..row }
}

fn declared(row: Row, relations: &[Relation]) -> Row {
    Row { relation: relations.to_vec(), ..row }
}

#[test]
fn the_style_of_a_number_is_no_change() {
    assert_eq!(one(vec![a("2-(4)", "all")], vec![a("2-④", "all")]), "a: same");
}

#[test]
fn another_place_in_the_section_is_renumbered() {
    assert_eq!(one(vec![a("2-(6)", "server")], vec![a("2-⑪", "server")]), "a: renumbered");
}

#[test]
fn a_number_that_several_device_groups_share_is_renumbered_once() {
    let (old, new) = (|target| a("2-(9)", target), |target| a("2-⑫", target));
    assert_eq!(one(vec![old("server"), old("client")], vec![new("server"), new("client")]), "a: renumbered");
}

#[test]
fn rows_of_one_side_are_new_or_removed() {
    assert_eq!(one(vec![], vec![a("2-⑦", "all")]), "a: new");
    assert_eq!(one(vec![a("2-(7)", "all")], vec![]), "a: removed");
}

#[test]
fn fewer_rows_for_the_same_device_groups_are_merged() {
    let old = ["server", "client", "network"].map(|target| a("2-(7)", target));
    assert_eq!(one(old.to_vec(), vec![a("2-⑥", "all")]), "a: merged moved");
    assert_eq!(one(vec![a("2-⑥", "all")], old.to_vec()), "a: split moved");
}

#[test]
fn fewer_rows_for_more_device_groups_have_moved() {
    let old = ["server", "client"].map(|target| a("2-(4)", target));
    assert_eq!(one(old.to_vec(), vec![a("2-④", "all")]), "a: moved");
}

#[test]
fn a_device_group_that_joins_is_a_move() {
    let [server, client, network] = ["server", "client", "network"].map(|target| a("2-(4)", target));
    assert_eq!(one(vec![server.clone(), client.clone()], vec![server, client, network]), "a: moved");
}

#[test]
fn sentence_and_note_are_compared_folded() {
    let with = |text: &str, note: &str| Row { note: Some(note.to_owned()), ..row("a", "2-①", "all", text) };
    assert_eq!(one(vec![with("８文字", "注")], vec![with("8文字", "注")]), "a: same");
    assert_eq!(one(vec![with("8文字", "注")], vec![with("9文字", "注")]), "a: wording");
    assert_eq!(one(vec![with("8文字", "注")], vec![with("8文字", "注意")]), "a: wording");
    assert_eq!(
        one(vec![a("2-①", "all")], vec![Row { note: Some("注".to_owned()), ..a("2-①", "all") }]),
        "a: wording"
    );
}

#[test]
fn another_section_is_a_move_unless_only_its_number_changed() {
    assert_eq!(one(vec![a("2-①", "all")], vec![a("3-①", "all")]), "a: moved");
    let mut library = library_of(vec![vec![a("2-①", "all")], vec![a("3-①", "all")]]);
    library.editions[1].sections[2].title = "節2".to_owned();
    assert_eq!(shown(&library), ["a: renumbered"]);
    let mut library = library_of(vec![vec![a("2-①", "all")], vec![a("2-①", "all")]]);
    library.editions[1].sections[1].title = "題を改めた節".to_owned();
    assert_eq!(shown(&library), ["a: same"]);
}

#[test]
fn a_reference_row_that_counts_now_is_promoted() {
    let reference = |target| Row { status: Status::Reference, ..a("2-(7)", target) };
    let old = vec![reference("server"), a("2-(7)", "network")];
    let new = vec![a("2-(7)", "server"), a("2-(7)", "network")];
    assert_eq!(one(old.clone(), new.clone()), "a: promoted");
    assert_eq!(one(new, old.clone()), "a: demoted");
    assert_eq!(one(old, vec![a("2-⑥", "all")]), "a: promoted moved");
}

#[test]
fn what_is_not_established_stays_unknown() {
    let doubtful = |row| Row { certainty: Certainty::Unknown, ..row };
    assert_eq!(one(vec![a("", "all")], vec![doubtful(a("", "all"))]), "a: unknown");
    assert_eq!(one(vec![], vec![doubtful(a("2-①", "all"))]), "a: unknown");
    assert_eq!(one(vec![doubtful(a("2-①", "all"))], vec![]), "a: unknown");
    let unknown = |row| Row { status: Status::Unknown, ..row };
    assert_eq!(one(vec![unknown(a("2-①", "all"))], vec![a("2-①", "all")]), "a: unknown");
    assert_eq!(one(vec![unknown(a("2-①", "all"))], vec![a("2-②", "all")]), "a: unknown");
    assert_eq!(one(vec![unknown(a("2-①", "all"))], vec![unknown(a("2-②", "all"))]), "a: renumbered");
    assert_eq!(one(vec![unknown(a("2-①", "all"))], vec![a("2-①", "server")]), "a: moved");
}

#[test]
fn two_pairings_are_one_too_many() {
    let old = ["server", "client"].map(|target| a("2-①", target));
    let new = ["all", "network"].map(|target| a("2-①", target));
    assert_eq!(one(old.to_vec(), new.to_vec()), "a?: moved");
    let told = new.map(|row| declared(row, &[Moved, Split]));
    assert_eq!(one(old.to_vec(), told.to_vec()), "a?: split moved");
}

#[test]
fn a_removed_lineage_follows_the_one_it_stood_behind() {
    let rows = |ids: &[&str]| ids.iter().map(|id| row(id, "2-①", "all", "文。")).collect::<Vec<_>>();
    let library = library_of(vec![rows(&["x", "a", "y", "z", "b"]), rows(&["b", "new", "a"])]);
    assert_eq!(shown(&library), ["x: removed", "b: same", "new: new", "a: same", "y: removed", "z: removed"]);
}

#[test]
fn several_lineages_become_one() {
    let old = vec![
        row("a", "2-①", "server", "甲。"),
        row("b", "2-②", "server", "乙。"),
        row("c", "2-③", "all", "丙。"),
    ];
    let new = vec![from(row("d", "2-①", "server", "甲と乙。"), &["a", "b"]), row("c", "2-③", "all", "丙。")];
    let library = library_of(vec![old, new]);
    assert_eq!(shown(&library), ["d: merged wording", "c: same"]);
    let forms = relations(&library, &library.editions[0], &library.editions[1]);
    assert_eq!(forms[0].changes[0].pairs, [(0, 0), (1, 0)]);
    let back = relations(&library, &library.editions[1], &library.editions[0]);
    assert_eq!(
        back[0].changes.iter().map(show).collect::<Vec<_>>(),
        ["a: split wording", "b: split wording", "c: same"]
    );
}

#[test]
fn one_lineage_becomes_several() {
    let new = [("b", "2-①"), ("c", "2-②")].map(|(id, number)| from(row(id, number, "all", id), &["a"]));
    let library = library_of(vec![vec![a("2-①", "all")], new.to_vec()]);
    assert_eq!(shown(&library), ["b: split wording", "c: split wording"]);
    let forms = relations(&library, &library.editions[0], &library.editions[1]);
    assert_eq!(forms[0].changes[0].beside, ["c"]);
}

#[test]
fn a_lineage_under_another_id_is_the_same_requirement() {
    let library = library_of(vec![vec![a("2-①", "all")], vec![from(row("b", "2-①", "all", "文。"), &["a"])]]);
    assert_eq!(shown(&library), ["b: same"]);
}

#[test]
fn a_lineage_that_goes_on_in_two_ways_has_to_be_declared() {
    let new = |relations: &[Relation]| {
        vec![
            declared(a("2-①", "all"), relations),
            declared(from(row("b", "2-②", "all", "文。"), &["a"]), relations),
        ]
    };
    let library = library_of(vec![vec![a("2-①", "all")], new(&[])]);
    assert_eq!(shown(&library), ["a?: split", "b?: split"]);
    let problems = declared_problems(&library);
    assert_eq!(problems.iter().map(|problem| problem.lineage.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert!(
        problems.iter().all(|problem| problem.kind == RelationProblemKind::Undeclared(Ambiguity::Continued))
    );
    let told = library_of(vec![vec![a("2-①", "all")], new(&[Split])]);
    assert_eq!(shown(&told), ["a?: split", "b?: split"]);
    assert_eq!(declared_problems(&told), []);
}

#[test]
fn a_declaration_that_contradicts_the_rows_is_found() {
    let library = library_of(vec![vec![a("2-①", "all")], vec![declared(a("2-②", "all"), &[Same])]]);
    let [problem] = declared_problems(&library).try_into().unwrap();
    assert_eq!(problem.kind, RelationProblemKind::Disagrees);
    assert_eq!((problem.derived, problem.declared), (vec![Renumbered], vec![Same]));
    assert_eq!(
        (problem.previous.as_str(), problem.edition.as_str(), problem.form.as_str()),
        ("r6", "r7", "medical")
    );
    assert_eq!(problem.rows.len(), 1);
}

#[test]
fn kinds_that_stand_alone_are_not_declared_together() {
    let old = ["server", "client"].map(|target| a("2-①", target));
    let new = ["all", "network"].map(|target| declared(a("2-①", target), &[Same, Moved]));
    let library = library_of(vec![old.to_vec(), new.to_vec()]);
    assert_eq!(declared_problems(&library)[0].kind, RelationProblemKind::Disagrees);
}

#[test]
fn a_declaration_is_about_the_edition_before_only() {
    let old = ["server", "client"].map(|target| a("2-①", target));
    let new = ["all", "network"].map(|target| declared(a("2-①", target), &[Split]));
    let library = library_of(vec![old.to_vec(), old.to_vec(), new.to_vec()]);
    let [r6, r7, r8] = library.editions.as_slice() else { panic!() };
    assert_eq!(show(&relations(&library, r7, r8)[0].changes[0]), "a?: split");
    assert_eq!(show(&relations(&library, r6, r8)[0].changes[0]), "a?: moved");
    assert_eq!(show(&relations(&library, r8, r7)[0].changes[0]), "a?: moved");
}

#[test]
fn ids_and_forms_are_followed_over_the_editions_between() {
    let mut r8 = edition("r8", vec![form("joint", vec![from(row("c", "2-①", "all", "文。"), &["b"])])]);
    r8.forms[0].succeeds = vec!["medical".to_owned(), "pharmacy".to_owned()];
    let library = library(vec![
        edition("r6", vec![form("medical", vec![a("2-①", "all")]), form("vendor", vec![a("2-①", "all")])]),
        edition("r7", vec![form("medical", vec![from(row("b", "2-①", "all", "文。"), &["a"])])]),
        r8,
        edition("r9", vec![form("joint", vec![row("c", "2-①", "all", "文。")])]),
    ]);
    let [r6, .., r9] = library.editions.as_slice() else { panic!() };
    let forms = relations(&library, r6, r9);
    let pair =
        |form: &FormChanges| [form.older, form.newer].map(|form| form.map_or("", |form| &form.id).to_owned());
    assert_eq!(forms.iter().map(pair).collect::<Vec<_>>(), [["medical", "joint"], ["vendor", ""]]);
    assert_eq!(forms[0].changes.iter().map(show).collect::<Vec<_>>(), ["c: same"]);
    assert_eq!(forms[1].changes.iter().map(show).collect::<Vec<_>>(), ["a: removed"]);
    assert_eq!(show(&relations(&library, r9, r6)[0].changes[0]), "a: same");
}

#[test]
fn an_announced_edition_says_nothing_about_rows() {
    let mut library = library_of(vec![vec![a("2-①", "all")], vec![]]);
    library.editions[1].publication = Publication::Announced;
    assert_eq!(relations(&library, &library.editions[0], &library.editions[1]), []);
}

#[test]
fn device_groups_that_cover_each_other_end() {
    let mut library = library_of(vec![vec![a("2-①", "all"), a("2-①", "server")], vec![a("2-①", "all")]]);
    library.vocabulary.targets[1].covers = vec!["all".to_owned()];
    assert_eq!(shown(&library), ["a: merged moved"]);
}

#[test]
fn labels_and_names_are_given_once() {
    let once = |words: Vec<&str>| words.iter().collect::<BTreeSet<_>>().len() == Relation::ALL.len();
    assert!(once(Relation::ALL.map(Relation::name).to_vec()));
    assert!(once(Relation::ALL.map(Relation::label).to_vec()));
    assert!(Relation::ALL.is_sorted());
}
