//! Answers as files and from edition to edition, in real browsers: what is saved comes back, what is read is shown
//! before it changes anything, and what is carried over is what the guide's data declare.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tests::{
    browser::{Browser, ENTER, ESCAPE, Settings, chromium, drive, engines, file_address},
    folder,
    program::{jissen, root},
};

const PLAIN: Settings = Settings { without_scripts: false };
const HOME: &str = "desk/index.html";
const CARRY: &str = "desk/carry.html";
const INPUT: &str = "input[type=file]";
const SAVE: &str = ".guide-desk-file > .guide-desk-buttons > .guide-button-key";
const ERASE: &str = ".guide-desk-file .guide-button-danger";
const OPEN_DIALOG: &str = "return document.querySelector('dialog[open]') !== null";
const NO_DIALOG: &str = "return document.querySelector('dialog') === null";
/// Rows of R7 that no older row continues in.
const NEW_ROWS: [&str; 5] =
    ["password-complexity", "password-reuse", "external-media", "two-factor-auth", "operational-rules"];

/// Writes the files the tests read, with the model and the data of the guide: every row of R6 answered, the same
/// answers changed in four places, one with a large number of answers, and damaged ones.
const MAKE: &str = r"
const [modelFile, dataFile, folder] = process.argv.slice(1);
const fs = require('node:fs');
require(modelFile);
const model = globalThis.jissenDeskModel;
let data;
new Function('jissenDeskData', fs.readFileSync(dataFile, 'utf8'))(given => (data = given));
const write = (name, text) => fs.writeFileSync(`${folder}/${name}`, text);
const save = (name, value) => write(name, model.exportFile(value, data, '2026-03-01T01:00:00Z'));
const done = ({ value, problems }) => {
    if (problems.length) { throw new Error(JSON.stringify(problems)); }
    return value;
};
const sheetOf = (value, edition, form, vendor, answerOf) =>
    data.editions.find(({ id }) => id === edition).forms.find(({ id }) => id === form).rows.reduce((filled, row, nth) =>
        done(model.setCheck(filled, data, { edition, form, vendor, key: row.key }, 0, answerOf(nth))), value);
const words = ['yes', 'no', 'na'];
const cycle = nth => ({ answer: words[nth % 3], date: '2024-06-01', target: nth % 3 === 1 ? '2025-01-31' : '' });

let r6 = done(model.setProfile(model.empty(data.site), { name: 'さくら医院', facility: 'clinic', computers: 3 }));
r6 = sheetOf(r6, 'r6', 'medical', '', cycle);
save('r6.json', r6);
const at = (key, edition = 'r6') => ({ edition, form: 'medical', vendor: '', key });

let changed = done(model.setProfile(r6, { computers: 5 }));
changed = done(model.setTexts(changed, data, at('backup-recovery-organization'), { memo: '=1+1' }));
changed = done(model.clearRow(changed, at('cyber-bcp-organization')));
changed = done(model.setCheck(changed, data, at('two-factor-auth-all', 'r7'), 0, { answer: 'no', date: '2025-06-01' }));
save('changed.json', changed);

let vendor = done(model.addVendor(r6, '電子カルテの会社', 'va'));
vendor = sheetOf(vendor, 'r6', 'vendor', 'va', () => ({ answer: 'yes', date: '2024-06-10' }));
save('vendor.json', vendor);

let large = model.empty(data.site);
for (let nth = 0; nth < 60; nth += 1) {
    large = done(model.addVendor(large, `事業者${nth}`, `v${nth}`));
    for (const edition of ['r5', 'r6', 'r7']) {
        large = sheetOf(large, edition, 'vendor', `v${nth}`, () => ({ answer: 'yes' }));
    }
}
save('large.json', large);

const text = model.exportFile(r6, data, '2026-03-01T01:00:00Z');
const sealed = edit => {
    const { checksum, ...file } = JSON.parse(text);
    edit(file);
    return JSON.stringify({ ...file, checksum: `sha256-${model.sha256(model.canonical(file))}` });
};
const damaged = {
    'empty.json': '',
    'spaces.json': ' \n\t\n',
    'words.json': 'これは回答のファイルではありません。',
    'list.csv': model.toCsv(r6, data),
    'page.html': '<!doctype html><title>r6</title>',
    'picture.json': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0xff, 0xd8]),
    'utf16.json': Buffer.from(text, 'utf16le'),
    'half.json': text.slice(0, text.length / 2),
    'no-end.json': text.slice(0, -3),
    'one-letter.json': text.replace('さくら医院', 'さくろ医院'),
    'no-checksum.json': text.replace(/\x22checksum\x22: \x22[^\x22]*\x22,/, ''),
    'newer.json': sealed(file => { file.version = 2; }),
    'other-guide.json': sealed(file => { file.site = 'other'; }),
    'other-format.json': sealed(file => { file.format = 'other'; }),
    'array.json': '[]',
    'number.json': '42',
    'bad-answer.json': sealed(file => { Object.values(file.sheets[0].rows)[0].checks[0].answer = 'perhaps'; }),
    'twice.json': sealed(file => { file.sheets.push(file.sheets[0]); }),
    'unknown-vendor.json': sealed(file => { file.sheets[0].vendor = 'nobody'; }),
    'proto.json': text.replace('{', '{\x22__proto__\x22: {},'),
};
fs.mkdirSync(`${folder}/damaged`);
Object.entries(damaged).forEach(([name, content]) => write(`damaged/${name}`, content));
";

