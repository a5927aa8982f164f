//! The tree against the definition in RFC 6962, written down once more as plainly as it stands there.

use gvi_ledger::{
    Frontier, Hash, LedgerError, consistency_proof, inclusion_proof, leaf_hash, node_hash, root, verify_consistency, verify_inclusion,
};
use proptest::prelude::*;

/// MTH of RFC 6962, section 2.1.
fn naive_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => root(&[]),
        [leaf] => *leaf,
        _ => {
            let k = largest_power_below(leaves.len());
            node_hash(&naive_root(&leaves[..k]), &naive_root(&leaves[k..]))
        }
    }
}

/// PATH of section 2.1.1.
fn naive_path(m: usize, leaves: &[Hash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return vec![];
    }
    let k = largest_power_below(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut path, other) = if m < k { (naive_path(m, left), right) } else { (naive_path(m - k, right), left) };
    path.push(naive_root(other));
    path
}

/// SUBPROOF of section 2.1.2.
fn naive_subproof(m: usize, leaves: &[Hash], known: bool) -> Vec<Hash> {
    if m == leaves.len() {
        return if known { vec![] } else { vec![naive_root(leaves)] };
    }
    let k = largest_power_below(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut proof, other) = if m <= k { (naive_subproof(m, left, known), right) } else { (naive_subproof(m - k, right, false), left) };
    proof.push(naive_root(other));
    proof
}

fn largest_power_below(n: usize) -> usize {
    let mut k = 1;
    while k * 2 < n {
        k *= 2;
    }
    k
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count as u64).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

