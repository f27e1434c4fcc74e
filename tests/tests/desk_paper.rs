//! What the desk prints, read back from Chromium's PDFs: forms with and without answers, and the pack for an inspection.

use std::{fs, path::Path, process::Command};

use serde::Deserialize;
use serde_json::{Value, json};
use tests::{
    browser::{Browser, Settings, chromium, drive, engines, file_address},
    folder,
    guide::{DESK_SPY, site},
    program::root,
};
use url::Url;

const PLAIN: Settings = Settings { without_scripts: false };
const WITHOUT_SCRIPTS: Settings = Settings { without_scripts: true };

const IS_READY: &str = "return window.deskOfTest !== undefined";
const IS_PACKED: &str = "return document.querySelectorAll('.guide-pack-pages > .guide-pack-page').length > 1";

/// Answers every row of a sheet by turns: はい, いいえ with a target day and now and then a second round, 対象外.
const ANSWER: &str = "const [edition, form, vendor] = arguments;\
    const { model, data, change } = deskOfTest;\
    const year = data.editions.find(({ id }) => id === edition).fiscalYear;\
    const rows = data.editions.find(({ id }) => id === edition).forms.find(({ id }) => id === form).rows;\
    const done = (value) => { if (value.problems.length) { throw new Error(value.problems[0].message); } return value.value; };\
    const problems = change('test', (value) => {\
        value = done(model.setProfile(value, { name: 'みどり町診療所', facility: form === 'pharmacy' ? 'pharmacy' : 'clinic', vendorContract: 'contracted', computers: 3 }));\
        for (const id of vendor && !value.vendors.some((one) => one.id === vendor) ? [vendor] : []) { value = done(model.addVendor(value, `事業者の${id}社`, id)); }\
        rows.forEach((row, nth) => {\
            const place = { edition, form, vendor, key: row.key };\
            const answer = ['yes', 'no', 'na'][nth % 3];\
            const target = answer === 'no' ? `${year + 1}-01-${10 + nth}` : '';\
            value = done(model.setCheck(value, data, place, 0, { answer, date: `${year}-06-${10 + nth}`, target }));\
            if (nth % 6 === 1) { value = done(model.setCheck(value, data, place, 1, { answer: 'yes', date: `${year}-11-${10 + nth}` })); }\
            value = done(model.setTexts(value, data, place, { who: '事務 佐藤', evidence: `棚の${nth}番`, reason: answer === 'na' ? `置いていない${nth}` : '' }));\
        });\
        return { value, problems: [] };\
    });\
    if (problems.length) { throw new Error(problems[0].message); }";

/// What the guide knows of a form.
#[derive(Debug, Deserialize)]
struct Row {
    number: String,
    text: String,
    note: String,
    lineage: String,
    section: u32,
    /// Its place among those the desk works on.
    #[serde(skip)]
    nth: usize,
}

fn page(name: &str) -> Url {
    file_address(&site().join(name))
}

/// The rows of a form as the site's own data have them, in the order of its sections, which is printed.
fn rows(edition: &str, form: &str) -> Vec<Row> {
    let script = fs::read_to_string(site().join("desk/desk-data.js")).expect("desk-data.js");
    let json = script.trim_start_matches("jissenDeskData(").trim_end().trim_end_matches(");");
    let data: Value = serde_json::from_str(json).expect("JSON");
    let named = |list: &Value, id: &str| {
        list.as_array().expect("a list").iter().find(|one| one["id"] == id).expect("an id").clone()
    };
    let form = named(&named(&data["editions"], edition)["forms"], form);
    let mut rows: Vec<Row> = serde_json::from_value(form["rows"].clone()).expect("rows");
    rows.iter_mut().enumerate().for_each(|(nth, row)| row.nth = nth);
    rows.sort_by_key(|row| row.section);
    rows
}

/// A print read back, page by page. Spaces and line ends are those of the layout: left out.
struct Print {
    pages: Vec<String>,
    /// Width and height in points, one for each page.
    sizes: Vec<(f32, f32)>,
}

