//! The maker of a clinic's own rules: its text and Word file beside those of Rust, and its page in real browsers.

use std::{collections::BTreeMap, fs, path::Path, process::Command, sync::OnceLock};

use base64::{Engine, prelude::BASE64_STANDARD};
use checklist::{Date, Library, Profile, Regulation};
use office::Filling;
use serde_json::{Value, json};
use tests::{
    browser::{Browser, Settings, UP, chromium, drive, engines, file_address},
    document::{Block, Paragraph, blocks, part},
    folder,
    guide::{DESK_SPY, site},
    program::root,
};
use url::Url;

const PLAIN: Settings = Settings { without_scripts: false };
const IS_READY: &str = "return document.querySelector('.guide-desk-regulation-text h4') !== null";
const IS_KEPT: &str =
    "return document.querySelector('.guide-desk-status').textContent.startsWith('保存しました')";

/// Lines of the finished rules on the page, in order, without empty ones.
const LINES: &str = "const places = '.guide-regulation-title, h3, h4, .guide-paragraph-text, .guide-article-items li,' +\
        '.guide-appendix-explanation, th, td';\
    const text = document.querySelector('.guide-desk-regulation-text').cloneNode(true);\
    text.querySelectorAll('.guide-desk-regulation-mark').forEach((mark) => mark.remove());\
    const lines = [...text.querySelectorAll(places)].map((element) => element.textContent.replace(/\\s/g, ''));\
    return lines.filter((line) => line !== '');";

/// Keeps what the page gives the reader to save.
const CATCH: &str = "const make = URL.createObjectURL;\
    URL.createObjectURL = (blob) => { window.saved = blob; return make.call(URL, blob); };";

/// What was saved, as base64.
const SAVED: &str = "const done = arguments[arguments.length - 1];\
    const wait = () => {\
        if (!window.saved) { return void setTimeout(wait, 20); }\
        const reader = new FileReader();\
        reader.onload = () => done(reader.result.split(',')[1]);\
        reader.readAsDataURL(window.saved);\
        window.saved = null;\
    };\
    wait();";

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::load(&root().join("book")).expect("the book").0)
}

fn template() -> &'static Regulation {
    library().regulation.as_ref().expect("a regulation")
}

fn page() -> Url {
    file_address(&site().join("regulation/make.html"))
}

async fn open(browser: &Browser) {
    browser.open(&page()).await;
    browser.wait_for("the rules", IS_READY).await;
}

async fn text_of(browser: &Browser, selector: &str) -> String {
    let script = "return document.querySelector(arguments[0]).textContent";
    browser.run(script, vec![json!(selector)]).await.as_str().unwrap_or_default().to_owned()
}

async fn lines(browser: &Browser) -> Vec<String> {
    serde_json::from_value(browser.run(LINES, vec![]).await).expect("a list")
}

/// The day of the book, as `book.toml` says it.
fn day() -> Option<Date> {
    let config = fs::read_to_string(root().join("book/book.toml")).expect("book.toml");
    let date = config.lines().find_map(|line| line.strip_prefix("date = \"")?.strip_suffix('"'));
    Date::parse(date.expect("a date"))
}

fn word_file(filling: &Filling) -> Vec<u8> {
    office::regulation(library(), filling, day()).expect("a file").expect("a regulation").bytes
}

/// Every way to answer the questions, in a fixed order; the first answers first.
fn profiles() -> Vec<Profile> {
    let mut profiles = vec![Profile::new()];
    for question in template().questions.iter().rev() {
        let mut longer = Vec::new();
        for choice in &question.choices {
            for profile in &profiles {
                let mut profile = profile.clone();
                profile.insert(question.id.clone(), choice.id.clone());
                longer.push(profile);
            }
        }
        profiles = longer;
    }
    profiles
}