fn hex(hash: &Hash) -> String {
    hash.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_eight_leaves_of_the_certificate_transparency_suite_give_the_published_roots() {
    let inputs: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    let published = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let leaves: Vec<Hash> = inputs.iter().map(|input| leaf_hash(input)).collect();
    for (size, expected) in published.iter().enumerate() {
        assert_eq!(hex(&root(&leaves[..size])), *expected, "size {size}");
    }
    let published_proof = [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ];
    let proof: Vec<String> = consistency_proof(&leaves, 6).unwrap().iter().map(hex).collect();
    assert_eq!(proof, published_proof);
}

#[test]
fn roots_and_proofs_of_all_small_trees_are_those_of_the_definition() {
    for size in 0..=40 {
        let all = leaves(size);
        let new_root = naive_root(&all);
        assert_eq!(root(&all), new_root);
        for index in 0..size {
            let proof = inclusion_proof(&all, index as u64).unwrap();
            assert_eq!(proof, naive_path(index, &all), "leaf {index} of {size}");
            verify_inclusion(&all[index], index as u64, size as u64, &proof, &new_root).unwrap();
        }
        for old in 0..=size {
            let proof = consistency_proof(&all, old as u64).unwrap();
            let expected = if old == 0 { vec![] } else { naive_subproof(old, &all, true) };
            assert_eq!(proof, expected, "from {old} to {size}");
            let old_root = naive_root(&all[..old]);
            verify_consistency(old as u64, &old_root, size as u64, &new_root, &proof).unwrap();

            let mut frontier = Frontier::new();
            all[..old].iter().for_each(|leaf| frontier.append(*leaf));
            assert_eq!(frontier.consistency_proof(&all[old..]), expected, "by the edge, from {old} to {size}");
        }
    }
}

#[test]
fn a_frontier_comes_back_from_its_bytes_and_goes_on_as_before() {
    let all = leaves(70);
    let mut frontier = Frontier::new();
    for (size, leaf) in all.iter().enumerate() {
        let mut again = Frontier::from_bytes(&frontier.to_bytes()).unwrap();
        assert_eq!(again, frontier);
        again.append(*leaf);
        frontier.append(*leaf);
        assert_eq!(again.root(), naive_root(&all[..=size]));
        assert_eq!(frontier.size(), size as u64 + 1);
    }
}

#[test]
fn broken_frontier_bytes_are_refused() {
    let mut frontier = Frontier::new();
    leaves(5).into_iter().for_each(|leaf| frontier.append(leaf));
    let bytes = frontier.to_bytes();
    for cut in 0..bytes.len() {
        assert!(Frontier::from_bytes(&bytes[..cut]).is_err(), "cut after {cut}");
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert!(matches!(Frontier::from_bytes(&longer), Err(LedgerError::Length { expected: 64, found: 65, .. })));
    let mut other_form = bytes.clone();
    other_form[0] = 2;
    assert_eq!(Frontier::from_bytes(&other_form), Err(LedgerError::Frontier("unknown form")));
    let mut huge = vec![1];
    huge.extend([0xff; 8 + 64 * 32]);
    assert_eq!(Frontier::from_bytes(&huge), Err(LedgerError::Frontier("the size is larger than any log can be")));
}

#[test]
fn proofs_about_what_is_not_there_are_refused() {
    let all = leaves(5);
    assert_eq!(inclusion_proof(&all, 5), Err(LedgerError::OutsideTree { index: 5, size: 5 }));
    assert_eq!(inclusion_proof(&[], 0), Err(LedgerError::OutsideTree { index: 0, size: 0 }));
    assert_eq!(consistency_proof(&all, 6), Err(LedgerError::Shrinking { old: 6, new: 5 }));
    let some = all[0];
    assert!(verify_consistency(0, &some, 5, &root(&all), &[]).is_err(), "the empty tree has one root only");
    assert!(verify_consistency(5, &root(&all), 5, &some, &[]).is_err(), "one size, two roots");
    assert!(verify_inclusion(&some, u64::MAX - 1, u64::MAX, &[], &some).is_err());
    assert!(verify_consistency(1, &some, u64::MAX, &some, &[]).is_err());
}

proptest! {
    #[test]
    fn large_trees_follow_the_definition(size in 1usize..700, a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let all = leaves(size);
        let (index, old) = (a.index(size), b.index(size) + 1);
        prop_assert_eq!(root(&all), naive_root(&all));
        prop_assert_eq!(inclusion_proof(&all, index as u64).unwrap(), naive_path(index, &all));
        prop_assert_eq!(consistency_proof(&all, old as u64).unwrap(), naive_subproof(old, &all, true));
    }

    #[test]
    fn a_proof_with_anything_changed_does_not_verify(
        size in 2usize..200,
        a in any::<prop::sample::Index>(),
        b in any::<prop::sample::Index>(),
        bit in 0usize..256,
    ) {
        let flip = |hash: &Hash| {
            let mut bytes = *hash.as_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            Hash::new(bytes)
        };
        let all = leaves(size);
        let whole = root(&all);
        let index = a.index(size);
        let n = size as u64;

        let proof = inclusion_proof(&all, index as u64).unwrap();
        for place in 0..proof.len() {
            let mut wrong = proof.clone();
            wrong[place] = flip(&wrong[place]);
            prop_assert!(verify_inclusion(&all[index], index as u64, n, &wrong, &whole).is_err());
        }
        prop_assert!(verify_inclusion(&flip(&all[index]), index as u64, n, &proof, &whole).is_err());
        prop_assert!(verify_inclusion(&all[index], index as u64, n, &proof[1..], &whole).is_err());
        let elsewhere = (index + 1) % size;
        prop_assert!(verify_inclusion(&all[index], elsewhere as u64, n, &proof, &whole).is_err());

        let old = b.index(size - 1) + 1;
        let before = root(&all[..old]);
        let proof = consistency_proof(&all, old as u64).unwrap();
        for place in 0..proof.len() {
            let mut wrong = proof.clone();
            wrong[place] = flip(&wrong[place]);
            prop_assert!(verify_consistency(old as u64, &before, n, &whole, &wrong).is_err());
        }
        prop_assert!(verify_consistency(old as u64, &flip(&before), n, &whole, &proof).is_err());
        prop_assert!(verify_consistency(old as u64, &before, n, &flip(&whole), &proof).is_err());
        prop_assert!(verify_consistency(old as u64, &before, n, &whole, &proof[1..]).is_err());
    }

    #[test]
    fn no_bytes_make_reading_a_frontier_or_checking_a_proof_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        numbers in any::<(u64, u64)>(),
        hashes in prop::collection::vec(any::<[u8; 32]>(), 0..70),
    ) {
        if let Ok(frontier) = Frontier::from_bytes(&bytes) {
            prop_assert_eq!(frontier.to_bytes(), bytes);
        }
        let hashes: Vec<Hash> = hashes.into_iter().map(Hash::new).collect();
        let some = leaf_hash(b"some");
        prop_assert!(verify_inclusion(&some, numbers.0, numbers.1, &hashes, &some).is_err() || hashes.is_empty());
        prop_assert!(verify_consistency(numbers.0, &some, numbers.1, &some, &hashes).is_err() || hashes.is_empty());
    }
}