impl Print {
    async fn of(browser: &Browser) -> Self {
        let folder = folder::temporary();
        let file = folder.path().join("print.pdf");
        let parameters = json!({ "preferCSSPageSize": true });
        fs::write(&file, browser.chromium_file("Page.printToPDF", parameters).await).expect("a print");
        let text = poppler("pdftotext", &["-raw", "-enc", "UTF-8"], &file, &["-"]);
        let info = poppler("pdfinfo", &["-l", "-1"], &file, &[]);
        let n_pages: usize = field(&info, "Pages:").parse().expect("a number of pages");
        let pages: Vec<_> = text.split('\u{c}').take(n_pages).map(compact).collect();
        assert_eq!(pages.len(), n_pages, "pdftotext and pdfinfo count the same pages");
        let sizes = info.lines().filter(|line| line.starts_with("Page ") && line.contains(" size:"));
        let size = |line: &str| {
            let numbers: Vec<f32> = line.split_whitespace().filter_map(|word| word.parse().ok()).collect();
            (numbers[numbers.len() - 2], numbers[numbers.len() - 1])
        };
        Self { pages, sizes: sizes.map(size).collect() }
    }

    fn whole(&self) -> String {
        self.pages.concat()
    }

    fn assert_is_a4(&self) {
        assert_eq!(self.sizes.len(), self.pages.len());
        for (width, height) in &self.sizes {
            assert!((width - 595.0).abs() < 2.0 && (height - 842.0).abs() < 2.0, "{width} × {height}");
        }
    }

    fn assert_numbered(&self) {
        for (nth, text) in self.pages.iter().enumerate() {
            let number = format!("{}/{}", nth + 1, self.pages.len());
            assert!(text.contains(&number), "page {number}: {text}");
        }
    }
}

fn poppler(program: &str, options: &[&str], file: &Path, output: &[&str]) -> String {
    let run = Command::new(program).args(options).arg(file).args(output).output();
    let output = run.unwrap_or_else(|error| panic!("{program}, of poppler-utils: {error}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn field<'a>(info: &'a str, name: &str) -> &'a str {
    info.lines().find_map(|line| line.strip_prefix(name)).expect("the field").trim()
}

/// Without spaces: those of a print come from its layout.
fn compact(text: &str) -> String {
    text.chars().filter(|char| !char.is_whitespace()).collect()
}

/// Asserts that every row stands once in a text, in printed order, and gives what stands between it and the next one.
fn cells<'a>(text: &'a str, rows: &[Row]) -> Vec<&'a str> {
    let mut starts = Vec::new();
    let mut from = 0;
    for row in rows {
        let wanted = compact(&row.text);
        let found = text[from..].find(&wanted).unwrap_or_else(|| panic!("{} {wanted}\n{text}", row.number));
        let start = from + found;
        let before = &text[from..start];
        let number = if row.number.is_empty() { "番号なし" } else { row.number.as_str() };
        assert!(before.ends_with(number), "the number {number} stands before {wanted}: {before}");
        from = start + wanted.len();
        starts.push(from);
        assert!(text[from..].contains(&compact(&row.note)), "{} has its note", row.number);
    }
    let texts = rows.iter().map(|row| compact(&row.text)).collect::<Vec<_>>();
    for wanted in &texts {
        let n_rows = texts.iter().filter(|other| other.contains(wanted.as_str())).count();
        assert_eq!(text.matches(wanted.as_str()).count(), n_rows, "{wanted}");
    }
    let ends = starts[1..].iter().copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(start, end)| &text[*start..end]).collect()
}

/// The words with a ring around them in each row of some tables: rings are drawn, PDFs have them as lines only.
async fn rings(browser: &Browser, tables: &str) -> Vec<String> {
    let script = "return [...document.querySelectorAll(arguments[0])].flatMap((table) => [...table.querySelectorAll('.guide-row')])\
        .map((row) => [...row.querySelectorAll('.guide-choice-taken')]\
            .filter((word) => getComputedStyle(word).borderTopStyle === 'solid')\
            .map((word) => word.lastChild.textContent).join())";
    serde_json::from_value(browser.run(script, vec![json!(tables)]).await).expect("words")
}

