//! Editions and their differences in OSCAL, NIST's format for such catalogs.
//!
//! Source: the JSON formats of OSCAL 1.2.1, models Catalog and Mapping.

use checklist::{
    Cell, Certainty, Comparison, Date, Edition, Entry, Form, FormComparison, Library, Named, Publication,
    Relation, Row,
};
use serde::Serialize;
use uuid::Uuid;

use crate::{File, words};

const VERSION: &str = "1.2.1";

/// Whose names of properties and relationships these are. A name, not an address.
const NAMESPACE: &str = "urn:jissen:checklist";

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Metadata {
    title: String,
    last_modified: String,
    version: String,
    oscal_version: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link>,
    remarks: String,
}

#[derive(Serialize)]
struct Link {
    href: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    rel: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Serialize)]
struct Property {
    name: &'static str,
    ns: &'static str,
    value: String,
}

#[derive(Serialize)]
struct CatalogFile {
    catalog: Catalog,
}

#[derive(Serialize)]
struct Catalog {
    uuid: String,
    metadata: Metadata,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<FormGroup>,
}

/// A form.
#[derive(Serialize)]
struct FormGroup {
    id: String,
    class: &'static str,
    title: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<SectionGroup>,
}

/// A section of a form.
#[derive(Serialize)]
struct SectionGroup {
    id: String,
    class: &'static str,
    title: String,
    controls: Vec<Control>,
}

/// A row.
#[derive(Serialize)]
struct Control {
    id: String,
    class: &'static str,
    title: String,
    props: Vec<Property>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link>,
    parts: Vec<Part>,
}

#[derive(Serialize)]
struct Part {
    id: String,
    name: &'static str,
    prose: String,
}

/// An edition as an OSCAL catalog (JSON): a group per form, in it a group per section, in it a control per
/// row, in printed order.
///
/// A control's id is form, requirement and device group: the same in every edition. Its statement is our
/// own wording; number, device group, status, deadline and certainty are properties. Identifiers follow from
/// the names and no clock is read: `date`, the day of the book, is when it was changed.
pub fn catalog(library: &Library, edition: &Edition, date: Option<Date>) -> File {
    let catalog = Catalog {
        uuid: uuid(&format!("catalog/{}", edition.id)),
        metadata: Metadata {
            title: format!("サイバーセキュリティ対策チェックリスト {}", edition.title),
            last_modified: moment(date),
            version: version(date),
            oscal_version: VERSION,
            links: edition.sources.iter().map(|source| link(&source.url, &source.label)).collect(),
            remarks: format!("{}{}", words::NOTICE, words::ORIGIN),
        },
        groups: edition.forms.iter().map(|form| form_group(library, edition, form)).collect(),
    };
    File {
        name: catalog_name(edition),
        title: format!("{}（OSCAL カタログ）", edition.title),
        bytes: json(&CatalogFile { catalog }),
    }
}

fn catalog_name(edition: &Edition) -> String {
    format!("{}-oscal-catalog.json", edition.id)
}

fn form_group(library: &Library, edition: &Edition, form: &Form) -> FormGroup {
    let group = |section: &checklist::Section| {
        let rows = form.rows.iter().filter(|row| row.section == section.number);
        SectionGroup {
            id: format!("{}-section-{}", form.id, section.number),
            class: "section",
            title: section.title.clone(),
            controls: rows.map(|row| control(library, edition, form, row)).collect(),
        }
    };
    let groups = edition.sections.iter().map(group).filter(|group| !group.controls.is_empty());
    FormGroup { id: form.id.clone(), class: "form", title: form.title.clone(), groups: groups.collect() }
}