/// The guide, built once, and beside it the files of [`MAKE`].
struct Place {
    site: PathBuf,
    files: PathBuf,
    downloads: PathBuf,
    _folder: tempfile::TempDir,
}

fn place() -> &'static Place {
    static PLACE: OnceLock<Place> = OnceLock::new();
    PLACE.get_or_init(|| {
        let folder = folder::temporary();
        folder::copy(&root().join("book"), &folder.path().join("book"));
        jissen(folder.path(), ["build", "book", "--out", "自己点検/サイト"]).expect(0);
        let top = folder.path().canonicalize().expect("the folder");
        let [files, downloads] = ["files", "downloads"].map(|name| top.join(name));
        fs::create_dir(&files).and_then(|()| fs::create_dir(&downloads)).expect("folders made");
        let site = top.join("自己点検/サイト");
        let made = Command::new("node")
            .args(["-e", MAKE])
            .arg(root().join("desk/runtime/model.js"))
            .arg(site.join("desk/desk-data.js"))
            .arg(&files)
            .output()
            .unwrap_or_else(|error| {
                panic!("`node` does not start ({error}): run ./tests/run, which installs it")
            });
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Place { site, files, downloads, _folder: folder }
    })
}

/// What the desk knows of the editions.
fn desk_data() -> Value {
    let script = fs::read_to_string(place().site.join("desk/desk-data.js")).expect("the script");
    let json = script.trim().strip_prefix("jissenDeskData(").and_then(|rest| rest.strip_suffix(");"));
    serde_json::from_str(json.expect("one call")).expect("JSON")
}

async fn open(browser: &Browser, name: &str) {
    browser.open(&file_address(&place().site.join(name))).await;
    browser.find(".guide-desk-chooser").await;
}

/// Chooses a file, as a reader does in the dialog of the system.
async fn give(browser: &Browser, file: &Path) {
    browser.type_into(INPUT, &file.to_string_lossy()).await;
}

/// Chooses a file of the tests and waits for the question it leads to.
async fn offer(browser: &Browser, name: &str) {
    give(browser, &place().files.join(name)).await;
    browser.wait_for("a question", OPEN_DIALOG).await;
}

/// Answers a question with the choice of this id; empty for turning away.
async fn choose(browser: &Browser, id: &str) {
    browser.click(&format!("dialog .guide-desk-choices button[value='{id}']")).await;
}

async fn read_all_of(browser: &Browser, name: &str) {
    offer(browser, name).await;
    choose(browser, "import").await;
    browser
        .wait_for(
            "what was read",
            "return [...document.querySelectorAll('.guide-desk-messages')].some((one) => one.textContent.startsWith('読み込みました'))",
        )
        .await;
}

async fn text(browser: &Browser, selector: &str) -> String {
    browser.find(selector).await.text().await.expect("a text")
}

/// What a script of the page gives, which is a list of texts.
async fn texts(browser: &Browser, script: &str) -> Vec<String> {
    serde_json::from_value(browser.run(script, vec![]).await).expect("texts")
}

/// Keeps the next file the page gives out in `window.given`, as its name and its text.
const CATCH: &str = "window.given = null;\
    const make = URL.createObjectURL;\
    URL.createObjectURL = (blob) => { blob.arrayBuffer().then((bytes) => {\
        window.given.text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes); }); return make.call(URL, blob); };\
    HTMLAnchorElement.prototype.click = function () { window.given = { name: this.download, text: null }; };";

/// The name and the text of the file that a click on an element gives out.
async fn saved(browser: &Browser, selector: &str) -> (String, String) {
    browser.run(CATCH, vec![]).await;
    browser.click(selector).await;
    browser.wait_for("a file", "return window.given !== null && window.given.text !== null").await;
    let given = browser.run("return [window.given.name, window.given.text]", vec![]).await;
    serde_json::from_value(given).expect("a name and a text")
}