/// Asserts what `ANSWER` wrote into the nth row: its print, and the words with a ring.
fn assert_answered((cell, rings): (&str, &str), nth: usize, year: u32, has_two_rounds: bool) {
    let day = |month: u32| format!("{year}年{month}月{}日", 10 + nth);
    let target = format!("{}年1月{}日", year + 1, 10 + nth);
    let is_again = nth % 6 == 1;
    assert!(cell.contains("はい・いいえ"), "{nth}: {cell}");
    let expected = match nth % 3 {
        0 => "はい",
        1 if is_again && !has_two_rounds => {
            let first = format!("1回目はいいえ（確認日{}、目標日{target}）", day(6));
            assert!(cell.contains(&day(11)) && cell.contains(&first), "{nth}: {cell}");
            "はい"
        }
        1 => {
            assert!(cell.contains(&target), "{nth}: {cell}");
            assert_eq!(cell.contains(&day(11)), is_again, "{nth}: {cell}");
            if is_again { "いいえ,はい" } else { "いいえ" }
        }
        _ => {
            assert!(cell.contains(&format!("対象外の理由：置いていない{nth}")), "{nth}: {cell}");
            "対象外"
        }
    };
    assert_eq!(rings, expected, "{nth}: {cell}");
    assert!(cell.contains(&day(6)), "{nth}: {cell}");
}

/// Opens a page with its desk in reach of tests.
async fn open(browser: &Browser, address: &Url) {
    browser.chromium_command("Page.addScriptToEvaluateOnNewDocument", json!({ "source": DESK_SPY })).await;
    browser.open(address).await;
    browser.wait_for("the desk", IS_READY).await;
}

async fn answer(browser: &Browser, edition: &str, form: &str, vendor: &str) {
    browser.run(ANSWER, vec![json!(edition), json!(form), json!(vendor)]).await;
}

#[test]
fn an_answered_form_prints_every_row_once_with_its_answer() {
    let forms = [
        ("r7", "medical", "", 2025, "令和7年度版医療機関確認用"),
        ("r7", "pharmacy", "", 2025, "令和7年度版薬局確認用"),
        ("r7", "vendor", "va", 2025, "令和7年度版事業者確認用"),
        ("r6", "medical", "", 2024, "令和6年度版医療機関確認用"),
        ("r6", "vendor", "va", 2024, "令和6年度版事業者確認用"),
        ("r5", "medical", "", 2023, "令和5年度版医療機関確認用"),
    ];
    drive(chromium(), PLAIN, async |browser| {
        for (edition, form, vendor, year, title) in forms {
            open(&browser, &page(&format!("sheets/{edition}-{form}.html"))).await;
            answer(&browser, edition, form, vendor).await;
            let is_filled = "return document.querySelector('.guide-sheet .guide-choice-taken') !== null";
            browser.wait_for("the answers in the table", is_filled).await;
            let print = Print::of(&browser).await;
            let text = print.whole();
            print.assert_is_a4();
            print.assert_numbered();
            assert!(print.pages[0].contains(title), "{text}");
            assert!(text.contains("施設名みどり町診療所") && text.contains("担当事務佐藤"), "{text}");
            assert!(text.contains("記入日20") && text.contains("印刷日20"), "{text}");
            assert_eq!(text.contains("事業者名事業者のva社"), form == "vendor", "{text}");
            assert!(!text.contains("確からしさ") && !text.contains("保存しました"), "{text}");
            for page in &print.pages {
                assert!(page.contains("番号確認すること"), "the head of the table: {page}");
                assert!(page.contains("この手引きの文による下書きです"), "{page}");
            }
            let rows = rows(edition, form);
            let rings = rings(&browser, ".guide-sheet").await;
            assert_eq!(rings.len(), rows.len());
            for ((row, cell), rings) in rows.iter().zip(cells(&text, &rows)).zip(&rings) {
                assert_answered((cell, rings), row.nth, year, edition != "r7");
            }
            assert_no_row_is_cut(&print, &rows);
            assert_no_page_is_nearly_empty(&print, &rows);
        }
    });
}

/// Every row stands on one page.
fn assert_no_row_is_cut(print: &Print, rows: &[Row]) {
    for row in rows {
        let wanted = compact(&format!("{}{}", row.number, row.text));
        assert!(print.pages.iter().any(|page| page.contains(&wanted)), "cut: {wanted}");
    }
}

