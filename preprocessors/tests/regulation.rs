//! The template of a clinic's rules and the contacts, as pages.

use std::{collections::BTreeMap, fs, path::Path};

use mdbook_driver::{MDBook, config::Config};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use preprocessors::{Checklist, Crosslink, Revision, Shared};

const CONTACTS: &str = r#"
limit_days: 365
groups:
  - {id: urgent, title: いま困っているとき}
  - {id: report, title: 知らせる先}
contacts:
  - {id: desk, group: urgent, title: 相談窓口, who: だれでも, phone: 0120-000-000, certainty: unknown, stated: "2023-07-03", checked: "2026-11-22"}
  - {id: office, group: report, title: 役所, who: "<b>だれでも</b>", email: info@example.jp, certainty: unknown, stated: "2026-11-01", checked: "2026-11-22"}
"#;

const REGULATION: &str = r#"
title: 運用管理規程
explanation: [小さな例です。]
sources: []
questions:
  - id: system
    question: データはどこにありますか。
    choices:
      - {id: onpremises, title: 院内のサーバ, case: 院内にサーバがあるとき, explanation: 院内にあります。}
      - {id: cloud, title: クラウド型だけ, case: クラウド型だけのとき, explanation: 外にあります。}
groups:
  - {id: clinic, title: 自院のこと}
variables:
  - {id: clinic, label: 名前, explanation: 名前を書きます。, example: 〇〇医院, group: clinic}
chapters:
  - id: general
    title: 総則
    summary: 目的を決めます。
    articles:
      - id: purpose
        caption: 目的
        lineages: [hostile-text]
        paragraphs:
          - text: "{clinic}は、<b>{article:patches}</b>による。"
  - id: updates
    title: 更新
    summary: 更新します。
    articles:
      - id: patches
        caption: 更新
        lineages: [security-patch]
        when: {system: onpremises}
        reason: この条は適用しない。
        paragraphs:
          - text: 更新を行う。
          - text: サーバを止める。
            when: {system: onpremises}
          - text: 事業者に聞く。
            when: {system: cloud}
          - text: "{appendix:ledger}に記載する。"
            items: [日付, 氏名]
supplement:
  paragraphs:
    - text: この規程は、承認の日から施行する。
"#;

const APPENDICES: &str = r#"
appendices:
  - id: correspondence
    kind: table
    title: 対応表
    lineages: [security-patch]
    explanation: つながりです。
    columns: [{title: 番号, example: 2-①}, {title: 項目, example: 更新}, {title: 条, example: 第1条}, {title: 紙, example: 様式第1}]
    computed: correspondence
    rows: 0
  - id: roles
    kind: form
    title: 役割
    lineages: [hostile-text]
    explanation: 役割です。
    columns: [{title: 役割, example: 院長}]
    rows: 1
  - id: ledger
    kind: form
    title: 台帳
    lineages: [security-patch]
    explanation: 機器を書きます。
    columns: [{title: 番号, example: PC-01}, {title: 場所, example: 受付}]
    entries:
      - cells: ["{clinic}", ""]
        when: {system: cloud}
    rows: 2
"#;

/// The small guide with a regulation and contacts, as pages by path.
fn pages() -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guide"), folder.path());
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let add = |name: &str, text: &str| {
        let old = fs::read_to_string(folder.path().join(name)).unwrap();
        write(name, &(old + text));
    };
    write("contacts.yaml", CONTACTS);
    write("regulation/regulation.yaml", REGULATION);
    write("regulation/appendices.yaml", APPENDICES);
    add(
        "src/SUMMARY.md",
        "\n- [規程](regulation/index.md)\n- [印刷](regulation/print.md)\n- [窓口](help.md)\n",
    );
    write(
        "src/regulation/index.md",
        "# 規程\n\n{{#regulation articles}}\n\n{{#regulation questions}}\n\n{{#regulation blanks}}\n\n{{#regulation correspondence}}\n",
    );
    write("src/regulation/print.md", "# 印刷\n\n{{#regulation print}}\n");
    write("src/help.md", "# 窓口\n\n{{#contacts}}\n");
    let toml = fs::read_to_string(folder.path().join("book.toml")).unwrap();
    write(
        "book.toml",
        &toml.replace("[preprocessor.checklist]", "[preprocessor.checklist]\ndate = \"2026-11-22\""),
    );
    let config = Config::from_disk(folder.path().join("book.toml")).unwrap();
    let md = MDBook::load_with_config(folder.path(), config).unwrap();
    let ctx = PreprocessorContext::new(md.root.clone(), md.config.clone(), "html".to_owned());
    let shared = Shared::load(folder.path()).unwrap();
    let mut book = md.book.clone();
    book = Checklist::new(shared.clone()).run(&ctx, book).unwrap();
    book = Revision::new(shared.clone()).run(&ctx, book).unwrap();
    book = Crosslink::new(shared.clone()).run(&ctx, book).unwrap();
    assert_eq!(shared.report().render(), "");
    let entry = |chapter: &mdbook_preprocessor::book::Chapter| {
        (chapter.path.as_ref().unwrap().to_string_lossy().into_owned(), chapter.content.clone())
    };
    book.chapters().map(entry).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

