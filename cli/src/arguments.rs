//! What may be typed after `jissen`, and what is said when something else was.

use std::path::PathBuf;

use clap::{
    Args, Parser, Subcommand, ValueEnum,
    error::{ContextKind, ContextValue, ErrorKind},
    value_parser,
};

/// `jissen`: one command of the list.
#[derive(Debug, Parser)]
#[command(
    name = "jissen",
    version,
    about = "チェックリストの手引きのサイトを、データと原稿から作ります。",
    override_usage = "jissen <命令> [引数]",
    help_template = "{about}\n\n使い方: {usage}\n\n{all-args}\n{after-help}",
    after_help = EXIT_CODES,
    subcommand_help_heading = "命令",
    subcommand_value_name = "命令",
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true,
    arg_required_else_help = true
)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
    /// この説明を表示します
    #[arg(short, long, global = true, action = clap::ArgAction::Help, help_heading = "オプション")]
    help: Option<bool>,
    /// 版番号を表示します
    #[arg(short = 'V', long, action = clap::ArgAction::Version, help_heading = "オプション")]
    version: Option<bool>,
}

const EXIT_CODES: &str = "\
終了コード:
  0  問題なし
  1  本の誤り(原稿・データを直してください。公開済みのサイトはそのまま残ります)
  2  使い方の誤り(命令や引数を見直してください)
  3  実行環境の失敗(ディスク・権限など。または jissen 自体の不具合)
";

const TEMPLATE: &str = "{about}\n\n使い方: {usage}\n\n{all-args}";
const NOTES_TEMPLATE: &str = "{about}\n\n使い方: {usage}\n\n{all-args}\n{after-help}";

const PACKAGE_NOTES: &str = "\
出力先にできるもの(名前の r7 は版、日付は本の日付):
  jissen-guide-r7-2026-11-22.zip   USB メモリ・メールで配るもの。展開して読みます
  jissen-guide-r7-2026-11-22.html  1つのファイルで読むもの
  site/                            サーバーに置くもの(圧縮ずみの .gz と .br を含みます)
  manifest.json                    ファイルの一覧。次の改訂で --since に指定します
  SHA256SUMS                       ファイルが壊れていないかを確かめるための値
  revision-summary.md              配るときに添える【修正概要】の下書き
本に誤りがあるときと、途中で失敗したときは、前の配布物がそのまま残ります。
";

const SEARCH_NOTES: &str = "\
言葉をいくつか並べると、すべてを含むところを探します。サイトの検索の箱と同じ答えが、同じ順に出ます。
見つからなくても終了コードは 0 です。1 になるのは、本に誤りがあるときと、--eval の一覧に誤りがあるか、結果が
一覧の1行目の下限に届かないときです。
";

const VERIFY_NOTES: &str = "\
ファイルが一覧(manifest.json)のとおりか、リンクの先があるか、サイトの外へ取りに行くものがないか、ページに必要なものが
そろっているかを調べます。アドレスを渡したときは、ログインしていない人に中身を見せていないかも調べます。
調べるだけで、何も書き込みません。終了コードは、直すところがあれば 1 です。
";

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 本からサイトを作ります
    #[command(override_usage = "jissen build [本のフォルダー] [--out 出力先]", help_template = TEMPLATE)]
    Build(Build),
    /// 配る形にまとめます(zip、1つの HTML、サーバーに置くフォルダー)
    #[command(
        override_usage = "jissen package [本のフォルダー] [--out 出力先] [--since 前の一覧]",
        help_template = NOTES_TEMPLATE,
        after_help = PACKAGE_NOTES
    )]
    Package(Package),
    /// 本の誤りを、すべて一度に調べます(サイトは作りません)
    #[command(override_usage = "jissen check [本のフォルダー] [--format 形式]", help_template = TEMPLATE)]
    Check(Check),
    /// エラーの符号の意味と直し方を説明します
    #[command(override_usage = "jissen explain [符号]", help_template = TEMPLATE)]
    Explain(Explain),
    /// ふたつの版の違いを書き出します
    #[command(override_usage = "jissen diff <旧い版> <新しい版> [本のフォルダー] [--format 形式]", help_template = TEMPLATE)]
    Diff(Diff),
    /// チェックリストを、持ち帰れるファイルに書き出します
    #[command(override_usage = "jissen export --format 形式 [本のフォルダー] [--out 出力先]", help_template = TEMPLATE)]
    Export(Export),
    /// 本の中を検索します。検索の出来も測れます
    #[command(
        override_usage = "jissen search <言葉>... [--book 本のフォルダー] [--limit 件数] [--kind 種類] [--edition 版] [--json] [--explain]\n        jissen search --eval 一覧 [--book 本のフォルダー] [--json]",
        help_template = NOTES_TEMPLATE,
        after_help = SEARCH_NOTES
    )]
    Search(Search),
    /// できあがったサイトを、公開する前と後に調べます
    #[command(
        override_usage = "jissen verify <フォルダー・zip・HTML ファイル・アドレス> [--manifest 一覧] [--cookie 値 | --user 名前] [--json]",
        help_template = NOTES_TEMPLATE,
        after_help = VERIFY_NOTES
    )]
    Verify(Verify),
    /// シェルの補完の設定を書き出します
    #[command(override_usage = "jissen completions <シェル>", help_template = TEMPLATE, hide = true)]
    Completions(Completions),
}