/// A saved file without what says when it was saved.
fn said(text: &str) -> Value {
    let mut file: Value = serde_json::from_str(text).expect("JSON");
    let fields = file.as_object_mut().expect("an object");
    assert!(fields["checksum"].as_str().expect("a checksum").starts_with("sha256-"));
    fields.retain(|name, _| name != "saved" && name != "checksum");
    file
}

/// The only file in the folder for downloads, once Chromium has written it; it is taken away.
fn downloaded() -> (String, String) {
    let started = Instant::now();
    loop {
        let found: Vec<_> = fs::read_dir(&place().downloads).expect("a folder").flatten().collect();
        if let [file] = &found[..] {
            let name = file.file_name().into_string().expect("a name");
            if !name.ends_with(".crdownload") && !name.starts_with('.') {
                let text = fs::read_to_string(file.path()).expect("a text");
                fs::remove_file(file.path()).expect("taken away");
                return (name, text);
            }
        }
        assert!(started.elapsed() < Duration::from_secs(20), "no file: {found:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

async fn allow_downloads(browser: &Browser) {
    let parameters = json!({ "behavior": "allow", "downloadPath": place().downloads });
    browser.chromium_command("Page.setDownloadBehavior", parameters).await;
}

/// How many keys the guide has in the storage of a page of the site.
async fn n_keys(browser: &Browser, name: &str) -> u64 {
    browser.open(&file_address(&place().site.join(name))).await;
    let count = "return Object.keys(localStorage).filter((key) => key.startsWith('jissen')).length";
    browser.run(count, vec![]).await.as_u64().expect("a number")
}

/// The answer that stands chosen on a row of a sheet, and the older answers shown with it.
async fn row_on_sheet(browser: &Browser, key: &str) -> (String, Vec<String>) {
    let script = "const row = document.querySelector(`.guide-desk-answer[data-key='${arguments[0]}']`);\
        const chosen = row.querySelector('[data-round=\"1\"] :checked');\
        return [chosen ? chosen.value : '', [...row.querySelectorAll('.guide-desk-carried li')].map((old) => old.textContent)]";
    serde_json::from_value(browser.run(script, vec![json!(key)]).await).expect("an answer")
}

/// What an answer of the cycle in [`MAKE`] is, and in Japanese.
fn cycle(nth: usize) -> (&'static str, &'static str) {
    [
        ("yes", "はい（確認日 2024-06-01）"),
        ("no", "いいえ（確認日 2024-06-01、目標日 2025-01-31）"),
        ("na", "対象外（確認日 2024-06-01）"),
    ][nth % 3]
}

fn strings(list: &Value) -> Vec<String> {
    serde_json::from_value(list.clone()).expect("texts")
}

/// Keys of the rows of a medical form, in printed order.
fn keys(data: &Value, edition: &str) -> Vec<String> {
    let editions = data["editions"].as_array().expect("editions");
    let edition = editions.iter().find(|one| one["id"] == edition).expect("the edition");
    let form = edition["forms"].as_array().expect("forms").iter().find(|one| one["id"] == "medical");
    form.expect("the form")["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| row["key"].as_str().expect("a key").to_owned())
        .collect()
}

/// What `changes` of the data declare of a row of R7.
struct Declared {
    lineage: String,
    relations: Vec<String>,
    /// Places of the old rows on their form, from 0.
    old: Vec<usize>,
}

fn declared(data: &Value, key: &str) -> Declared {
    let is_ours = |change: &&Value| {
        change["older"] == "r6" && change["newer"] == "r7" && change["newerForm"] == "medical"
    };
    let changes = data["changes"].as_array().expect("changes").iter().find(is_ours).expect("the pair");
    let items = changes["items"].as_array().expect("items");
    let item = items.iter().find(|item| strings(&item["new"]).iter().any(|new| new == key)).expect("an item");
    let place = strings(&item["new"]).iter().position(|new| new == key).expect("its place");
    let old_keys = keys(data, "r6");
    let pairs = item["pairs"].as_array().expect("pairs").iter().filter(|pair| pair[1] == place);
    let old = pairs.map(|pair| {
        let old = item["old"][usize::try_from(pair[0].as_u64().expect("a place")).expect("small")]
            .as_str()
            .expect("a key");
        old_keys.iter().position(|key| key == old).expect("on the form")
    });
    Declared {
        lineage: item["lineage"].as_str().expect("an id").into(),
        relations: strings(&item["relations"]),
        old: old.collect(),
    }
}

#[test]
fn every_answer_of_r6_arrives_in_r7_as_the_guide_declares() {
    let data = desk_data();
    drive(engines(), PLAIN, async |browser| {
        open(&browser, CARRY).await;
        assert!(text(&browser, "[data-desk=carry]").await.contains("この端末には、前の版の回答がありません"));
        read_all_of(&browser, "r6.json").await;

        // Before: each row stands in the list its relation asks for, with its relations and all older answers.
        let mut lists = Vec::new();
        for key in keys(&data, "r7") {
            let Declared { relations, old, .. } = declared(&data, &key);
            let script = "const row = document.querySelector(`[data-place='r7/medical//${arguments[0]}']`);\
                return [row.closest('details').dataset.list, row.querySelector('.guide-desk-carry-relations').getAttribute('href'),\
                    [...row.querySelectorAll('.guide-relation')].map((word) => word.textContent).join(),\
                    ...[...row.querySelectorAll('.guide-desk-carry-from li')].map((old) => old.textContent)]";
            let seen: Vec<String> =
                serde_json::from_value(browser.run(script, vec![json!(key)]).await).expect("texts");
            let doubtful = ["wording", "unknown", "merged", "split"];
            let list = match old.len() {
                1 if relations.iter().any(|relation| doubtful.contains(&relation.as_str())) => "confirm",
                1 => "carried",
                _ => "answer",
            };
            let titles: Vec<_> = relations
                .iter()
                .map(|relation| data["relations"][relation].as_str().expect("a word"))
                .collect();
            assert_eq!(seen[0], list, "{key}");
            assert_eq!(seen[2], titles.join(","), "{key}");
            assert_eq!(seen.len() - 3, old.len(), "{key}");
            for (source, nth) in seen[3..].iter().zip(&old) {
                assert!(
                    source.starts_with("令和6年度版") && source.ends_with(cycle(*nth).1),
                    "{key}: {source}"
                );
            }
            lists.push(seen[0].clone());
        }
        let count = |list: &str| lists.iter().filter(|other| *other == list).count();
        assert_eq!([count("carried"), count("confirm"), count("answer")], [11, 1, 8]);
        assert_eq!(
            text(&browser, ".guide-desk-carry-counts").await,
            "引き継ぐ 11 件、要確認 1 件、新しく答える 8 件。"
        );

        browser.click("[data-carry]").await;
        let message = text(&browser, ".guide-desk-messages").await;
        assert!(message.contains("引き継いだ 11 件、要確認 1 件、新しく答える 8 件"), "{message}");

        // After: the sheet of R7 shows exactly that.
        browser.open(&file_address(&place().site.join("sheets/r7-medical.html"))).await;
        browser.find(".guide-desk-answer").await;
        let mut empty = Vec::new();
        for key in keys(&data, "r7") {
            let Declared { lineage, relations, old } = declared(&data, &key);
            let (answer, sources) = row_on_sheet(&browser, &key).await;
            assert_eq!(sources.len(), old.len(), "{key}");
            for (source, nth) in sources.iter().zip(&old) {
                assert!(source.contains(cycle(*nth).1), "{key}: {source}");
            }
            match &old[..] {
                [nth] => assert_eq!(answer, cycle(*nth).0, "{key}"),
                _ => assert_eq!(answer, "", "{key}: asked again"),
            }
            if old.is_empty() {
                assert_eq!(relations, ["new"], "{key}");
                empty.push(lineage);
            }
        }
        assert_eq!(empty, NEW_ROWS);
    });
}

#[test]
fn carried_answers_are_looked_through_and_taken_back() {
    drive(chromium(), PLAIN, async |browser| {
        open(&browser, CARRY).await;
        read_all_of(&browser, "vendor.json").await;
        let lists = "return [...document.querySelectorAll('.guide-desk-list')].map((list) => list.querySelector('summary').textContent)";
        let before = ["引き継ぐ（18 件）", "要確認（1 件）", "新しく答える（15 件）"];
        assert_eq!(texts(&browser, lists).await, before);
        browser.click("[data-carry]").await;
        assert!(text(&browser, ".guide-desk-work").await.contains("あと 7 件です。"));
        let sheets = "return [...document.querySelectorAll('.guide-desk-carry-counts + ul a')].map((link) => link.getAttribute('href'))";
        let links =
            ["../sheets/r7-medical.html", "../sheets/r7-vendor.html?vendor=va", "../revisions/r6-r7.html"];
        assert_eq!(texts(&browser, sheets).await, links);

        browser.click(".guide-desk-messages button").await;
        assert_eq!(texts(&browser, lists).await, before, "taken back");
        assert!(
            text(&browser, ".guide-desk-messages")
                .await
                .contains("元に戻しました：令和6年度版から令和7年度版への引き継ぎ")
        );
        browser.click("[data-carry]").await;

        // The one reworded row is confirmed; a merged one is answered here.
        browser
            .click("[data-work='r7/medical//system-presence-organization'] > .guide-desk-buttons button")
            .await;
        let state = "[data-work='r7/medical//system-presence-organization'] .guide-desk-carry-state";
        assert_eq!(text(&browser, state).await, "確かめました：はい");
        let merged = "[data-work='r7/medical//security-patch-all']";
        assert_eq!(browser.count(&format!("{merged} .guide-desk-carry-from li")).await, 3);
        browser.click(&format!("{merged} summary")).await;
        browser.click(&format!("{merged} input[value=yes]")).await;
        assert!(
            text(&browser, &format!("{merged} .guide-desk-carry-state"))
                .await
                .starts_with("確かめました：はい")
        );
        assert!(text(&browser, ".guide-desk-work").await.contains("あと 5 件です。"));
        assert_eq!(texts(&browser, lists).await[1], "新しく答える（14 件）");

        // An older answer that changes later is shown before it replaces the carried one, and nothing else.
        browser.open(&file_address(&place().site.join("sheets/r6-medical.html"))).await;
        browser
            .click(".guide-desk-answer[data-key='asset-inventory-all'] [data-round='1'] input[value=yes]")
            .await;
        browser
            .click(".guide-desk-answer[data-key='security-patch-server'] [data-round='1'] input[value=no]")
            .await;
        browser
            .wait_for(
                "that it is kept",
                "return document.querySelector('.guide-desk-status').textContent.startsWith('保存しました')",
            )
            .await;
        open(&browser, CARRY).await;
        let marks = "return [...document.querySelectorAll('.guide-desk-carry-row')].filter((row) =>\
            row.textContent.includes('入れ替える')).map((row) => row.dataset.place)";
        assert_eq!(texts(&browser, marks).await, ["r7/medical//asset-inventory-all"]);
        browser.click("[data-carry]").await;
        browser.open(&file_address(&place().site.join("sheets/r7-medical.html"))).await;
        browser.find(".guide-desk-answer").await;
        assert_eq!(row_on_sheet(&browser, "asset-inventory-all").await.0, "yes");
        assert_eq!(row_on_sheet(&browser, "security-patch-all").await.0, "yes");
    });
}

#[test]
fn what_is_saved_and_erased_comes_back_equal() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser, HOME).await;
        assert!(!browser.find(ERASE).await.is_enabled().await.expect("a state"), "there is nothing to erase");
        read_all_of(&browser, "vendor.json").await;
        let (name, before) = saved(&browser, SAVE).await;
        assert!(name.starts_with("さくら医院-回答-20") && name.ends_with(".json"), "{name}");
        let shown = text(&browser, ".guide-desk-saved").await;
        assert!(shown.starts_with("前にファイルに保存した日時：20"), "{shown}");

        // Turning away keeps everything.
        browser.click(ERASE).await;
        let question = text(&browser, "dialog").await;
        assert!(
            question.contains("令和6年度版 医療機関確認用：19 件")
                && question.contains("元に戻すことはできません"),
            "{question}"
        );
        choose(&browser, "").await;
        browser.wait_for("no question", NO_DIALOG).await;
        assert_eq!(said(&saved(&browser, SAVE).await.1), said(&before));

        browser.click(ERASE).await;
        choose(&browser, "save").await;
        browser.wait_for("whether the file is there", "return document.querySelector('dialog h2').textContent.startsWith('ファイルは保存できましたか')").await;
        assert_eq!(browser.run("return window.given.name", vec![]).await, json!(name));
        choose(&browser, "erase").await;
        browser
            .wait_for(
                "that it is done",
                "return document.body.textContent.includes('この端末から、回答を消しました。')",
            )
            .await;
        assert!(text(&browser, ".guide-desk-saved").await.contains("まだ回答がありません"));
        for page in [HOME, "hub.html", "index.html"] {
            assert_eq!(n_keys(&browser, page).await, 0, "{page}");
        }

        let file = place().files.join(format!("back-{:?}.json", browser.engine));
        fs::write(&file, &before).expect("a file");
        open(&browser, HOME).await;
        assert!(
            browser.find(".guide-desk-welcome").await.is_displayed().await.expect("shown"),
            "a first visit"
        );
        read_all_of(&browser, file.file_name().and_then(|name| name.to_str()).expect("a name")).await;
        assert_eq!(said(&saved(&browser, SAVE).await.1), said(&before));
        give(&browser, &file).await;
        browser.wait_for("that it is equal", "return document.querySelector('.guide-desk-messages').textContent.includes('この端末の回答と同じです')").await;
    });
}