fn control(library: &Library, edition: &Edition, form: &Form, row: &Row) -> Control {
    let id = control_id(form, row);
    let property = |name, value: &str| Property { name, ns: NAMESPACE, value: value.to_owned() };
    let mut props = vec![
        property("lineage", &row.lineage),
        property("target", &row.target),
        property("status", row.status.name()),
        property("deadline", &row.deadline.unwrap_or(edition.fiscal_year).to_string()),
        property("certainty", row.certainty.name()),
    ];
    if !row.number.is_empty() {
        props.insert(0, property("number", &row.number));
    }
    if row.blank_if_no_vendor {
        props.push(property("blank-if-no-vendor", "true"));
    }
    let part = |name, prose: &str| Part { id: format!("{id}_{name}"), name, prose: prose.to_owned() };
    let mut parts = vec![part("statement", &row.text)];
    parts.extend(row.note.as_deref().map(|note| part("guidance", note)));
    Control {
        class: "row",
        title: format!(
            "{}（{}）",
            words::lineage_title(library, &row.lineage),
            words::target_title(library, &row.target)
        ),
        props,
        links: row
            .sources
            .iter()
            .map(|url| Link { href: url.clone(), rel: Some("reference"), text: None })
            .collect(),
        parts,
        id,
    }
}

/// `medical-security-patch-all`.
fn control_id(form: &Form, row: &Row) -> String {
    format!("{}-{}-{}", form.id, row.lineage, row.target)
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct MappingFile {
    mapping_collection: MappingCollection,
}

#[derive(Serialize)]
struct MappingCollection {
    uuid: String,
    metadata: Metadata,
    provenance: Provenance,
    mappings: Vec<Mapping>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Provenance {
    method: &'static str,
    matching_rationale: &'static str,
    status: &'static str,
    mapping_description: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Mapping {
    uuid: String,
    source_resource: Resource,
    target_resource: Resource,
    maps: Vec<Map>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_gap_summary: Option<Gap>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_gap_summary: Option<Gap>,
}

#[derive(Serialize)]
struct Resource {
    #[serde(rename = "type")]
    kind: &'static str,
    href: String,
}

#[derive(Serialize)]
struct Map {
    uuid: String,
    relationship: &'static str,
    sources: Vec<Item>,
    targets: Vec<Item>,
    props: Vec<Property>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remarks: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Item {
    #[serde(rename = "type")]
    kind: &'static str,
    id_ref: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Gap {
    uuid: String,
    unmapped_controls: Vec<Unmapped>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Unmapped {
    with_ids: Vec<String>,
}

/// What became of every row between two editions as an OSCAL mapping (JSON), from the older catalog to the
/// newer one: one mapping per pair of forms, one entry per requirement that is in both.
///
/// The kinds of change are properties; new and removed rows are in the summaries of gaps. `None` when no row
/// of the older edition goes on in the newer one. `date` is the day of the book.
pub fn mapping(comparison: &Comparison<'_>, date: Option<Date>) -> Option<File> {
    let (older, newer) = (comparison.older, comparison.newer);
    let name = format!("{}-{}-oscal-mapping", older.id, newer.id);
    let mappings: Vec<_> =
        comparison.forms.iter().filter_map(|form| form_mapping(comparison, form)).collect();
    if mappings.is_empty() {
        return None;
    }
    let mapping_collection = MappingCollection {
        uuid: uuid(&name),
        metadata: Metadata {
            title: format!("{}から{}への項目の対応", older.title, newer.title),
            last_modified: moment(date),
            version: version(date),
            oscal_version: VERSION,
            links: Vec::new(),
            remarks: format!("{}{}", words::NOTICE, words::ORIGIN),
        },
        provenance: Provenance {
            method: "human",
            matching_rationale: "semantic",
            status: status(comparison),
            mapping_description: "項目IDと、版ごとに宣言した前の版とのつながりによる対応です。".to_owned(),
        },
        mappings,
    };
    Some(File {
        name: format!("{name}.json"),
        title: format!("{}から{}へ（OSCAL マッピング）", older.title, newer.title),
        bytes: json(&MappingFile { mapping_collection }),
    })
}

/// Complete only when every row was checked against the originals.
fn status(comparison: &Comparison<'_>) -> &'static str {
    let mut entries = comparison.forms.iter().flat_map(|form| &form.entries);
    if entries.all(|entry| entry.certainty() == Certainty::Official) { "complete" } else { "draft" }
}

fn form_mapping(comparison: &Comparison<'_>, form: &FormComparison<'_>) -> Option<Mapping> {
    let (older, newer) = (form.older?, form.newer?);
    let name = format!("{}-{}/{}", comparison.older.id, comparison.newer.id, form.id);
    let ids = |form: &Form, cells: &[Cell<'_>]| -> Vec<String> {
        cells.iter().filter_map(|cell| cell.row).map(|row| control_id(form, row)).collect()
    };
    let (mut maps, mut ended, mut begun) = (Vec::new(), Vec::new(), Vec::new());
    for entry in &form.entries {
        let (sources, targets) = (ids(older, &entry.old), ids(newer, &entry.new));
        match (sources.is_empty(), targets.is_empty()) {
            (false, false) => maps.push(map(&name, entry, sources, targets)),
            (false, true) => ended.extend(sources),
            (true, false) => begun.extend(targets),
            (true, true) => {}
        }
    }
    let gap = |side: &str, ids: Vec<String>| {
        let uuid = uuid(&format!("{name}/{side}"));
        (!ids.is_empty()).then(|| Gap { uuid, unmapped_controls: vec![Unmapped { with_ids: ids }] })
    };
    let resource = |edition: &Edition| Resource { kind: "catalog", href: catalog_name(edition) };
    (!maps.is_empty()).then(|| Mapping {
        uuid: uuid(&name),
        source_resource: resource(comparison.older),
        target_resource: resource(comparison.newer),
        maps,
        source_gap_summary: gap("ended", ended),
        target_gap_summary: gap("begun", begun),
    })
}

fn map(name: &str, entry: &Entry<'_>, sources: Vec<String>, targets: Vec<String>) -> Map {
    let item = |id_ref| Item { kind: "control", id_ref };
    let change =
        |relation: &Relation| Property { name: "change", ns: NAMESPACE, value: relation.name().to_owned() };
    Map {
        uuid: uuid(&format!("{name}/{}", entry.lineage)),
        relationship: relationship(&entry.relations),
        sources: sources.into_iter().map(item).collect(),
        targets: targets.into_iter().map(item).collect(),
        props: entry.relations.iter().map(change).collect(),
        remarks: Some(entry.remark.clone()).filter(|remark| !remark.is_empty()),
    }
}

/// What the kinds of change say about the meaning: the same words ask for the same; where another place,
/// number or weight is all that changed, the requirement is equivalent; other words overlap, no more is said.
fn relationship(relations: &[Relation]) -> &'static str {
    let is_one_of = |among: &[Relation]| relations.iter().all(|relation| among.contains(relation));
    use Relation::{Demoted, Merged, Promoted, Renumbered, Same, Split};
    if is_one_of(&[Same, Renumbered]) {
        "equal-to"
    } else if is_one_of(&[Same, Renumbered, Promoted, Demoted, Merged, Split]) {
        "equivalent-to"
    } else {
        "intersects-with"
    }
}

fn link(url: &str, label: &str) -> Link {
    Link { href: url.to_owned(), rel: Some("reference"), text: Some(label.to_owned()) }
}

/// The same for the same name, and for no other.
fn uuid(name: &str) -> String {
    let namespace = Uuid::new_v5(&Uuid::NAMESPACE_URL, NAMESPACE.as_bytes());
    Uuid::new_v5(&namespace, name.as_bytes()).to_string()
}

fn version(date: Option<Date>) -> String {
    date.map_or_else(|| "undated".to_owned(), |date| date.to_string())
}

fn moment(date: Option<Date>) -> String {
    let day = date.map_or_else(|| "1980-01-01".to_owned(), |date| date.to_string());
    format!("{day}T00:00:00+09:00")
}

fn json(value: &impl Serialize) -> Vec<u8> {
    let text = serde_json::to_string_pretty(value).expect("strings and numbers only") + "\n";
    text.into_bytes()
}

/// Whether an edition's rows are known, so that it has a catalog.
pub(crate) fn has_catalog(edition: &Edition) -> bool {
    edition.publication == Publication::Published
}