fn assert_no_page_is_nearly_empty(print: &Print, rows: &[Row]) {
    for page in &print.pages {
        let n_rows = rows.iter().filter(|row| page.contains(&compact(&row.text))).count();
        assert!(n_rows >= 3, "a page with {n_rows} rows: {page}");
    }
}

#[test]
fn the_empty_form_prints_with_blanks_also_without_scripts() {
    for settings in [PLAIN, WITHOUT_SCRIPTS] {
        drive(chromium(), settings, async |browser| {
            for (edition, form) in [("r7", "medical"), ("r7", "vendor"), ("r6", "pharmacy"), ("r6", "vendor")]
            {
                browser.open(&page(&format!("sheets/{edition}-{form}.html"))).await;
                let print = Print::of(&browser).await;
                let text = print.whole();
                print.assert_is_a4();
                assert!(
                    text.contains("施設名") && text.contains("記入日") && text.contains("担当"),
                    "{text}"
                );
                let rows = rows(edition, form);
                for cell in cells(&text, &rows) {
                    assert!(cell.contains("はい・いいえ"), "{cell}");
                }
                assert_no_row_is_cut(&print, &rows);
                assert_no_page_is_nearly_empty(&print, &rows);
            }
        });
    }
}

/// What the table of contents on the cover says: titles with their pages, and the number of all pages.
const COVER: &str = "const cover = document.querySelector('.guide-pack-page[data-part=cover]');\
    return { total: cover.querySelector('[data-pages]').textContent,\
        parts: [...cover.querySelectorAll('.guide-pack-contents tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent)),\
        shown: document.querySelectorAll('.guide-pack-pages > .guide-pack-page').length };";

/// Asserts what holds for every pack, and gives the contents: title and first page of each part.
async fn checked_pack(browser: &Browser, print: &Print) -> Vec<(String, usize)> {
    let cover = browser.run(COVER, vec![]).await;
    let n_pages = print.pages.len();
    assert_eq!(cover["total"], n_pages.to_string(), "the cover says how many pages there are");
    assert_eq!(cover["shown"], n_pages, "as many as the screen shows");
    assert!(print.pages[0].contains(&format!("全{n_pages}ページ")), "{}", print.pages[0]);
    print.assert_is_a4();
    print.assert_numbered();
    let parts: Vec<(String, String)> = serde_json::from_value(cover["parts"].clone()).expect("contents");
    let parts: Vec<(String, usize)> =
        parts.into_iter().map(|(title, first)| (title, first.parse().expect("a page"))).collect();
    for (title, first) in &parts {
        let shown = print.pages[first - 1].chars().take(60).collect::<String>();
        let name = compact(title.split('（').next().unwrap_or(title));
        assert!(shown.contains(&name), "page {first} begins with {name}: {shown}");
    }
    parts
}

async fn open_pack(browser: &Browser) {
    open(browser, &page("desk/pack.html")).await;
    browser.wait_for("the pages", IS_PACKED).await;
}

#[test]
fn the_empty_pack_is_whole() {
    drive(chromium(), PLAIN, async |browser| {
        open_pack(&browser).await;
        let print = Print::of(&browser).await;
        let parts = checked_pack(&browser, &print).await;
        let titles: Vec<&str> = parts.iter().map(|(title, _)| title.as_str()).collect();
        assert_eq!(titles.len(), 6, "{titles:?}");
        let text = print.whole();
        for wanted in ["最初の10分", "夜間・休日", "第1条", "附則", "チェックリスト対応表", "検査の日"]
        {
            assert!(text.contains(wanted), "{wanted}");
        }
        assert_eq!(browser.count(".guide-choice-taken").await, 0, "nothing is answered");
        assert_eq!(browser.run("return localStorage.length", vec![]).await, 0, "looking keeps nothing");
    });
}