#[test]
fn a_changed_file_changes_only_what_is_chosen() {
    drive(chromium(), PLAIN, async |browser| {
        open(&browser, HOME).await;
        read_all_of(&browser, "r6.json").await;
        let (_, before) = saved(&browser, SAVE).await;

        offer(&browser, "changed.json").await;
        let differences = "return [...document.querySelectorAll('.guide-desk-difference')].map((one) =>\
            [one.dataset.difference, one.querySelector('legend').textContent,\
             ...[...one.querySelectorAll('.guide-desk-said')].map((said) => said.textContent)].join('|'))";
        let shown = [
            "profile/computers|違うパソコンの台数|3|5",
            "row/r6/medical//backup-recovery-organization|違う3-(2) バックアップと復旧手順|なし|メモ：=1+1",
            "row/r6/medical//cyber-bcp-organization|この端末だけ3-(3) サイバー攻撃のBCP|1回目：はい（確認日 2024-06-01）|なし（選ぶと消えます）",
            "row/r7/medical//two-factor-auth-all|追加2-⑩ 二要素認証|なし|1回目：いいえ（確認日 2025-06-01）",
        ];
        assert_eq!(texts(&browser, differences).await, shown);
        let outcome = ".guide-desk-outcome";
        assert_eq!(text(&browser, outcome).await, "いまの選び方では、1 件を加えます。");
        browser.click("[data-all=imported]").await;
        assert_eq!(
            text(&browser, outcome).await,
            "いまの選び方では、1 件を加え、2 件を書き換え、1 件を消します。"
        );
        browser.click("[data-all=current]").await;
        assert_eq!(text(&browser, outcome).await, "いまの選び方では、何も変わりません。");

        // Away by the button, by the key, and with nothing chosen: nothing changes.
        choose(&browser, "").await;
        browser.wait_for("no question", NO_DIALOG).await;
        assert!(text(&browser, ".guide-desk-messages").await.contains("何も変えていません"));
        offer(&browser, "changed.json").await;
        browser.press(ESCAPE).await;
        browser.wait_for("no question", NO_DIALOG).await;
        offer(&browser, "changed.json").await;
        browser.click("[data-all=current]").await;
        choose(&browser, "import").await;
        browser.wait_for("no question", NO_DIALOG).await;
        assert_eq!(said(&saved(&browser, SAVE).await.1), said(&before));

        // One of the four.
        offer(&browser, "changed.json").await;
        browser.click("[data-all=current]").await;
        browser
            .click("[data-difference='row/r6/medical//backup-recovery-organization'] [value=imported]")
            .await;
        choose(&browser, "import").await;
        browser.wait_for("no question", NO_DIALOG).await;
        assert_eq!(
            text(&browser, ".guide-desk-messages .guide-desk-notice").await,
            "読み込みました。1 件を書き換えました。"
        );
        let mut expected = said(&before);
        let row = &mut expected["sheets"][0]["rows"]["backup-recovery-organization"];
        row["memo"] = json!("=1+1");
        assert_eq!(said(&saved(&browser, SAVE).await.1), expected);

        // A file as a whole, taken back with the words of what it was.
        offer(&browser, "changed.json").await;
        browser.click("[data-all=imported]").await;
        choose(&browser, "import").await;
        browser.wait_for("no question", NO_DIALOG).await;
        browser.click(".guide-desk-messages button").await;
        let undone = "元に戻しました：ファイルからの読み込み（1 件を加え、1 件を書き換え、1 件を消しました）";
        assert_eq!(text(&browser, ".guide-desk-messages").await, undone);
        assert_eq!(said(&saved(&browser, SAVE).await.1), expected);
    });
}

