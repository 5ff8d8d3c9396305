"""Any value of the contract is written so that the schema allows it, and reads back as itself."""

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from callfire_soap.wire import schema
from callfire_soap.wire.codec import encode_element
from callfire_soap.wire.decoding import decoder_of
from callfire_soap.wire.shape import global_elements
from tests.wire.values import values_of

ELEMENTS = sorted(global_elements())


class _Schemas(etree.Resolver):
    def resolve(self, url, public_id, context):
        name = url.rpartition("/")[2]
        documents = {
            "callfire-data.xsd": schema.data_schema,
            "callfire-service.xsd": schema.service_schema,
            "callfire-notification.xsd": schema.notification_schema,
        }
        return self.resolve_string(documents[name](), context)


@pytest.fixture(scope="module")
def emitted_schema():
    parser = etree.XMLParser()
    parser.resolvers.add(_Schemas())
    both = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
        <xs:import namespace="http://api.callfire.com/service/xsd" schemaLocation="callfire-service.xsd"/>
        <xs:import namespace="http://api.callfire.com/notification/xsd"
                   schemaLocation="callfire-notification.xsd"/>
    </xs:schema>"""
    return etree.XMLSchema(etree.fromstring(both, parser))


def read(xml, clark):
    return decoder_of(global_elements()[clark])(etree.fromstring(xml))


@pytest.mark.parametrize("clark", ELEMENTS)
def test_any_value_is_valid_and_reads_back(clark, emitted_schema):
    @settings(max_examples=15, suppress_health_check=list(HealthCheck))
    @given(value=values_of(global_elements()[clark]))
    def hold(value):
        xml = encode_element(value, clark)
        root = etree.fromstring(xml)
        assert root.tag == clark
        emitted_schema.assertValid(root)
        assert read(xml, clark) == value

    hold()
