//! Many short lists of numbers in one piece of memory.

/// Lists that are written once and then only read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lists {
    ends: Vec<usize>,
    items: Vec<usize>,
}

impl Lists {
    pub(crate) fn new(lists: impl IntoIterator<Item = impl IntoIterator<Item = usize>>) -> Self {
        let mut made = Self::default();
        for list in lists {
            made.items.extend(list);
            made.ends.push(made.items.len());
        }
        made
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn of(&self, at: usize) -> &[usize] {
        &self.items[self.begin(at)..self.ends[at]]
    }

    /// Where a list begins among all entries.
    pub(crate) fn begin(&self, at: usize) -> usize {
        if at == 0 { 0 } else { self.ends[at - 1] }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[usize]> {
        (0..self.len()).map(|at| self.of(at))
    }

    /// All entries of all lists.
    pub(crate) fn entries(&self) -> usize {
        self.items.len()
    }

    /// For each of `count` numbers the lists it stands in, in ascending order.
    pub(crate) fn turned(&self, count: usize) -> Self {
        let mut lists = vec![Vec::new(); count];
        for at in 0..self.len() {
            for &item in self.of(at) {
                lists[item].push(at);
            }
        }
        Self::new(lists)
    }
}

/// Whether every number of `small` stands in `large`; both ascend.
pub(crate) fn is_within(small: &[usize], large: &[usize]) -> bool {
    let mut rest = large.iter();
    small.len() <= large.len() && small.iter().all(|wanted| rest.by_ref().any(|found| found == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turning_lists_twice_gives_them_back() {
        let lists = Lists::new([vec![0, 2], vec![], vec![1, 2]]);
        assert_eq!(lists.turned(3).of(2), [0, 2]);
        assert_eq!(lists.turned(3).turned(3), lists);
        assert_eq!(lists.entries(), 4);
    }

    #[test]
    fn a_list_is_within_one_that_has_all_of_it() {
        assert!(is_within(&[1, 4], &[0, 1, 3, 4]));
        assert!(is_within(&[], &[]));
        assert!(!is_within(&[1, 5], &[0, 1, 3, 4]));
    }
}