#[test]
fn damaged_and_foreign_files_are_refused_in_words() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser, HOME).await;
        read_all_of(&browser, "r6.json").await;
        let (_, before) = saved(&browser, SAVE).await;
        let mut names: Vec<_> = fs::read_dir(place().files.join("damaged"))
            .expect("a folder")
            .flatten()
            .map(|file| file.path())
            .collect();
        names.sort();
        assert_eq!(names.len(), 20);
        let mut messages = Vec::new();
        for file in &names {
            let name = file.file_name().expect("a name").to_string_lossy().into_owned();
            give(&browser, file).await;
            let is_said = "const said = document.querySelector('.guide-desk-messages .guide-desk-trouble');\
                return said !== null && said.textContent.includes(arguments[0])";
            browser.wait_for(&name, &is_said.replace("arguments[0]", &json!(name).to_string())).await;
            let message = text(&browser, ".guide-desk-messages .guide-desk-trouble").await;
            assert!(message.contains("何も変えていません"), "{name}: {message}");
            assert_eq!(browser.count("dialog").await, 0, "{name}");
            messages.push((name, message));
        }
        for (name, words) in [
            ("empty.json", "ファイルが空です"),
            ("half.json", "途中で切れているか、壊れています"),
            ("one-letter.json", "保存したときと違います"),
            ("newer.json", "新しい手引きで保存された"),
            ("other-guide.json", "別の手引きで保存された"),
            ("list.csv", "自己点検の答えのファイルではありません"),
            ("proto.json", "壊れています"),
        ] {
            let said = messages.iter().find(|(other, _)| other == name).expect("a message");
            assert!(said.1.contains(words), "{said:?}");
        }
        assert_eq!(said(&saved(&browser, SAVE).await.1), said(&before), "nothing changed");
    });
}