#[test]
fn the_pack_holds_every_sheet_item_and_part_once() {
    drive(chromium(), PLAIN, async |browser| {
        open_pack(&browser).await;
        for (form, vendor) in [("medical", ""), ("vendor", "va"), ("vendor", "vb")] {
            answer(&browser, "r7", form, vendor).await;
        }
        let is_filled = "return document.querySelectorAll('.guide-pack-page[data-part=vendors] .guide-choice-taken').length > 20";
        browser.wait_for("the answers on the pages", is_filled).await;
        let print = Print::of(&browser).await;
        let parts = checked_pack(&browser, &print).await;
        let titles: Vec<&str> = parts.iter().map(|(title, _)| title.as_str()).collect();
        let sheets = ["医療機関確認用", "事業者確認用（事業者のva社）", "事業者確認用（事業者のvb社）"];
        assert_eq!(titles[..3], sheets);
        assert_eq!(titles[3..6], ["項目ごとの証跡", "連絡体制図", "いざというとき"]);
        let stretch = |nth: usize| {
            let end = parts.get(nth + 1).map_or(print.pages.len(), |next| next.1 - 1);
            Print { pages: print.pages[parts[nth].1 - 1..end].to_vec(), sizes: Vec::new() }
        };
        let rings = rings(&browser, ".guide-pack-page .guide-sheet").await;
        let mut rings = rings.iter();
        for (nth, form) in ["medical", "vendor", "vendor"].into_iter().enumerate() {
            let (sheet, rows) = (stretch(nth), rows("r7", form));
            for (row, cell) in rows.iter().zip(cells(&sheet.whole(), &rows)) {
                assert_answered((cell, rings.next().expect("a row")), row.nth, 2025, false);
            }
            assert_no_row_is_cut(&sheet, &rows);
            assert_no_page_is_nearly_empty(&sheet, &rows);
        }
        assert_evidence(&stretch(3), &rows("r7", "medical"));
        assert_eq!(stretch(5).pages.len(), 1, "the emergency sheet is one page");
        assert!(print.pages[0].contains("みどり町診療所"), "{}", print.pages[0]);
        assert_nothing_overflows(&browser).await;
    });
}

/// Every item once, with its evidence and what was said, on one page.
fn assert_evidence(print: &Print, rows: &[Row]) {
    let text = print.whole();
    let mut lineages: Vec<&str> = rows.iter().map(|row| row.lineage.as_str()).collect();
    lineages.dedup();
    assert_eq!(
        text.matches("自院の証跡・置いた場所").count(),
        lineages.len(),
        "one line to write on for each item"
    );
    for row in rows {
        let note = format!("証跡：棚の{}番", row.nth);
        assert_eq!(text.matches(&note).count(), 1, "{}: {note}", row.number);
    }
    for page in &print.pages {
        assert!(page.matches("自院の証跡・置いた場所").count() >= 2, "a page with little on it: {page}");
    }
}

/// Text that stands out of its box would be cut off by the edge of the paper or by the next cell.
async fn assert_nothing_overflows(browser: &Browser) {
    let script = "return [...document.querySelectorAll('.guide-pack-page, .guide-pack-page :is(td, th, p, li, dd)')]\
        .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline')\
        .map((one) => `${one.className} ${one.textContent.slice(0, 40)}`)";
    assert_eq!(browser.run(script, vec![]).await, json!([]));
}