/// The book a command works on.
#[derive(Debug, Args)]
pub(crate) struct Book {
    /// 本のフォルダー(book.toml があるところ)。省くと book
    #[arg(
        id = "book",
        value_name = "本のフォルダー",
        default_value = "book",
        hide_default_value = true,
        display_order = 3,
        help_heading = "引数"
    )]
    pub(crate) folder: PathBuf,
}

/// `jissen build`.
#[derive(Debug, Args)]
pub(crate) struct Build {
    #[command(flatten)]
    pub(crate) book: Book,
    /// サイトを置くフォルダー。省くと dist/site
    #[arg(
        long,
        value_name = "出力先",
        default_value = "dist/site",
        hide_default_value = true,
        help_heading = "オプション"
    )]
    pub(crate) out: PathBuf,
}

/// `jissen package`.
#[derive(Debug, Args)]
pub(crate) struct Package {
    #[command(flatten)]
    pub(crate) book: Book,
    /// 配布物を置くフォルダー。省くと dist/release
    #[arg(
        long,
        value_name = "出力先",
        default_value = "dist/release",
        hide_default_value = true,
        help_heading = "オプション"
    )]
    pub(crate) out: PathBuf,
    /// 前に配ったものの manifest.json。そのときから変わったページを【修正概要】に書きます
    #[arg(long, value_name = "前の一覧", help_heading = "オプション")]
    pub(crate) since: Option<PathBuf>,
}

/// `jissen check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) book: Book,
    /// 結果の形式: human(読む人向け)、json(プログラム向け)、github(GitHub の注釈)。省くと human
    #[arg(
        long,
        value_name = "形式",
        default_value = "human",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "オプション"
    )]
    pub(crate) format: ReportFormat,
}

/// `jissen explain`.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// エラーの符号(例: unknown-lineage)。省くと一覧を表示します
    #[arg(value_name = "符号", help_heading = "引数")]
    pub(crate) code: Option<String>,
}

/// `jissen diff`.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// 旧い版(例: r6)
    #[arg(value_name = "旧い版", display_order = 1, help_heading = "引数")]
    pub(crate) old: String,
    /// 新しい版(例: r7)
    #[arg(value_name = "新しい版", display_order = 2, help_heading = "引数")]
    pub(crate) new: String,
    #[command(flatten)]
    pub(crate) book: Book,
    /// 書き出す形式: md(Markdown の表)、html(新旧対照表)、json、csv。省くと md
    #[arg(
        long,
        value_name = "形式",
        default_value = "md",
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "オプション"
    )]
    pub(crate) format: DiffFormat,
}

/// `jissen export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) book: Book,
    /// 書き出す形式: xlsx(記入する表と台帳)、docx(運用管理規程と新旧対照表)、csv と json(項目の一覧)、oscal(プログラム向けの項目と対応)
    #[arg(long, value_name = "形式", hide_possible_values = true, help_heading = "オプション")]
    pub(crate) format: ExportFormat,
    /// ファイルを置くフォルダー。省くと dist/files
    #[arg(
        long,
        value_name = "出力先",
        default_value = "dist/files",
        hide_default_value = true,
        help_heading = "オプション"
    )]
    pub(crate) out: PathBuf,
}

/// `jissen search`.
#[derive(Debug, Args)]
pub(crate) struct Search {
    /// 探す言葉。並べたものは、空白で区切った1つの問いになります
    #[arg(value_name = "言葉", required_unless_present = "eval", help_heading = "引数")]
    pub(crate) words: Vec<String>,
    /// 本のフォルダー(book.toml があるところ)。省くと book
    #[arg(
        long,
        value_name = "本のフォルダー",
        default_value = "book",
        hide_default_value = true,
        help_heading = "オプション"
    )]
    pub(crate) book: PathBuf,
    /// 表示する件数。省くと 10
    #[arg(
        long,
        value_name = "件数",
        default_value = "10",
        value_parser = value_parser!(u32).range(1..=10_000),
        hide_default_value = true,
        conflicts_with = "eval",
        help_heading = "オプション"
    )]
    pub(crate) limit: u32,
    /// この種類のページだけを探します(例: 用語)
    #[arg(long, value_name = "種類", conflicts_with = "eval", help_heading = "オプション")]
    pub(crate) kind: Option<String>,
    /// この版のページだけを探します(例: 令和7年度版)
    #[arg(long, value_name = "版", conflicts_with = "eval", help_heading = "オプション")]
    pub(crate) edition: Option<String>,
    /// 結果を JSON で書き出します(プログラム向け)
    #[arg(long, help_heading = "オプション")]
    pub(crate) json: bool,
    /// どう探し、なぜその順になったかを示します
    #[arg(long, conflicts_with = "eval", help_heading = "オプション")]
    pub(crate) explain: bool,
    /// 問いと答えの一覧(例: book/search-eval.jsonl)で、検索の出来を測ります
    #[arg(long, value_name = "一覧", conflicts_with = "words", help_heading = "オプション")]
    pub(crate) eval: Option<PathBuf>,
}