#[test]
fn files_can_be_dropped_one_at_a_time() {
    let drop = "const data = new DataTransfer();\
        for (const text of arguments) { data.items.add(new File([text], 'dropped.json')); }\
        const event = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });\
        document.querySelector('.guide-desk-file h3').dispatchEvent(event);\
        return event.defaultPrevented";
    drive(chromium(), PLAIN, async |browser| {
        open(&browser, HOME).await;
        let file = json!(fs::read_to_string(place().files.join("r6.json")).expect("a file"));
        assert_eq!(browser.run(drop, vec![file.clone(), file.clone()]).await, json!(true));
        let message = text(&browser, ".guide-desk-messages .guide-desk-trouble").await;
        assert!(message.contains("1つずつ"), "{message}");
        assert_eq!(
            browser.run(drop, vec![file]).await,
            json!(true),
            "the browser does not show the file itself"
        );
        browser.wait_for("a question", OPEN_DIALOG).await;
        assert!(text(&browser, "dialog").await.contains("「さくら医院」のファイルです"));
    });
}

#[test]
fn a_file_with_thousands_of_answers_is_shown_sheet_by_sheet() {
    drive(chromium(), PLAIN, async |browser| {
        open(&browser, HOME).await;
        read_all_of(&browser, "r6.json").await;
        offer(&browser, "large.json").await;
        assert_eq!(browser.count(".guide-desk-difference").await, 0, "nothing is made before it is opened");
        assert_eq!(browser.count(".guide-desk-group").await, 1 + 1 + 3 * 60);
        assert_eq!(text(&browser, ".guide-desk-outcome").await, "いまの選び方では、2580 件を加えます。");
        browser
            .click(".guide-desk-group:last-child summary, .guide-desk-group:nth-last-of-type(1) summary")
            .await;
        browser
            .wait_for(
                "the rows of a sheet",
                "return document.querySelectorAll('.guide-desk-difference').length === 14",
            )
            .await;
        browser.click("[data-all=current]").await;
        assert_eq!(browser.count(".guide-desk-difference [value=current]:checked").await, 14);
        choose(&browser, "").await;
    });
}