#[test]
fn articles_are_counted_through_all_chapters() {
    let pages = pages();
    assert!(pages["regulation/general.md"].contains("## 第1条（目的） {#purpose}"));
    let updates = &pages["regulation/updates.md"];
    assert!(updates.starts_with("# 第2章 更新 {#chapter-updates}\n"));
    assert!(updates.contains("## 第2条（更新） {#patches}"));
}

#[test]
fn paragraphs_have_the_number_they_have_where_they_are_printed() {
    let updates = &pages()["regulation/updates.md"];
    let number =
        |number: usize, text: &str| format!("<span class=\"guide-paragraph-number\">{number}</span>{text}");
    assert!(updates.contains("<p class=\"guide-paragraph-text\">更新を行う。</p>"));
    assert!(updates.contains(&number(2, "サーバを止める。")));
    assert!(updates.contains(&number(2, "事業者に聞く。")), "in the place of the second one");
    assert!(
        updates.contains(&number(3, "<a href=\"appendices.html#appendix-ledger\">様式第2</a>に記載する。"))
    );
    assert!(updates.contains("<span class=\"guide-case-label\">クラウド型だけのとき（替える文）</span>"));
    assert!(updates.contains("<p class=\"guide-paragraph-text\">この条は適用しない。</p>"));
}

#[test]
fn appendices_are_counted_by_kind_and_have_their_empty_rows() {
    let appendices = &pages()["regulation/appendices.md"];
    for heading in ["## 別表第1（対応表） {#", "## 様式第1（役割） {#", "## 様式第2（台帳） {#"]
    {
        assert!(appendices.contains(heading), "{heading}");
    }
    assert_eq!(appendices.matches("guide-appendix-blank").count(), 3);
}

#[test]
fn articles_and_requirements_lead_to_each_other() {
    let pages = pages();
    let lineage = &pages["items/security-patch.md"];
    assert!(lineage.contains("<a href=\"../regulation/updates.html#patches\">第2条（更新）</a>"));
    assert!(
        lineage.contains("<a href=\"../regulation/appendices.html#appendix-ledger\">様式第2（台帳）</a>")
    );
    assert!(pages["regulation/updates.md"].contains("<a href=\"../items/security-patch.html\">"));
    let index = &pages["regulation/index.md"];
    assert!(index.contains("<td><a href=\"updates.html#patches\">第2条（更新）</a></td>"), "correspondence");
}

#[test]
fn the_printed_whole_stays_on_its_page() {
    let print = &pages()["regulation/print.md"];
    assert!(print.contains("<a href=\"#appendix-ledger\">様式第2</a>"));
    assert!(print.contains("## 様式第2（台帳） {#appendix-ledger data-search=no}"));
    assert!(print.contains("<span class=\"guide-blank\" data-variable=\"clinic\">〇〇医院</span>"));
    assert!(print.contains("&lt;b&gt;"), "text from data is no markup");
}

#[test]
fn contacts_say_how_old_they_are() {
    let help = &pages()["help.md"];
    assert!(help.contains("### 相談窓口 {#desk data-search-kind=窓口}"));
    assert!(help.contains("<a href=\"tel:0120000000\">0120-000-000</a>"));
    assert_eq!(help.matches("guide-contact-doubt").count(), 1, "only the old one");
    assert!(help.contains("2023年7月の情報で、古くなっています"));
    assert!(help.contains("この手引きの日付：2026年11月22日"));
    assert!(help.contains("&lt;b&gt;だれでも&lt;/b&gt;"));
}
