//! Links: every form that was released, written out.

use forkscope_scenario::link::{decode, encode, encode_plain, LinkError, LinkOptions, MAX_SCRIPT_BYTES};

const SCRIPT: &str = "process parent\nparent: mmap heap 3 pages\nparent: touch heap 50% seed=7\n";

#[test]
fn released_packed_links_open() {
    for link in [
        "#v1:d:KyjKT04tLlYoSCxKzSvhglBWCrm5iQUKGalAwhgolZ5aDJcpyS9NzoBImRqoKhSnpqbYmnMBAA",
        "v1:d:KyjKT04tLlYoSCxKzSvhglBWCrm5iQUKGalAwhgolZ5aDJcpyS9NzoBImRqoKhSnpqbYmnMBAA==",
        "#v1:d:KyjKT04tLlYoSCxKzSvhglBWCrm5iQUKGalAwhgolZ5aDJcpyS9NzoBImRqoKhSnpqbYmnMBAA%3D%3D",
        "%23v1%3Ad%3AKyjKT04tLlYoSCxKzSvhglBWCrm5iQUKGalAwhgolZ5aDJcpyS9NzoBImRqoKhSnpqbYmnMBAA",
    ] {
        assert_eq!(decode(link).as_deref(), Ok(SCRIPT), "{link}");
    }
}

#[test]
fn released_plain_links_open() {
    let once = "process%20parent%0Aparent:%20mmap%20heap%203%20pages%0Aparent:%20touch%20heap%2050%25%20seed=7%0A";
    let twice = once.replace('%', "%25");
    for link in [format!("#v1:t:{once}"), format!("#v1:t:{twice}"), format!("#v1%3At%3A{}", twice.replace(':', "%3A"))]
    {
        assert_eq!(decode(&link).as_deref(), Ok(SCRIPT), "{link}");
    }
    assert_eq!(encode_plain(SCRIPT), Ok(format!("v1:t:{once}")));
}

#[test]
fn a_packed_script_comes_back() {
    for script in ["", "x", SCRIPT, "note \"… 父\"\n", &SCRIPT.repeat(1000)] {
        assert_eq!(decode(&encode(script).unwrap()).as_deref(), Ok(script));
        assert_eq!(decode(&encode_plain(script).unwrap()).as_deref(), Ok(script));
    }
}

#[test]
fn whatever_is_wrong_with_a_link_is_said() {
    let good = encode(SCRIPT).unwrap();
    for (link, error) in [
        ("", LinkError::NoScript),
        ("#stage", LinkError::NoScript),
        ("#https://example.org", LinkError::NoScript),
        ("#v2:d:abc", LinkError::UnknownVersion("v2".into())),
        ("#v1:z:abc", LinkError::UnknownCodec("z".into())),
        ("#v1:d:", LinkError::CutOff),
        ("#v1:d:!!!!", LinkError::DamagedBase64),
        ("#v1:d:____", LinkError::DamagedDeflate),
        ("#v1:t:%ff", LinkError::NotText),
        (&good[..good.len() - 4], LinkError::CutOff),
        (&good[..good.len() - 3], LinkError::CutOff),
    ] {
        assert_eq!(decode(link), Err(error), "{link}");
    }
}

#[test]
fn a_bomb_is_not_unpacked() {
    let most = "a".repeat(MAX_SCRIPT_BYTES);
    assert_eq!(decode(&encode(&most).unwrap()).as_deref(), Ok(most.as_str()));
    assert_eq!(encode(&(most.clone() + "a")), Err(LinkError::TooLarge));
    let bomb = miniz_oxide::deflate::compress_to_vec(&vec![b'a'; 64 << 20], 9);
    let link = format!("v1:d:{}", data_encoding::BASE64URL_NOPAD.encode(&bomb));
    assert_eq!(decode(&link), Err(LinkError::TooLarge));
    assert_eq!(decode(&format!("v1:t:{most}a")), Err(LinkError::TooLarge));
}

#[test]
fn options_read_and_print_the_same() {
    for query in ["", "embed=1&theme=dark&step=5&policy=eager&lock=1&lang=en", "theme=light&lang=zh-Hant"] {
        let (options, problems) = LinkOptions::parse(query);
        assert_eq!((options.to_string().as_str(), problems.as_slice()), (query, [].as_slice()));
    }
}

#[test]
fn wrong_options_are_said_and_left_out() {
    let (options, problems) =
        LinkOptions::parse("?embed&step=-1&theme=pink&policy=cow&lang=e&utm_source=x&lock=0&&theme=auto");
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(options, LinkOptions { embed: true, ..LinkOptions::default() });
    assert_eq!(said.len(), 4);
    assert_eq!(said[0], "`step=-1` in the link is ignored: step is a number");
}