#[test]
fn files_for_spreadsheets_open_there_and_run_nothing() {
    drive(chromium(), PLAIN, async |browser| {
        allow_downloads(&browser).await;
        open(&browser, HOME).await;
        read_all_of(&browser, "changed.json").await;
        browser.click(".guide-desk-file .guide-desk-more summary").await;
        browser.click(".guide-desk-more .guide-desk-buttons button:first-child").await;
        let (name, csv) = downloaded();
        assert!(name.starts_with("さくら医院-回答-20") && name.ends_with(".csv"), "{name}");
        let lines: Vec<_> = csv.strip_prefix('\u{feff}').expect("a byte order mark").split("\r\n").collect();
        assert_eq!(lines.len(), 1 + 19 + 20 + 1);
        assert!(csv.replace("\r\n", "").find(['\r', '\n']).is_none(), "every line ends in CRLF");
        let is_formula = |cell: &str| cell.trim_start_matches('"').starts_with(['=', '+', '-', '@', '\t']);
        assert_eq!(csv.split([',', '\n']).filter(|cell| is_formula(cell)).count(), 0);
        assert!(csv.contains(",'=1+1,"), "the memo is there, as text");

        // One sheet alone, which can be read again.
        browser
            .run("const menu = document.querySelector('.guide-desk-more select'); menu.value = '1'", vec![])
            .await;
        browser.click(".guide-desk-more .guide-desk-buttons button:last-child").await;
        let (name, sheet) = downloaded();
        assert!(name.starts_with("さくら医院-令和7年度版_医療機関確認用-20"), "{name}");
        let sheets = said(&sheet)["sheets"].as_array().expect("sheets").clone();
        assert_eq!(sheets.len(), 1);
        assert_eq!(
            sheets[0]["rows"].as_object().expect("rows").keys().collect::<Vec<_>>(),
            ["two-factor-auth-all"]
        );

        // The real file of everything.
        browser.click(SAVE).await;
        let (name, file) = downloaded();
        assert!(name.starts_with("さくら医院-回答-20") && name.ends_with(".json"), "{name}");
        assert_eq!(said(&file)["sheets"].as_array().expect("sheets").len(), 2);
    });
}

