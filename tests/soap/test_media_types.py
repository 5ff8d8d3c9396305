"""Content-Type headers."""

import pytest

from callfire_soap.soap.media_types import read_media_type


@pytest.mark.parametrize(
    ("header", "name", "parameters"),
    [
        ("", "", {}),
        ("text/xml", "text/xml", {}),
        ("Text/XML ; Charset=UTF-8", "text/xml", {"charset": "UTF-8"}),
        ('a/b; charset="utf-8"; action="urn:x;y"', "a/b", {"charset": "utf-8", "action": "urn:x;y"}),
        (r'a/b; x="say \"hi\""', "a/b", {"x": 'say "hi"'}),
        ("a/b; charset = utf-8", "a/b", {"charset": "utf-8"}),
        ("a/b; charset=", "a/b", {"charset": ""}),
        ("a/b; x=1; x=2", "a/b", {"x": "2"}),
        ('a/b; x="open', "a/b", {"x": '"open'}),
        (";;;===", "", {}),
    ],
)
def test_a_media_type_is_read_with_its_parameters(header, name, parameters):
    media_type = read_media_type(header)
    assert (media_type.name, dict(media_type.parameters)) == (name, parameters)