/// Fills in about two thirds of the blanks, others with each number.
fn names(number: usize) -> BTreeMap<String, String> {
    let name = |nth: usize| ["院長 山田太郎", "毎月10日", "<b>&\"'", "😀　二階", " "][(nth + number) % 5];
    let variables = template().variables.iter().enumerate();
    variables
        .filter(|(nth, _)| !(nth + number).is_multiple_of(3))
        .map(|(nth, variable)| (variable.id.clone(), name(nth).to_owned()))
        .collect()
}

#[test]
fn the_browser_makes_the_rules_that_rust_makes() {
    let cases = profiles().into_iter().enumerate().map(|(number, answers)| {
        let variables = if number == 0 { BTreeMap::new() } else { names(number) };
        let filling = Filling { answers, variables };
        let document = part(&word_file(&filling), "word/document.xml");
        json!({ "choices": filling.answers, "names": filling.variables, "document": document })
    });
    let cases: Vec<Value> = cases.collect();
    let folder = folder::temporary();
    let file = folder.path().join("cases.json");
    fs::write(&file, Value::from(cases).to_string()).expect("the cases are written");
    let script = root().join("desk/tests/node/regulation.js");
    let data = site().join("regulation/regulation-data.js");
    let output = Command::new("node").arg(script).arg(data).arg(file).output();
    let output = output.unwrap_or_else(|error| panic!("`node` does not start ({error}): run ./tests/run"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn everything_is_answered_by_keyboard_and_kept() {
    drive(engines(), PLAIN, async |browser| {
        open(&browser).await;
        for question in &template().questions {
            // The focus comes to 「まだ決めない」; above it stands the last choice.
            browser.tab_to(&format!("[name=question-{}]", question.id)).await;
            browser.press(UP).await;
        }
        for variable in &template().variables {
            let field = format!("#blank-{}", variable.id);
            browser.tab_to(&field).await;
            browser.type_into(&field, &format!("書いた{}", variable.id)).await;
        }
        browser.wait_for("what was typed is kept", IS_KEPT).await;
        assert_eq!(browser.count(".guide-desk-regulation-text .guide-blank").await, 0);
        assert_eq!(browser.count(".guide-desk-regulation-left li").await, 0);
        assert!(text_of(&browser, ".guide-desk-regulation-left").await.contains("すべて書き入れてあります"));

        let before = lines(&browser).await;
        let answers = template()
            .questions
            .iter()
            .map(|question| (question.id.clone(), question.choices.last().expect("a choice").id.clone()));
        let variables = template().variables.iter();
        let filling = Filling {
            answers: answers.collect(),
            variables: variables.map(|it| (it.id.clone(), format!("書いた{}", it.id))).collect(),
        };
        assert_eq!(before, texts(&word_file(&filling)));
        for (_, _, article) in
            template().articles().filter(|(_, _, article)| !article.when.holds(&filling.answers))
        {
            let section = text_of(&browser, &format!("[data-place={}]", article.id)).await;
            assert!(section.contains("適用しない"), "{section}");
        }
        open(&browser).await;
        assert_eq!(lines(&browser).await, before);
    });
}

#[test]
fn what_a_change_does_is_said_and_nothing_jumps() {
    drive(chromium(), PLAIN, async |browser| {
        open(&browser).await;
        let n_open = async || {
            let text = text_of(&browser, ".guide-desk-regulation-progress a").await;
            text.chars().filter(char::is_ascii_digit).collect::<String>().parse::<usize>().expect("a number")
        };
        let n_before = n_open().await;
        assert_eq!(browser.count(".guide-desk-regulation-left li").await, n_before);
        let jump = "const input = document.querySelector('[name=question-wireless][value=unused]');\
            input.scrollIntoView({ block: 'center' });\
            const { top } = input.getBoundingClientRect();\
            input.click();\
            return input.getBoundingClientRect().top - top;";
        let jump = browser.run(jump, vec![]).await.as_f64().expect("a length");
        assert!(jump.abs() < 1.0, "{jump}");
        assert_eq!(n_open().await, n_before - 1);
        assert_eq!(
            text_of(&browser, ".guide-desk-regulation-changed").await,
            "変わったところ：第15条（無線LAN）"
        );
        assert_eq!(text_of(&browser, ".guide-desk-regulation-mark").await, "変わりました");
        assert!(
            text_of(&browser, "[data-place=wireless]")
                .await
                .contains("当院は、診療に使う機器を無線LANにつながない")
        );

        browser.type_into("#blank-director", &"あ".repeat(201)).await;
        assert!(text_of(&browser, "#blank-director-problem").await.contains("200文字まで"));
        assert_eq!(browser.count("#blank-director[aria-invalid=true]").await, 1);
    });
}

#[test]
fn the_profile_answers_what_it_says_already() {
    drive(chromium(), PLAIN, async |browser| {
        let spy = json!({ "source": DESK_SPY });
        browser.chromium_command("Page.addScriptToEvaluateOnNewDocument", spy).await;
        open(&browser).await;
        let profile = "deskOfTest.change('test', (value) => deskOfTest.model.setProfile(value,\
            { name: 'みどり診療所', system: 'cloud', vendorContract: 'uncontracted' }))";
        browser.run(profile, vec![]).await;
        assert!(
            text_of(&browser, "[data-place=purpose]").await.contains("みどり診療所（以下「当院」という。）")
        );
        assert!(text_of(&browser, "[data-place=contracts]").await.contains("契約を結んでいないため"));
        let questions = text_of(&browser, "[aria-labelledby=regulation-questions]").await;
        assert!(questions.contains("自己点検の机の答えに合わせる（クラウド型だけ）"), "{questions}");
        let fields = text_of(&browser, "[aria-labelledby=regulation-blanks]").await;
        assert!(
            fields.contains("空けておくと、自己点検の机の施設名「みどり診療所」が入ります。"),
            "{fields}"
        );
        browser.click("[name=question-system][value=onpremises]").await;
        let profile = browser.run("return deskOfTest.value().profile.system", vec![]).await;
        assert_eq!(profile, json!("cloud"), "the profile stays as it is");
    });
}

/// Paragraphs and cells of the rules in a Word file, in order, with their numbers, without empty ones.
fn texts(word_file: &[u8]) -> Vec<String> {
    let is_closing =
        |block: &Block| matches!(block, Block::Paragraph(it) if it.squeezed().starts_with("仕上げるために"));
    let of_block = |block: &Block| match block {
        Block::Paragraph(paragraph) => vec![paragraph.squeezed()],
        Block::Table(table) => {
            table.iter().flatten().map(|cell| cell.iter().map(Paragraph::squeezed).collect()).collect()
        }
    };
    let blocks = blocks(word_file);
    let rules = blocks.iter().take_while(|block| !is_closing(block));
    rules.flat_map(of_block).filter(|text| !text.is_empty()).collect()
}

#[test]
fn the_word_file_says_what_the_page_says() {
    drive(chromium(), PLAIN, async |browser| {
        let spy = json!({ "source": DESK_SPY });
        browser.chromium_command("Page.addScriptToEvaluateOnNewDocument", spy).await;
        open(&browser).await;
        browser.run(CATCH, vec![]).await;
        let all = profiles();
        for number in 0..6 {
            let filling = match number {
                0 => Filling::default(),
                _ => Filling { answers: all[number * 11].clone(), variables: names(number) },
            };
            let fill = "const { model, data, change } = deskOfTest;\
                const [choices, names] = arguments;\
                for (const { id } of data.regulation.questions) {\
                    change('test', (value) => model.setChoice(value, data, id, choices[id] || ''));\
                }\
                for (const { id } of data.regulation.variables) {\
                    change('test', (value) => model.setName(value, data, id, names[id] || ''));\
                }";
            browser.run(fill, vec![json!(filling.answers), json!(filling.variables)]).await;
            browser.click(".guide-desk-regulation-tools .guide-button-key").await;
            let saved = browser.run_async(SAVED, vec![]).await;
            let bytes = BASE64_STANDARD.decode(saved.as_str().expect("a file")).expect("base64");
            let ours = word_file(&filling);
            for name in ["word/document.xml", "word/numbering.xml", "word/styles.xml", "[Content_Types].xml"]
            {
                assert_eq!(part(&bytes, name), part(&ours, name), "{name}");
            }
            assert_eq!(texts(&bytes), lines(&browser).await);
        }
    });
}

#[test]
fn paper_holds_the_rules_and_nothing_else() {
    let print = folder::temporary();
    let file = print.path().join("rules.pdf");
    drive(chromium(), PLAIN, async |browser| {
        open(&browser).await;
        browser.click("[name=question-wireless][value=unused]").await;
        browser.type_into("#blank-director", "院長　山田太郎").await;
        let parameters = json!({ "preferCSSPageSize": true, "paperWidth": 8.27, "paperHeight": 11.69 });
        let pdf = browser.chromium_file("Page.printToPDF", parameters).await;
        fs::write(&file, pdf).expect("a print written");
        let said = Command::new("pdftotext").arg("-layout").args([&file, Path::new("-")]).output();
        let printed = String::from_utf8(said.expect("pdftotext, of poppler-utils").stdout).expect("UTF-8");

        let pages: Vec<&str> = printed.trim_end_matches('\u{c}').split('\u{c}').collect();
        let n_pages = pages.len();
        let mut body = String::new();
        for (number, page) in (1..).zip(&pages) {
            let page = page.trim_end();
            let (text, foot) = page.rsplit_once('\n').expect("a page with its number");
            assert_eq!(foot.trim(), format!("{number} / {n_pages}"));
            body.push_str(text);
        }
        // Fonts may give a character under another code, which NFKC brings together.
        let count = async |text: String| {
            let plain = browser.run("return arguments[0].normalize('NFKC')", vec![json!(text)]).await;
            let mut counts: BTreeMap<char, usize> = BTreeMap::new();
            for char in plain.as_str().expect("a text").chars().filter(|char| !char.is_whitespace()) {
                *counts.entry(char).or_default() += 1;
            }
            counts
        };
        let page = lines(&browser).await;
        let heads = "return [...document.querySelectorAll('.guide-appendix-table th')].map((it) => it.textContent).join('')";
        let heads = browser.run(heads, vec![]).await.as_str().unwrap_or_default().to_owned();
        let (on_page, on_paper, heads) = (count(page.concat()).await, count(body).await, count(heads).await);
        for (char, n) in &on_page {
            assert!(on_paper.get(char) >= Some(n), "`{char}` is missing on paper");
        }
        for (char, n) in &on_paper {
            let is_repeated = heads.contains_key(char);
            assert!(
                is_repeated || on_page.get(char) == Some(n),
                "`{char}` is on paper {n} times: {:?}",
                on_page.get(char)
            );
        }
    });
}

#[test]
fn without_scripts_the_page_leads_to_paper() {
    drive(chromium(), Settings { without_scripts: true }, async |browser| {
        browser.open(&page()).await;
        assert!(browser.text().await.contains("JavaScript が必要です"));
        assert_eq!(browser.count("main [data-desk] a[href='print.html']").await, 1);
    });
}

#[test]
fn axe_finds_nothing_and_nothing_is_wider_than_the_screen() {
    let axe = fs::read_to_string(root().join("tests/node_modules/axe-core/axe.min.js"))
        .expect("axe-core: run `npm ci --prefix tests`, or ./tests/run, which does");
    drive(chromium(), PLAIN, async |browser| {
        for (width, scheme) in [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")] {
            browser.show_as(width, scheme).await;
            open(&browser).await;
            browser.click("[name=question-wireless][value=unused]").await;
            browser.click("[name=question-wireless][value=used]").await;
            browser.run(&axe, vec![]).await;
            assert_eq!(browser.violations().await, Vec::<String>::new(), "{width} {scheme}");
            let widths =
                browser.run("return [document.documentElement.scrollWidth, innerWidth]", vec![]).await;
            assert!(widths[0].as_u64() <= widths[1].as_u64(), "{width}: {widths}");
        }
    });
}