#[test]
fn everything_works_by_keyboard() {
    drive(chromium(), PLAIN, async |browser| {
        allow_downloads(&browser).await;
        open(&browser, HOME).await;
        browser.tab_to(INPUT).await;
        give(&browser, &place().files.join("r6.json")).await;
        browser.wait_for("a question", OPEN_DIALOG).await;
        browser.tab_to("dialog button[value=import]").await;
        browser.press(ENTER).await;
        browser.wait_for("what was read", "return [...document.querySelectorAll('.guide-desk-messages')].some((one) => one.textContent.startsWith('読み込みました'))").await;
        assert!(browser.has_focus(INPUT).await, "the focus is where it was");

        give(&browser, &place().files.join("changed.json")).await;
        browser.wait_for("a question", OPEN_DIALOG).await;
        browser.tab_to("[data-all=imported]").await;
        browser.press(ENTER).await;
        browser.tab_to("dialog button[value=import]").await;
        browser.press(ENTER).await;
        browser.wait_for("what was read", "return document.querySelector('.guide-desk-messages').textContent.includes('2 件を書き換え')").await;

        browser.tab_to(SAVE).await;
        browser.press(ENTER).await;
        assert!(downloaded().0.ends_with(".json"));
        browser.tab_to(ERASE).await;
        browser.press(ENTER).await;
        browser.wait_for("a question", OPEN_DIALOG).await;
        browser.tab_to("dialog button[value=erase]").await;
        browser.press(ENTER).await;
        browser
            .wait_for(
                "that it is done",
                "return document.body.textContent.includes('この端末から、回答を消しました。')",
            )
            .await;

        open(&browser, CARRY).await;
        browser.tab_to(INPUT).await;
        give(&browser, &place().files.join("r6.json")).await;
        browser.wait_for("a question", OPEN_DIALOG).await;
        browser.press(ENTER).await;
        browser.wait_for("what is planned", "return document.querySelector('[data-carry]') !== null").await;
        browser.tab_to("[data-carry]").await;
        browser.press(ENTER).await;
        assert!(browser.has_focus(".guide-desk-messages").await, "the result is read at once");
        browser.tab_to("[data-work] button").await;
        browser.press(ENTER).await;
        browser.wait_for("that it is confirmed", "return document.querySelector('.guide-desk-carry-state').textContent.startsWith('確かめました')").await;
    });
}

#[test]
fn axe_finds_nothing_and_nothing_is_wider_than_the_screen() {
    let axe = fs::read_to_string(root().join("tests/node_modules/axe-core/axe.min.js"))
        .expect("axe-core: run `npm ci --prefix tests`, or ./tests/run, which does");
    let check = async |browser: &Browser, what: &str| {
        let console: Vec<_> = browser.log("browser").await;
        assert!(console.is_empty(), "{what}: {console:?}");
        browser.run(&axe, vec![]).await;
        for (width, scheme) in [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")] {
            browser.show_as(width, scheme).await;
            let violations = browser.violations().await;
            assert!(violations.is_empty(), "{what} {width} {scheme}: {}", violations.join("\n"));
            let fits = "return document.documentElement.scrollWidth <= innerWidth\
                && [...document.querySelectorAll('dialog')].every((dialog) => dialog.scrollWidth <= dialog.clientWidth)";
            assert_eq!(browser.run(fits, vec![]).await, json!(true), "{what} {width}");
        }
        // axe asks for the styles, which the policy of the page forbids.
        browser.log("browser").await;
    };
    drive(chromium(), PLAIN, async |browser| {
        open(&browser, CARRY).await;
        check(&browser, "without answers").await;
        read_all_of(&browser, "vendor.json").await;
        check(&browser, "before").await;
        browser.click("[data-carry]").await;
        browser
            .run("document.querySelectorAll('details').forEach((fold) => (fold.open = true))", vec![])
            .await;
        browser
            .wait_for("forms", "return document.querySelector('[data-work] .guide-desk-answer') !== null")
            .await;
        check(&browser, "after").await;
        open(&browser, HOME).await;
        offer(&browser, "changed.json").await;
        check(&browser, "differences").await;
        choose(&browser, "").await;
        browser.click(".guide-desk-file .guide-desk-more summary").await;
        give(&browser, &place().files.join("damaged/half.json")).await;
        browser.find(".guide-desk-trouble").await;
        check(&browser, "files").await;
        browser.click(ERASE).await;
        check(&browser, "erasing").await;
    });
}
