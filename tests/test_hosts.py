"""Hosts of addresses and of sites, however they are written."""

import pytest

from cleaner.hosts import belongs, host_of, site_host


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://News.Example.org/2024/quay", "news.example.org"),
        ("example.org/quay?next=http://other.example", "example.org"),
        ("//example.org:8080", "example.org"),
        ("http://example.org./", "example.org"),
        ("http://xn--bcher-kva.example/", "bücher.example"),
        ("http://bücher.example/", "bücher.example"),
        ("http://[::1]:80/", "::1"),
        ("http://[foo", ""),
        ("http://[Title]/page", ""),
        ("https://exa\u2100mple.com/a", ""),
        ("mailto:desk@example.org", ""),
        ("articles/quay", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_an_address_has_a_host_or_none(address: str | None, host: str) -> None:
    assert host_of(address) == host


@pytest.mark.parametrize(
    "name",
    ["example.org", " Example.ORG. ", "*.example.org", "https://example.org/", "example.org/quay"],
)
def test_people_name_a_site_in_many_ways(name: str) -> None:
    assert site_host(name) == "example.org"


@pytest.mark.parametrize("name", ["", "*", "http://", "two words", "http://[foo"])
def test_what_is_no_host_is_no_site(name: str) -> None:
    assert site_host(name) == ""


def test_a_site_has_its_subdomains() -> None:
    assert belongs("news.example.org", "example.org") and belongs("example.org", "example.org")
    assert not belongs("badexample.org", "example.org")