/// `jissen verify`.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// 調べるもの: サイトのフォルダー、zip、1つの HTML ファイル、または http:// か https:// で始まるアドレス
    #[arg(value_name = "調べるもの", help_heading = "引数")]
    pub(crate) target: PathBuf,
    /// ファイルの一覧(manifest.json)。省くと、サイトの中の一覧を使います
    #[arg(long, value_name = "一覧", help_heading = "オプション")]
    pub(crate) manifest: Option<PathBuf>,
    /// ログインした人のCookie(名前=値)。アドレスを調べるときに使います。環境変数 JISSEN_COOKIE でも渡せます
    #[arg(long, value_name = "値", conflicts_with = "user", help_heading = "オプション")]
    pub(crate) cookie: Option<String>,
    /// Basic 認証の名前。パスワードは、環境変数 JISSEN_PASSWORD から読むか、画面でたずねます
    #[arg(long, value_name = "名前", help_heading = "オプション")]
    pub(crate) user: Option<String>,
    /// 結果を JSON で書き出します(プログラム向け)
    #[arg(long, help_heading = "オプション")]
    pub(crate) json: bool,
}

/// `jissen completions`.
#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// シェル: bash、zsh、fish、powershell、elvish
    #[arg(value_name = "シェル", hide_possible_values = true, help_heading = "引数")]
    pub(crate) shell: clap_complete::Shell,
}

/// How `check` shows what it found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// For people.
    Human,
    /// A JSON list, for programs.
    Json,
    /// Annotations of GitHub Actions.
    Github,
}

/// How `diff` shows two editions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// A Markdown table.
    Md,
    /// The comparison table of the guide.
    Html,
    /// A list of changes.
    Json,
    /// The same list for a spreadsheet.
    Csv,
}

/// What `export` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// The regulation and 新旧対照表.
    Docx,
    /// Sheets and records to fill in.
    Xlsx,
    /// Rows, for spreadsheets.
    Csv,
    /// Rows, for programs.
    Json,
    /// Catalogs and mappings, for programs.
    Oscal,
}

/// Whether this "error" of clap is what the user asked for: help or the version.
pub(crate) fn is_answer(error: &clap::Error) -> bool {
    matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion)
}

/// A mistake on the command line, in Japanese, with the nearest right word when there is one.
pub(crate) fn describe(error: &clap::Error) -> String {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return error.to_string();
    }
    let mut text = format!("使い方の誤り: {}\n", sentence(error));
    if let Some(suggestion) = suggestion(error) {
        text.push_str(&format!("  もしかして: {suggestion}\n"));
    }
    text.push_str("  使い方は jissen --help で見られます\n");
    text
}

fn sentence(error: &clap::Error) -> String {
    let argument = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            format!("`{}` という命令はありません", context(error, ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => "命令がありません".into(),
        ErrorKind::UnknownArgument if argument.starts_with('-') => {
            format!("`{argument}` というオプションはありません")
        }
        ErrorKind::UnknownArgument => format!("`{argument}` は余分です"),
        ErrorKind::InvalidValue if value.is_empty() => format!("`{argument}` の値がありません"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => match choices(error) {
            Some(choices) => format!("`{value}` は `{argument}` に使えません(使えるのは {choices})"),
            None => format!("`{value}` は `{argument}` に使えません"),
        },
        ErrorKind::MissingRequiredArgument => format!("{argument} がありません"),
        ErrorKind::ArgumentConflict => match context(error, ContextKind::PriorArg) {
            other if other.is_empty() || other == argument => format!("`{argument}` は一度だけ書きます"),
            other => format!("`{argument}` と `{other}` は一緒に使えません"),
        },
        ErrorKind::TooManyValues => format!("`{value}` は余分です"),
        ErrorKind::InvalidUtf8 => "UTF-8 でない文字が含まれています".into(),
        _ => error.to_string().lines().next().unwrap_or_default().trim_start_matches("error: ").into(),
    }
}

fn suggestion(error: &clap::Error) -> Option<String> {
    [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        .into_iter()
        .map(|kind| context(error, kind))
        .find(|text| !text.is_empty())
}

fn choices(error: &clap::Error) -> Option<String> {
    Some(context(error, ContextKind::ValidValue)).filter(|text| !text.is_empty())
}

fn context(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    }
}
