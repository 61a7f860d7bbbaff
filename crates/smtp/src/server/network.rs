//! Networks in CIDR notation (RFC 4632, RFC 4291 §2.3): who is listed.
//!
//! An IPv4 address inside IPv6 (`::ffff:192.0.2.1`) is the IPv4 address. Bits after the prefix do not matter.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

/// Not a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an address or a network like 192.0.2.0/24 or 2001:db8::/32")]
pub struct NetworkError;

/// A network, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// This machine: 127.0.0.0/8 and ::1.
    pub const LOOPBACK: [Self; 2] = [
        Self { address: IpAddr::V4(Ipv4Addr::LOCALHOST), bits: 8 },
        Self { address: IpAddr::V6(Ipv6Addr::LOCALHOST), bits: 128 },
    ];

    /// Whether the address lies in it.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(net), IpAddr::V4(host)) => {
                same(u128::from(net.to_bits()) << 96, u128::from(host.to_bits()) << 96, self.bits)
            }
            (IpAddr::V6(net), IpAddr::V6(host)) => same(net.to_bits(), host.to_bits(), self.bits),
            _ => false,
        }
    }
}

/// Whether the first `bits` of both agree.
fn same(one: u128, other: u128, bits: u8) -> bool {
    u32::from(bits) <= (one ^ other).leading_zeros()
}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let written: IpAddr = address.parse().map_err(|_| NetworkError)?;
        let most = if written.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            None => most,
            Some(bits) if bits.bytes().all(|digit| digit.is_ascii_digit()) => bits.parse().map_err(|_| NetworkError)?,
            Some(_) => return Err(NetworkError),
        };
        let address = written.to_canonical();
        // A mapped IPv4 network counts its bits from the IPv6 end.
        let bits = if written == address { Some(bits) } else { u8::checked_sub(bits, 96) };
        match bits {
            Some(bits) if bits <= if address.is_ipv4() { 32 } else { 128 } => Ok(Self { address, bits }),
            _ => Err(NetworkError),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_this_machine_alone() {
        let inside = |address: &str| Network::LOOPBACK.iter().any(|network| network.contains(address.parse().unwrap()));
        for (address, own) in
            [("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("::2", false), ("128.0.0.1", false)]
        {
            assert_eq!(inside(address), own, "{address}");
        }
    }

    #[test]
    fn addresses_lie_in_their_networks_only() {
        for (network, inside, outside) in [
            ("192.0.2.0/24", "192.0.2.255", "192.0.3.0"),
            ("192.0.2.77/24", "192.0.2.0", "193.0.2.0"),
            ("192.0.2.1", "192.0.2.1", "192.0.2.2"),
            ("0.0.0.0/0", "203.0.113.9", "2001:db8::1"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"),
            ("::/0", "2001:db8::1", "192.0.2.1"),
            ("::1", "::1", "::2"),
            ("::ffff:192.0.2.0/120", "192.0.2.9", "192.0.3.9"),
            ("192.0.2.0/24", "::ffff:192.0.2.9", "::192.0.2.9"),
        ] {
            let net: Network = network.parse().unwrap();
            assert!(net.contains(inside.parse().unwrap()), "{network} {inside}");
            assert!(!net.contains(outside.parse().unwrap()), "{network} {outside}");
        }
    }

    #[test]
    fn other_texts_are_no_networks() {
        for text in
            ["", "/8", "192.0.2.0/33", "::/129", "192.0.2.0/", "192.0.2.0/+8", "192.0.2/24", "::ffff:1.2.3.4/8", "x"]
        {
            assert_eq!(text.parse::<Network>(), Err(NetworkError), "{text}");
        }
    }
}
