use super::*;
use crate::{
    Library, Publication, compare,
    testing::{edition, form, library, library_of, row},
};

fn exported(library: &Library, export: fn(&Comparison) -> String) -> String {
    let [.., older, newer] = library.editions.as_slice() else { panic!("two editions") };
    export(&compare(library, older, newer))
}

/// A merged requirement, a new one, and one whose words changed.
fn small() -> Library {
    let old = ["server", "client"].map(|target| row("patch", "2-(7)", target, "更新している。"));
    let whole = Row {
        note: Some("※例外は記録する。".to_owned()),
        ..row("media", "2-②", "all", "接続を制限している。")
    };
    library_of(vec![
        [&old[..], &[row("log", "2-(8)", "server", "ログを管理している。")]].concat(),
        vec![
            row("patch", "2-①", "server", "更新している。"),
            whole,
            row("log", "2-③", "server", "ログを保管し、管理している。"),
        ],
    ])
}

#[test]
fn json_has_one_object_per_entry() {
    let json: serde_json::Value = serde_json::from_str(&exported(&small(), to_json)).unwrap();
    let entries = json.as_array().unwrap();
    let heads: Vec<_> =
        entries.iter().map(|entry| (entry["lineage"].as_str(), entry["relation"].to_string())).collect();
    assert_eq!(
        heads,
        [
            (Some("patch"), r#"["moved"]"#.to_owned()),
            (Some("media"), r#"["new"]"#.to_owned()),
            (Some("log"), r#"["wording"]"#.to_owned())
        ]
    );
    let keys: Vec<_> = entries[1].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["lineage", "relation", "form", "old", "new"]);
    let expected = serde_json::json!([{
        "number": "2-②", "section": 2, "target": "all", "text": "接続を制限している。", "note": "※例外は記録する。",
        "status": "required", "deadline": null, "certainty": "secondary",
    }]);
    assert_eq!(entries[1]["new"], expected);
    assert_eq!(entries[1]["old"], serde_json::json!([]));
}

#[test]
fn json_names_the_form_and_id_before_where_they_differ() {
    let taken_over = Row { from: vec!["a".to_owned()], ..row("b", "2-①", "all", "甲。") };
    let mut newer = edition("r8", vec![form("joint", vec![taken_over])]);
    newer.forms[0].succeeds = vec!["medical".to_owned()];
    let older = edition("r7", vec![form("medical", vec![row("a", "2-①", "all", "甲。")])]);
    let json: serde_json::Value =
        serde_json::from_str(&exported(&library(vec![older, newer]), to_json)).unwrap();
    assert_eq!((json[0]["form"].as_str(), json[0]["old_form"].as_str()), (Some("joint"), Some("medical")));
    assert_eq!((json[0]["lineage"].as_str(), json[0]["old"][0]["lineage"].as_str()), (Some("b"), Some("a")));
}

#[test]
fn csv_is_what_a_japanese_spreadsheet_opens() {
    assert_eq!(
        exported(&small(), to_csv),
        "\u{feff}様式,項目ID,項目名,変更の種類,旧番号,旧対象,旧要件,新番号,新対象,新要件,備考\r\n\
         medical確認用,patch,patch,区分移動,2-(7),\"サーバ\n端末PC\",更新している。,2-①,サーバ,更新している。,区分移動（サーバ・端末PC → サーバ）\r\n\
         medical確認用,media,media,新設,,,,2-②,全般,\"接続を制限している。\n※例外は記録する。\",新設\r\n\
         medical確認用,log,log,文言変更,2-(8),サーバ,ログを管理している。,2-③,サーバ,ログを保管し、管理している。,文言変更\r\n"
    );
}

#[test]
fn no_cell_of_csv_is_a_formula() {
    for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "\"=1", "a\n=1"] {
        let library = library_of(vec![vec![], vec![row("a", "2-①", "all", text)]]);
        let csv = exported(&library, to_csv);
        let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
        let record = reader.records().next().unwrap().unwrap();
        assert_eq!(record.len(), CSV_HEAD.len());
        assert!(record.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{record:?}");
        assert_eq!(record[9].trim_start_matches('\''), text);
    }
}

#[test]
fn markdown_is_a_table_per_form() {
    assert_eq!(
        exported(&small(), to_markdown),
        "# 令和6年度版・令和7年度版 新旧対照表\n\n\
         ## medical確認用\n\n\
         新設1、文言変更1、区分移動1\n\n\
         | 改正後（令和7年度版） | 改正前（令和6年度版） | 備考 |\n\
         |---|---|---|\n\
         | <b>2-①</b> 〔サーバ〕更新している。 | <b>2-(7)</b> 〔サーバ〕更新している。<br><b>2-(7)</b> 〔<b>端末PC</b>〕更新している。 \
         | patch<br>区分移動（サーバ・端末PC → サーバ） |\n\
         | <b>2-②</b> 〔<b>全般</b>〕<b>接続を制限している。</b><br><b>※例外は記録する。</b> | （新設） | media<br>新設 |\n\
         | <b>2-③</b> 〔サーバ〕ログを<b>保管し、</b>管理している。 | <b>2-(8)</b> 〔サーバ〕ログを管理している。 | log<br>文言変更 |\n"
    );
}

#[test]
fn markdown_never_takes_text_for_markup() {
    let text = "<script>|`a`*b*_c_[d](e)![f](g)~h~&lt;\\ \n# i";
    let library = library_of(vec![vec![], vec![row("a", "2-①", "all", text)]]);
    let markdown = exported(&library, to_markdown);
    let line = markdown.lines().find(|line| line.contains("script")).unwrap();
    assert!(
        line.contains(r"&lt;script&gt;\|\`a\`\*b\*\_c\_\[d\](e)\!\[f\](g)\~h\~&amp;lt;\\ <br>\# i"),
        "{line}"
    );
}

#[test]
fn editions_without_rows_give_an_empty_export() {
    let mut library = small();
    library.editions[1].publication = Publication::Announced;
    assert_eq!(exported(&library, to_json), "[]\n");
    assert_eq!(exported(&library, to_csv), format!("\u{feff}{}\r\n", CSV_HEAD.join(",")));
    assert_eq!(
        exported(&library, to_markdown),
        "# 令和6年度版・令和7年度版 新旧対照表\n\n比べられる行がありません。\n"
    );
}
