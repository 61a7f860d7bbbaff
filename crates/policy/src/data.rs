//! Lists that came from elsewhere, each with its source and date in its file.

use std::collections::BTreeSet;

use sekisho_model::Domain;

use crate::text::data_lines;

/// Domains of private mailboxes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Freemail {
    domains: BTreeSet<String>,
}

impl Freemail {
    /// The built-in list, more domains, fewer domains.
    pub(crate) fn new(add: &[Domain], ignore: &[Domain]) -> Self {
        let mut domains: BTreeSet<String> =
            data_lines(include_str!("../data/freemail.txt")).map(str::to_owned).collect();
        domains.extend(add.iter().map(|domain| domain.as_str().to_owned()));
        for domain in ignore {
            domains.remove(domain.as_str());
        }
        Self { domains }
    }

    /// Whether the domain or one above it is on the list.
    pub(crate) fn contains(&self, domain: &Domain) -> bool {
        let upwards = std::iter::successors(Some(domain.as_str()), |name| name.split_once('.').map(|(_, above)| above));
        upwards.into_iter().any(|name| self.domains.contains(name))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.domains.iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_domain_of_the_list_is_one() {
        let list = Freemail::new(&[], &[]);
        assert!(list.iter().count() > 100);
        for name in list.iter() {
            let domain = Domain::parse(name).unwrap();
            assert_eq!(domain.as_str(), name);
            assert!(list.contains(&domain));
        }
        assert!(!list.contains(&Domain::parse("example.com").unwrap()));
        assert!(list.contains(&Domain::parse("x.softbank.ne.jp").unwrap()));
    }
}
