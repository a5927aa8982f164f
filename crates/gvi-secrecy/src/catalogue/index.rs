//! Reads the files of a jurisdiction into one catalogue.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::keys::Engine;
use super::policies::{render_grounds_cedar, render_grounds_schema};
use super::soundness;
use super::{
    Approval, Catalogue, CatalogueError, Category, Content, DirectAccess, Ground, Kind, KnownGap, Law, LegalBasis, Limits, Meta, Overlay,
    ProductRule, Provision, Purpose, RecipientGroup, RecipientSecrecy, Sources,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CatalogueFile {
    meta: Meta,
    #[serde(default)]
    approval: Vec<Approval>,
    law: Vec<Law>,
    #[serde(default)]
    gap: Vec<KnownGap>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProvisionsFile {
    provision: Vec<Provision>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroundsFile {
    ground: Vec<Ground>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AuthoritiesFile {
    kind: Vec<Kind>,
    recipient_group: Vec<RecipientGroup>,
    recipient_secrecy: Vec<RecipientSecrecy>,
    #[serde(default)]
    direct_access: Vec<DirectAccess>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PurposesFile {
    purpose: Vec<Purpose>,
    legal_basis: Vec<LegalBasis>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    limits: Limits,
    overlay: Overlay,
    product_rule: Vec<ProductRule>,
    content: Vec<Content>,
    category: Vec<Category>,
}

fn parse<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<T, CatalogueError> {
    toml::from_str(text).map_err(|source| CatalogueError::NotReadable { file, source: Box::new(source) })
}

/// Each text is hashed with its name and length, so that nothing can move from one file to the next unseen.
fn hash(texts: &[(&str, &str)]) -> String {
    let mut sha = Sha256::new();
    for (name, text) in texts {
        sha.update(format!("{name}\0{}\0", text.len()));
        sha.update(text);
    }
    sha.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn read(sources: &Sources<'_>) -> Result<Catalogue, CatalogueError> {
    let head: CatalogueFile = parse("catalogue.toml", sources.catalogue)?;
    let locks: ProvisionsFile = parse("provisions.toml", sources.provisions)?;
    let keys: GroundsFile = parse("grounds.toml", sources.grounds)?;
    let authorities: AuthoritiesFile = parse("authorities.toml", sources.authorities)?;
    let purposes: PurposesFile = parse("purposes.toml", sources.purposes)?;
    let rules: RulesFile = parse("rules.toml", sources.rules)?;

    let mut catalogue = Catalogue {
        meta: head.meta,
        approvals: head.approval,
        laws: head.law,
        known_gaps: head.gap,
        provisions: locks.provision,
        grounds: keys.ground,
        kinds: authorities.kind,
        recipient_groups: authorities.recipient_group,
        recipient_secrecy: authorities.recipient_secrecy,
        direct_access: authorities.direct_access,
        purposes: purposes.purpose,
        legal_bases: purposes.legal_basis,
        limits: rules.limits,
        overlay: rules.overlay,
        product_rules: rules.product_rule,
        contents: rules.content,
        categories: rules.category,
        hash: hash(&[
            ("provisions", sources.provisions),
            ("grounds", sources.grounds),
            ("authorities", sources.authorities),
            ("purposes", sources.purposes),
            ("rules", sources.rules),
        ]),
        engine: Engine::closed(),
    };
    spell_out_recipients(&mut catalogue)?;
    soundness::check(&catalogue)?;
    catalogue.engine = Engine::new(&render_grounds_cedar(&catalogue), &render_grounds_schema())?;
    Ok(catalogue)
}

/// Groups of recipients become kinds, once, so that the policies hold literal sets.
fn spell_out_recipients(catalogue: &mut Catalogue) -> Result<(), CatalogueError> {
    for ground in &mut catalogue.grounds {
        for name in &ground.recipients {
            if let Some(group) = catalogue.recipient_groups.iter().find(|group| group.id == *name) {
                ground.recipient_kinds.extend(group.members.iter().cloned());
            } else if let Some(kind) = catalogue.kinds.iter().find(|kind| kind.id.as_str() == name) {
                ground.recipient_kinds.push(kind.id.clone());
            } else {
                return Err(CatalogueError::Unknown { place: format!("recipients of {}", ground.id), name: name.clone() });
            }
        }
        ground.recipient_kinds.sort();
        ground.recipient_kinds.dedup();
    }
    Ok(())
}