#[test]
fn the_count_holds_for_long_texts_other_editions_and_parts_left_out() {
    drive(chromium(), PLAIN, async |browser| {
        open_pack(&browser).await;
        answer(&browser, "r6", "medical", "").await;
        answer(&browser, "r6", "vendor", "va").await;
        let lengthen = "const { model, data, change } = deskOfTest;\
            const rows = data.editions.find(({ id }) => id === 'r6').forms.find(({ id }) => id === 'medical').rows;\
            change('test', (value) => rows.reduce((now, row, nth) => model.setTexts(now, data,\
                { edition: 'r6', form: 'medical', vendor: '', key: row.key },\
                { evidence: nth % 4 ? 'ファイルの場所。'.repeat(200) : Array(60).fill('一行の証跡').join('\\n'),\
                  reason: '理由を長く書く。'.repeat(60) }).value, value));";
        browser.run(lengthen, vec![]).await;
        let choose = "const list = document.querySelector('#guide-desk-pack-edition');\
            list.value = 'r6'; list.dispatchEvent(new Event('change'));";
        browser.run(choose, vec![]).await;
        let is_chosen =
            "return document.querySelector('.guide-pack-page').textContent.includes('令和6年度版')";
        browser.wait_for("the edition", is_chosen).await;
        let print = Print::of(&browser).await;
        let parts = checked_pack(&browser, &print).await;
        assert!(parts.len() >= 6 && print.pages.len() > 20, "{parts:?}");
        let n_lines = print.whole().matches("一行の証跡").count();
        assert_eq!(n_lines, 60 * rows("r6", "medical").len().div_ceil(4), "no line is lost");
        assert_nothing_overflows(&browser).await;

        let leave = "document.querySelectorAll('.guide-desk-pack-parts input').forEach((box, nth) => { if (nth !== 3) { box.click(); } })";
        browser.run(leave, vec![]).await;
        browser
            .wait_for(
                "two pages",
                "return document.querySelectorAll('.guide-pack-pages > .guide-pack-page').length === 2",
            )
            .await;
        let print = Print::of(&browser).await;
        assert_eq!(checked_pack(&browser, &print).await, [("連絡体制図".to_owned(), 2)]);
    });
}

#[test]
fn without_scripts_the_pack_prints_empty_with_its_number_of_pages() {
    drive(chromium(), WITHOUT_SCRIPTS, async |browser| {
        browser.open(&page("desk/pack.html")).await;
        let print = Print::of(&browser).await;
        let text = print.whole();
        print.assert_is_a4();
        assert!(print.pages[0].contains(&format!("全{}ページ", print.pages.len())), "{}", print.pages[0]);
        for form in ["medical", "vendor"] {
            let own: Vec<Row> = rows("r7", form);
            assert_no_row_is_cut(&print, &own);
        }
        for wanted in ["項目ごとの証跡", "連絡体制図", "最初の10分", "運用管理規程"] {
            assert!(text.contains(wanted), "{wanted}");
        }
        assert!(!text.contains("JavaScript"), "what is only for the screen is not printed");
    });
}

#[test]
fn what_is_missing_is_said_with_a_way_to_mend_it() {
    drive(engines(), PLAIN, async |browser| {
        browser.open(&page("desk/pack.html")).await;
        browser.wait_for("the pages", IS_PACKED).await;
        let text = browser.find(".guide-desk-pack-parts").await.text().await.expect("a text");
        let n_rows = rows("r7", "medical").len();
        assert!(text.contains(&format!("答えのない項目 {n_rows}")), "{text}");
        assert!(text.contains(&format!("証跡が書かれていない項目 {n_rows}")), "{text}");
        let links =
            "return [...document.querySelectorAll('.guide-desk-pack-lacks a')].map((link) => link.href)";
        let links: Vec<String> = serde_json::from_value(browser.run(links, vec![]).await).expect("addresses");
        let links: Vec<Url> = links.iter().map(|link| Url::parse(link).expect("an address")).collect();
        assert!(links.len() > n_rows, "{links:?}");
        for link in links {
            let mut file = link.clone();
            file.set_fragment(None);
            file.set_query(None);
            let path = file.to_file_path().expect("a file");
            assert!(path.is_file(), "{link}");
            let anchor = link.fragment().unwrap_or_default();
            let html = fs::read_to_string(path).expect("a page");
            assert!(anchor.is_empty() || html.contains(&format!("id=\"{anchor}\"")), "{link}");
        }
    });
}

#[test]
fn axe_finds_nothing_on_the_page_of_the_pack() {
    let axe = fs::read_to_string(root().join("tests/node_modules/axe-core/axe.min.js")).expect("axe-core");
    drive(chromium(), PLAIN, async |browser| {
        for (width, scheme) in [(1280, "light"), (390, "light"), (1280, "dark"), (390, "dark")] {
            browser.show_as(width, scheme).await;
            open_pack(&browser).await;
            browser.run(&axe, vec![]).await;
            assert_eq!(browser.violations().await, Vec::<String>::new(), "{width} {scheme}");
            let is_wide = "return document.documentElement.scrollWidth > innerWidth + 1";
            assert_eq!(browser.run(is_wide, vec![]).await, json!(false), "{width}: nothing sticks out");
        }
    });
}
